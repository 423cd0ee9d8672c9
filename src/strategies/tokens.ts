/** The mechanisms that tokens are for, the best first. */
import { MECHANISMS } from '../sasl/mechanisms.ts'

export interface TokenUse {
  /** As in the names of mechanisms. */
  readonly hash: 'SHA-256' | 'SHA-512' | 'SHA3-512'
  /**
   * To whatever is offered; in early data nothing of the handshake is there yet (RFC 9266 §4.2),
   * but the certificate is remembered with the ticket; or to nothing.
   */
  readonly binding: 'where-offered' | 'early' | 'unbound'
}

/** What is deployed. */
export const TOKEN_USE: TokenUse = { hash: 'SHA-256', binding: 'where-offered' }

const ALL = MECHANISMS.proving('token')

export const tokensFor = ({ hash, binding }: TokenUse): readonly string[] =>
  ALL.filter(({ name, binds }) => {
    if (!name.startsWith(`HT-${hash}-`)) return false
    if (binding === 'where-offered' || binds === 'nothing') return true
    return binding === 'early' && binds === 'tls-server-end-point'
  }).map(({ name }) => name)

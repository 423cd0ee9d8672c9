/** The mechanisms that tokens are for, the best first. */
import { BINDING_TYPES, type BindingType } from '../sasl/channel-binding.ts'
import { MECHANISMS } from '../sasl/mechanisms.ts'

export interface TokenUse {
  /** As in the names of mechanisms. */
  readonly hash: 'SHA-256' | 'SHA-512' | 'SHA3-512'
  /**
   * To whatever is offered; in early data nothing of the handshake is there yet (RFC 9266 §2),
   * but the certificate is remembered with the ticket; to nothing; or to one type and no other.
   */
  readonly binding: 'where-offered' | 'early' | 'unbound' | BindingType
}

/** What is deployed. */
export const TOKEN_USE: TokenUse = { hash: 'SHA-256', binding: 'where-offered' }

const ALL = MECHANISMS.proving('token')

export const tokensFor = ({ hash, binding }: TokenUse): readonly string[] =>
  ALL.filter(({ name, binds }) => {
    if (!name.startsWith(`HT-${hash}-`)) return false
    if (binds === binding || binding === 'where-offered') return true
    if (BINDING_TYPES.some((type) => type === binding)) return false
    if (binds === 'nothing') return true
    return binding === 'early' && binds === 'tls-server-end-point'
  }).map(({ name }) => name)

/** The mechanisms that tokens are for, the best first. */
import { MECHANISMS } from '../sasl/mechanisms.ts'

const ALL = MECHANISMS.proving('token')

export const TOKENS: readonly string[] = ALL.map(({ name }) => name)

/**
 * In early data nothing of the handshake is there to bind to yet (RFC 9266 §4.2), but the
 * certificate is remembered with the ticket.
 */
export const EARLY_TOKENS: readonly string[] = ALL.filter(
  ({ binds }) => binds === 'tls-server-end-point' || binds === 'nothing',
).map(({ name }) => name)

export const UNBOUND_TOKENS: readonly string[] = ALL.filter(({ binds }) => binds === 'nothing').map(
  ({ name }) => name,
)

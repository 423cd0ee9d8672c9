/** A login as PLAIN says it (RFC 4616), at the front and again at the server behind it. */
import { fromUtf8 } from '../sasl/octets.ts'

export interface Login {
  /** The message as the client has sent it. */
  readonly message: Uint8Array
  readonly user: string
  readonly password: string
}

export function readLogin(message: Uint8Array): Login | undefined {
  const parts = fromUtf8(message)?.split('\0') ?? []
  const [, user, password] = parts
  return parts.length === 3 && user && password ? { message, user, password } : undefined
}

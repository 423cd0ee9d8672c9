/** A login as PLAIN says it (RFC 4616), at the front and again at the server behind it. */
import { readPlain } from '../sasl/plain-message.ts'

export interface Login {
  /** The message as the client has sent it. */
  readonly message: Uint8Array
  readonly user: string
  readonly password: string
}

export function readLogin(message: Uint8Array): Login | undefined {
  const read = readPlain(message)
  if (typeof read === 'string') return undefined
  const { username: user, secret: password } = read
  return { message, user, password }
}

/** Against whom a strategy is said: what it presumes of the server. */
import type { AccountKind, Aftermath } from './base.ts'

/** What is presumed of the server, whatever it does otherwise. */
export interface Against {
  readonly aftermath: Aftermath
  readonly account: AccountKind
  /** What the access token is good for: usual access for good, for a time, or account data alone. */
  readonly grant: 'lasting' | 'temporary' | 'restricted'
  /** The server takes no early data, though the ticket says that it does. */
  readonly earlyDataRejected: boolean
  /** The server asks for another key share (RFC 8446 §4.1.4). */
  readonly helloRetryRequest: boolean
  /** The server has no key for an encrypted ClientHello any more, and publishes none (RFC 9849 §6.1.6). */
  readonly encryptedHelloRejected: boolean
  /** The server asks for a proof of the client's address (Retry, RFC 9000 §8.1.2). */
  readonly retry: boolean
}

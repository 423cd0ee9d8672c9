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
  /**
   * What an encrypted ClientHello meets (RFC 9849 §6.1.6): a server that has its key, one that has no key any
   * more, or one that has another and names it.
   */
  readonly encryptedHello: 'taken' | 'rejected' | 'rekeyed'
  /** The server asks for a proof of the client's address (Retry, RFC 9000 §8.1.2). */
  readonly retry: boolean
}

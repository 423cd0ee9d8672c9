/** What reading along begins with: which connection it is, and what is known of its ends. */
import type { Past } from '../../watch/past.ts'
import type { Premises } from '../../watch/premises.ts'
import type { KeyLog } from '../tls/key-log.ts'
import type { BoshSessions } from './bosh-sessions.ts'

export interface ReadAlongOptions {
  readonly number: number
  readonly keyLog: KeyLog
  /** Shared by all connections of a client, as is what is known of a server. */
  readonly past: Past
  readonly premises: Premises
  /** Shared by all connections. */
  readonly sessions: BoshSessions
  /** It is XMPP, whatever it says. */
  readonly isXmpp: boolean
}

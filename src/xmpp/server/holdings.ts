/** What a domain holds, as far as whoever deals with stanzas needs it. */
import type { Random } from '../../random.ts'
import type { Instant } from '../../units.ts'
import type { Accounts } from './accounts.ts'
import type { Archive } from './archive.ts'
import type { Clients } from './clients.ts'
import type { Enrolments } from './enrolments.ts'
import type { MessageWatch } from './message-watch.ts'
import type { ServerNotes } from './notes.ts'
import type { OfflineMessages } from './offline.ts'
import type { Rosters } from './roster.ts'
import type { Sessions } from './sessions.ts'
import type { ServerSettings } from './settings.ts'

export interface Holdings {
  /** Of the domain. */
  readonly name: string
  readonly settings: ServerSettings
  readonly accounts: Accounts
  readonly enrolments: Enrolments
  readonly clients: Clients
  readonly notes: ServerNotes
  readonly sessions: Sessions
  readonly rosters: Rosters
  readonly archive: Archive
  readonly offline: OfflineMessages
  readonly watch: MessageWatch | undefined
  /** For the identifiers of what is put into an archive. */
  archiveRandom(user: string): Random
  /** Of a time in milliseconds since 1970. */
  instantAt(wallClock: number): Instant
}

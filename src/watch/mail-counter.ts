/** Whoever counts messages, as far as an episode asks. */
import type { Duration } from '../units.ts'
import type { MessageCounts } from './visit-episode.ts'

export interface MailCounter {
  /** How things stand. */
  readonly mark: () => MailMark
}

export interface MailMark {
  /** Counted since then. */
  readonly since: () => MessageCounts
  /** How long it took from then until all had come, or was lost, that had been sent; undefined: not yet. */
  readonly settledAfter: () => Duration | undefined
}

/** What a connection's words are heard in: its place among others, and what they have left behind. */
import type { Instant } from '../units.ts'
import type { UnderWay } from './client-words.ts'
import type { Holder, Past } from './past.ts'

export interface Surroundings {
  readonly number: number
  readonly now: Instant
  readonly past: Past
  readonly underWay: UnderWay
  /** Sessions that the client could come back to are looked up in the past, now. */
  readonly identified: (holder: Holder) => void
}

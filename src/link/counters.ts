/**
 * What became of the packets of one direction, in numbers. At any time
 * `entered + duplicated = delivered + dropped of every reason + those under way`.
 */
import type { DropReason } from './packet.ts'

export interface LinkCounters {
  /** Packets and octets handed in. */
  readonly entered: number
  readonly enteredBytes: number
  /** Packets and octets handed out, duplicates included. */
  readonly delivered: number
  readonly deliveredBytes: number
  /** Copies made on the way, beyond the packets handed in. */
  readonly duplicated: number
  /** By reason; one that never occurred is not there. */
  readonly dropped: Readonly<Record<DropReason, number>>
  /** Delays that would have been negative and were set to zero. */
  readonly clamped: number
}

/** The same, for whoever counts. */
export type MutableCounters = { -readonly [Name in keyof LinkCounters]: LinkCounters[Name] } & {
  readonly dropped: Record<DropReason, number>
}

export const noneCounted = (): MutableCounters => ({
  entered: 0,
  enteredBytes: 0,
  delivered: 0,
  deliveredBytes: 0,
  duplicated: 0,
  dropped: {},
  clamped: 0,
})

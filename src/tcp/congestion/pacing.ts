/**
 * When the next group of segments may leave (`tcp_pacing_check`, `tcp_update_skb_after_send`):
 * each takes its length at the pacing rate. The first ten segments of a connection are not paced,
 * and a sender that was quiet is given up to half a group's time back.
 *
 * Left out: the timer's own delay, some tens of microseconds.
 */
import { type Duration, type Instant, plus, START } from '../../units.ts'

/** `bbr_min_tso_segs`: below 1.2 Mbit/s segments leave one by one, above in groups of two at least. */
const SINGLE_SEGMENTS_BELOW = 1_200_000 / 8
const UNPACED_SEGMENTS = 10
const NANOSECONDS_PER_SECOND = 1_000_000_000

export class Pacing {
  /** Octets a second; 0 before it is known. */
  rate = 0
  /** When what was held back may leave; undefined when nothing is. */
  due: Instant | undefined
  #free: Instant = START
  #segments = 0

  /** Segments that leave as one group at least. */
  get leastGroup(): number {
    return this.rate !== 0 && this.rate < SINGLE_SEGMENTS_BELOW ? 1 : 2
  }

  /** A group has left. */
  sent(now: Instant, octets: number, segments: number): void {
    this.#segments += segments
    const idle = now - this.#free
    if (idle > 0) this.#free = now
    if (this.#segments < UNPACED_SEGMENTS || this.rate === 0) return
    const length = Math.floor((octets * NANOSECONDS_PER_SECOND) / this.rate)
    const credit = Math.min(Math.floor(length / 2), Math.max(idle, 0))
    this.#free = plus(this.#free, (length - credit) as Duration)
  }

  /** Whether to wait; if so, `due` says until when. */
  holds(now: Instant): boolean {
    this.due = now < this.#free ? this.#free : undefined
    return this.due !== undefined
  }

  stop(): void {
    this.due = undefined
  }
}

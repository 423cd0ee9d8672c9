/** Times of a file as times since its first packet: what is exact to the nanosecond stays so. */
import { type Instant, instant, nanoseconds } from '../../units.ts'

export class CaptureTimeline {
  #first: bigint | undefined

  /** `since1970`: nanoseconds. */
  at(since1970: bigint): Instant {
    this.#first ??= since1970
    return instant(nanoseconds(Number(since1970 - this.#first)))
  }
}

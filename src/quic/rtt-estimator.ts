/** Round-trip time of the path: smoothed, its variation and its minimum (RFC 9002 §5). */
import { type Duration, longer, milliseconds, nanoseconds, shorter, sum } from '../units.ts'

/** kGranularity (RFC 9002 §6.1.2). */
export const GRANULARITY = milliseconds(1)

export class RttEstimator {
  latest: Duration
  smoothed: Duration
  variation: Duration
  #min: Duration | undefined

  /** Before there is a sample (§5.3, §6.2.2). */
  constructor(initial: Duration) {
    this.latest = initial
    this.smoothed = initial
    this.variation = nanoseconds(initial / 2)
  }

  /** `ackDelay`: as the peer says, limited by what it has promised once that is known. */
  sample(latest: Duration, ackDelay: Duration): void {
    this.latest = latest
    if (this.#min === undefined) {
      this.#min = latest
      this.smoothed = latest
      this.variation = nanoseconds(latest / 2)
      return
    }
    this.#min = shorter(this.#min, latest)
    // An acknowledgement cannot have been put off below the least round trip (§5.3).
    const adjusted = latest >= sum(this.#min, ackDelay) ? nanoseconds(latest - ackDelay) : latest
    const deviation = Math.abs(this.smoothed - adjusted)
    this.variation = nanoseconds((3 * this.variation + deviation) / 4)
    this.smoothed = nanoseconds((7 * this.smoothed + adjusted) / 8)
  }

  /** Of a probe timeout before any back-off, and without the peer's delay (§6.2.1). */
  get probeTimeout(): Duration {
    return sum(this.smoothed, longer(nanoseconds(4 * this.variation), GRANULARITY))
  }

  /** Later than this a packet is lost that others sent behind it have overtaken (§6.1.2). */
  get lossDelay(): Duration {
    return longer(nanoseconds((9 * longer(this.latest, this.smoothed)) / 8), GRANULARITY)
  }
}

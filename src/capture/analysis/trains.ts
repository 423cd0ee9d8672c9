/**
 * The rate of a bottleneck, from packets that were sent one behind the other and arrive spread by it
 * (packet trains; Dovrolis, Ramanathan and Moore, INFOCOM 2001). Trains shorter than four packets say
 * too little. Exact where packets are captured behind the bottleneck, and nothing else uses it.
 */
import { between, type Instant } from '../../units.ts'

const PACKETS_MIN = 4
/** Of a train that lasts: a pause in it is the sender's. */
const PAUSE_FACTOR = 4
const TRAINS_MAX = 1_000
const NS_PER_S = 1_000_000_000
/** IP and TCP headers with timestamps, which the bottleneck carries as well. */
const HEADERS = 52

export class TrainLog {
  /** Bits per second. */
  readonly rates: number[] = []
  #packets = 0
  #octets = 0
  #size = 0
  #firstAt: Instant | undefined
  #lastAt: Instant | undefined

  /** A segment with so much payload; a smaller one than those before it ends the train. */
  add(at: Instant, length: number): void {
    if (this.#firstAt === undefined || this.#lastAt === undefined || this.#pauses(at))
      this.#begin(at, length)
    else {
      this.#packets += 1
      this.#octets += length + HEADERS
      this.#lastAt = at
    }
    if (length < this.#size) this.end()
    else this.#size = length
  }

  end(): void {
    const { rates } = this
    if (this.#packets >= PACKETS_MIN && this.#firstAt !== undefined && this.#lastAt !== undefined) {
      const lasted = between(this.#firstAt, this.#lastAt)
      if (lasted > 0 && rates.length < TRAINS_MAX) {
        rates.push(Math.round((this.#octets * 8 * NS_PER_S) / lasted))
      }
    }
    this.#packets = 0
    this.#firstAt = undefined
  }

  #begin(at: Instant, length: number): void {
    this.end()
    this.#firstAt = at
    this.#lastAt = at
    this.#packets = 1
    this.#octets = 0
    this.#size = length
  }

  #pauses(at: Instant): boolean {
    if (this.#packets < 2 || this.#firstAt === undefined || this.#lastAt === undefined) return false
    const usual = between(this.#firstAt, this.#lastAt) / (this.#packets - 1)
    return usual > 0 && between(this.#lastAt, at) > PAUSE_FACTOR * usual
  }
}

/**
 * The rate of a bottleneck, from packets that were sent one behind the other and arrive spread by it
 * (packet trains; Dovrolis, Ramanathan and Moore, INFOCOM 2001). Trains shorter than four packets say
 * too little. Exact where packets are captured behind the bottleneck, and nothing else uses it.
 *
 * What was sent once everything before it had been acknowledged was not sent behind it: a chat, say.
 */
import { between, type Duration, type Instant } from '../../units.ts'
import { type Captured, wasSentBefore } from './holds.ts'

const PACKETS_MIN = 4
/** Of a train that lasts: a pause in it is the sender's. */
const PAUSE_FACTOR = 4
/** Round trips vary: a half of one is about one. */
const ABOUT = 2
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
  /** What was first to acknowledge all of it. */
  #settled: Captured | undefined

  /** The other side has everything that was sent until now. */
  settled(by: Captured): void {
    this.#settled ??= by
  }

  /**
   * A segment with so much payload; a smaller one than those before it ends the train. `away`: how long it
   * is from where it was captured to its sender and back, as far as that is known.
   */
  add(said: Captured, length: number, away: Duration | undefined): void {
    const { at } = said
    if (this.#settled !== undefined && isBehind(this.#settled, said, away)) this.end()
    this.#settled = undefined
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

/** Whether its sender may have heard of the acknowledgement (RFC 7323 §4.3, of its echo). */
const isBehind = (settled: Captured, said: Captured, away: Duration | undefined): boolean =>
  !wasSentBefore(said.timestamps, settled.timestamps) &&
  (away === undefined || between(settled.at, said.at) * ABOUT >= away)

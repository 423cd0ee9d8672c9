/**
 * What Nagle's algorithm held back (RFC 9293 §3.7.4): new octets that leave at the very moment at which all
 * before them is acknowledged. An answer to something that came meanwhile does so too; whoever reads along
 * knows whether there was any.
 *
 * Only where a round trip is long enough for its end to be told from the time between two writes.
 */
import { between, type Duration, type Instant, milliseconds, START } from '../../units.ts'
import type { Way } from '../tls/opening.ts'

/** From SYN to SYN-ACK, and from there to its acknowledgement, as they were captured. */
export interface Handshake {
  readonly far: Duration
  readonly near: Duration
}

const ROUND_TRIP_MIN = milliseconds(1)
/** So much of a round trip may be between the acknowledgement and what it lets go. */
const MOMENT = 20

export class Holds {
  readonly #acknowledgedTo = { up: 0, down: 0 }
  /** When all that this side had said was acknowledged; undefined once it has said more. */
  readonly #settledAt: Record<Way, Instant | undefined> = { up: undefined, down: undefined }
  /** When this side last said something. */
  readonly #saidAt: Record<Way, Instant> = { up: START, down: START }

  /** The other side has all of this one up to here, which has said up to `said`. */
  acknowledged(way: Way, upTo: number, said: number, at: Instant): void {
    if (upTo <= this.#acknowledgedTo[way]) return
    this.#acknowledgedTo[way] = upTo
    if (upTo >= said && said > 0) this.#settledAt[way] = at
  }

  /** This side says more: if it seems to have been held back, when it last said something before. */
  says(way: Way, at: Instant, handshake: Handshake | undefined): Instant | undefined {
    const settledAt = this.#settledAt[way]
    const saidAt = this.#saidAt[way]
    this.#settledAt[way] = undefined
    this.#saidAt[way] = at
    if (settledAt === undefined || handshake === undefined) return undefined
    const { far, near } = handshake
    const roundTrip = far + near
    // From where it was captured to whoever spoke, and back.
    const away = way === 'up' ? near : far
    const apart = Math.abs(between(settledAt, at) - away)
    return roundTrip >= ROUND_TRIP_MIN && apart * MOMENT <= roundTrip ? saidAt : undefined
  }
}

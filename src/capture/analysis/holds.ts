/**
 * What Nagle's algorithm held back (RFC 9293 §3.7.4): a short segment that leaves at the very moment at
 * which all before it is acknowledged, and that had a short one before it (Minshall's variant, as Linux
 * has it: what else waits so waits for the congestion window). An answer to something that came meanwhile
 * does so too; whoever reads along knows whether there was any.
 *
 * Only where a round trip is long enough for its end to be told from the time between two writes.
 */
import type { Direction } from '../../direction.ts'
import { between, type Instant, milliseconds, START } from '../../units.ts'
import type { ReceivedOptions } from '../network/received.ts'
import { awayFrom, type Handshake, roundTripOf } from './handshake.ts'

type Stamps = ReceivedOptions['timestamps']

/** When a segment was captured, and what it says of its sender's clock. */
export interface Captured {
  readonly at: Instant
  readonly timestamps: Stamps
}

/** Its new octets begin there in the stream. */
export interface CapturedOctets extends Captured {
  readonly from: number
  readonly length: number
}

const ROUND_TRIP_MIN = milliseconds(1)
/** So much of a round trip may be between the acknowledgement and what it lets go. */
const MOMENT = 20

/** Options take so much of the segments that one end lets the other send, at most (RFC 9293 §3.1). */
const OPTIONS_MAX = 40

export class Holds {
  readonly #sides: Record<Direction, Side> = { up: new Side(), down: new Side() }

  /** The other side has said how much a segment of this one may carry. */
  limited(way: Direction, mss: number | undefined): void {
    this.#sides[way].mss ??= mss
  }

  /** The other side has all of this one up to here, which has said up to `said`. */
  acknowledged(way: Direction, upTo: number, said: number, by: Captured): void {
    const side = this.#sides[way]
    if (upTo <= side.acknowledgedTo) return
    const hadShort = side.acknowledgedTo < side.shortTo
    side.acknowledgedTo = upTo
    if (upTo >= said && said > 0 && hadShort) side.settled = by
  }

  /** This side says more: if it seems to have been held back, when it last said something before. */
  says(
    way: Direction,
    said: CapturedOctets,
    handshake: Handshake | undefined,
  ): Instant | undefined {
    const side = this.#sides[way]
    const { settled, saidAt, acknowledgedTo } = side
    side.settled = undefined
    side.saidAt = said.at
    if (!side.tells(said) || side.holdsBack === 'nothing') return undefined
    if (settled === undefined || handshake === undefined) return undefined
    // Where something in between was lost before the capture, not all was acknowledged.
    if (said.from !== acknowledgedTo) return undefined
    if (wasSentBefore(said.timestamps, settled.timestamps)) return undefined
    const roundTrip = roundTripOf(handshake)
    const apart = Math.abs(between(settled.at, said.at) - awayFrom(way, handshake))
    return roundTrip >= ROUND_TRIP_MIN && apart * MOMENT <= roundTrip ? saidAt : undefined
  }
}

/** What one side has said, and the other has of it. */
class Side {
  mss: number | undefined
  acknowledgedTo = 0
  /** What acknowledged all that it had said; undefined once it has said more. */
  settled: Captured | undefined
  /** When it last said something. */
  saidAt: Instant = START
  /** Nothing, once a short segment did not wait for the one before it. */
  holdsBack: 'something' | 'nothing' = 'something'
  /** Where its last short segment ended, and how long it was. */
  shortTo = 0
  #short = 0
  #longest = 0

  /** Whether it is short. */
  tells({ from, length }: CapturedOctets): boolean {
    const hurries =
      this.acknowledgedTo < this.shortTo && Math.max(this.#short, length) < this.#longest
    if (hurries) this.holdsBack = 'nothing'
    this.#longest = Math.max(this.#longest, length)
    if (this.mss !== undefined && length >= this.mss - OPTIONS_MAX) return false
    this.shortTo = from + length
    this.#short = length
    return true
  }
}

/** By its echo, of clocks that start anew behind 2³² − 1: before its sender had what acknowledges. */
export const wasSentBefore = (said: Stamps, settled: Stamps): boolean =>
  said !== undefined && settled !== undefined && ((said.echo - settled.value) | 0) < 0

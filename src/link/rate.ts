/**
 * A link of constant rate: one packet after the other, with a tail-drop queue in front.
 *
 * Time is exact: the fraction of a nanosecond that a packet takes beyond a whole one is carried
 * to the next, as a whole number of (bits · 10⁹ mod rate), so that a thousand small packets on
 * a fast link take together as long as arithmetic says. Deliveries are rounded down. So is the
 * queue: what it holds is how long it takes to send, in the same two parts, because their product
 * with the rate would exceed the integers that a number holds (600 ms at 100 Mbit/s do).
 *
 * The queue holds unsent bits, those of the packet in service included. In octets, a packet is
 * dropped if it would not fit whole. In time, the limit is as many octets as the rate sends
 * in it, but an idle link takes any packet: no buffer is too short for the packet on the wire.
 * In packets, the one in service counts.
 *
 * Leaves out: link-layer overhead and cell sizes, active queue management, other people's
 * traffic.
 */
import type { BitRate, Instant } from '../units.ts'
import { START } from '../units.ts'
import { Backlog } from './backlog.ts'
import { type QueueLimit, requireQueue } from './queue.ts'
import { requirePositive } from './requirements.ts'
import type { StageFactory } from './stage.ts'
import { dropBecause } from './stage.ts'

export interface RateSettings {
  readonly kind: 'rate'
  readonly rate: BitRate
  readonly queue: QueueLimit
}

const BITS_PER_OCTET = 8
const NANOSECONDS_PER_SECOND = 1_000_000_000
/** Work is counted in bits · 10⁹: what a rate of 1 bit/s does in a second, in nanoseconds. */
const WORK_PER_OCTET = BITS_PER_OCTET * NANOSECONDS_PER_SECOND

/** A length of time, exactly: nanoseconds and a fraction of one, the latter times the rate. */
interface Sending {
  readonly whole: number
  readonly fraction: number
}

export const rateStage: StageFactory<RateSettings> = ({ rate: asked, queue }) => {
  // 1.1 Mbit/s written as a float may be a hair off a whole number of bits per second.
  const rate = Math.round(asked)
  requirePositive('rate', 'rate', rate)
  requireQueue('rate', queue)
  const full = dropBecause('queue-full')
  const capacity = capacityOf(queue, rate)
  const packetsMax = queue.kind === 'packets' ? queue.limit : undefined
  const packets = new Backlog()
  let busyUntil: Instant = START
  /** The fraction of a nanosecond by which it is busy longer, times `rate`. */
  let remainder = 0

  return (packet, now) => {
    if (busyUntil < now) {
      busyUntil = now
      remainder = 0
    }
    const due = packet.size * WORK_PER_OCTET + remainder
    const fraction = due % rate
    const end = (busyUntil + (due - fraction) / rate) as Instant
    const isIdleInTime = queue.kind === 'time' && busyUntil === now && remainder === 0
    if (exceeds(end - now, fraction, capacity) && !isIdleInTime) return full
    if (packetsMax !== undefined && packets.at(now) >= packetsMax) return full

    busyUntil = end
    remainder = fraction
    if (packetsMax !== undefined) packets.add(busyUntil, 1)
    return busyUntil
  }
}

const exceeds = (whole: number, fraction: number, capacity: Sending): boolean =>
  whole === capacity.whole ? fraction > capacity.fraction : whole > capacity.whole

/** How long sending all that the queue may hold takes; packets are counted apart. */
const capacityOf = (queue: QueueLimit, rate: number): Sending => {
  switch (queue.kind) {
    case 'bytes':
      return timeOf(queue.limit * BITS_PER_OCTET, rate)
    case 'time':
      return { whole: queue.limit, fraction: 0 }
    case 'packets':
    case 'unlimited':
      return { whole: Number.POSITIVE_INFINITY, fraction: 0 }
  }
}

/** bits · 10⁹ / rate by long division, three decimal digits at a time. */
const timeOf = (bits: number, rate: number): Sending => {
  let fraction = bits % rate
  let whole = (bits - fraction) / rate
  for (let digits = 0; digits < 9; digits += 3) {
    const next = fraction * 1_000
    fraction = next % rate
    whole = whole * 1_000 + (next - fraction) / rate
  }
  return { whole, fraction }
}

/**
 * A link of constant rate: one packet after the other, with a tail-drop queue in front.
 *
 * Time is exact: the fraction of a nanosecond that a packet takes beyond a whole one is carried
 * to the next, as a whole number of (bits · 10⁹ mod rate), so that a thousand small packets on
 * a fast link take together as long as arithmetic says. Deliveries are rounded down.
 *
 * The queue holds unsent bits, those of the packet in service included. In octets, a packet is
 * dropped if it would not fit whole. In time, the limit is as many octets as the rate sends
 * in it, but an idle link takes any packet: no buffer is too short for the packet on the wire.
 * In packets, the one in service counts.
 *
 * Leaves out: link-layer overhead and cell sizes, active queue management, other people's
 * traffic.
 */
import type { Instant } from '../units.ts'
import { START } from '../units.ts'
import { Backlog } from './backlog.ts'
import { requirePositive, requireQueue } from './requirements.ts'
import type { QueueLimit } from './settings.ts'
import type { StageFactory } from './stage.ts'
import { deliverAt, dropBecause } from './stage.ts'

const BITS_PER_OCTET = 8
const NANOSECONDS_PER_SECOND = 1_000_000_000
/** Work is counted in bits · 10⁹: what a rate of 1 bit/s does in a second, in nanoseconds. */
const WORK_PER_OCTET = BITS_PER_OCTET * NANOSECONDS_PER_SECOND

export const rateStage: StageFactory<'rate'> = ({ rate: asked, queue }) => {
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
    const unsent = (busyUntil - now) * rate + remainder
    const work = packet.size * WORK_PER_OCTET
    const isIdleInTime = queue.kind === 'time' && unsent === 0
    if (unsent + work > capacity && !isIdleInTime) return full
    if (packetsMax !== undefined && packets.at(now) >= packetsMax) return full

    const due = work + remainder
    remainder = due % rate
    busyUntil = (busyUntil + (due - remainder) / rate) as Instant
    if (packetsMax !== undefined) packets.add(busyUntil, 1)
    return deliverAt(busyUntil)
  }
}

/** How much unsent work the queue may hold; packets are counted apart. */
const capacityOf = (queue: QueueLimit, rate: number): number => {
  switch (queue.kind) {
    case 'bytes':
      return queue.limit * WORK_PER_OCTET
    case 'time':
      return queue.limit * rate
    case 'packets':
    case 'unlimited':
      return Number.POSITIVE_INFINITY
  }
}

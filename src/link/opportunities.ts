/**
 * A link that sends by opportunities: each takes up to 1500 octets, or as many as its recording was
 * made with, at its own time.
 *
 * As in mahimahi (Winstein, Sivaraman and Balakrishnan, NSDI 2013): an opportunity that finds
 * nothing to deliver is gone (a packet that arrives at that very instant is too late for it);
 * packets that wait share one as far as it goes; a packet that does not fit into what is left
 * takes the rest of it from the next and is delivered then, whole. Unlike mahimahi, packets
 * above that size are let through, as several opportunities' worth.
 *
 * The queue holds what no opportunity has taken yet: in octets, unsent ones, and a packet is
 * dropped if it does not fit whole; in packets, those not delivered; in time, a packet that
 * would wait longer is dropped, unless nothing is waiting.
 */
import type { Instant } from '../units.ts'
import { between, START } from '../units.ts'
import { Backlog } from './backlog.ts'
import type { Stage } from './packet.ts'
import type { QueueLimit } from './queue.ts'
import { dropBecause } from './stage.ts'

/** mahimahi's. */
export const OPPORTUNITY_SIZE = 1500

/** When one may send. Places count opportunities, however the schedule likes. */
export interface Schedule<Place> {
  readonly timeOf: (place: Place) => Instant
  /** The first whose time is after `now`; `now` never runs backwards. */
  readonly firstAfter: (now: Instant) => Place
  readonly following: (place: Place) => Place
}

/** `octets`: what an opportunity takes. */
export function servedBy<Place>(
  schedule: Schedule<Place>,
  queue: QueueLimit,
  octets: number = OPPORTUNITY_SIZE,
): Stage {
  const full = dropBecause('queue-full')
  const backlog = new Backlog()
  /** The opportunity to be used next, and what is left of it. */
  let next: Place | undefined
  let left = octets
  let lastDelivery: Instant = START

  return (packet, now) => {
    if (queue.kind === 'bytes' && backlog.at(now) + packet.size > queue.limit) return full
    if (queue.kind === 'packets' && backlog.at(now) >= queue.limit) return full

    let opportunity = next
    let leftThere = left
    if (opportunity === undefined || schedule.timeOf(opportunity) <= now) {
      opportunity = schedule.firstAfter(now)
      leftThere = octets
    }
    let unsent: number = packet.size
    for (;;) {
      const taken = Math.min(unsent, leftThere)
      unsent -= taken
      leftThere -= taken
      if (queue.kind === 'bytes') backlog.add(schedule.timeOf(opportunity), taken)
      if (unsent === 0) break
      opportunity = schedule.following(opportunity)
      leftThere = octets
    }
    const delivery = schedule.timeOf(opportunity)
    const mustWaitTooLong = queue.kind === 'time' && between(now, delivery) > queue.limit
    if (mustWaitTooLong && lastDelivery > now) return full

    if (queue.kind === 'packets') backlog.add(delivery, 1)
    next = opportunity
    left = leftThere
    lastDelivery = delivery
    return delivery
  }
}

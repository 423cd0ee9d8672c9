/**
 * A recorded link as the rate: mahimahi's packet-delivery traces (Winstein, Sivaraman and
 * Balakrishnan, NSDI 2013). Each line is an opportunity to deliver 1500 octets at that
 * millisecond; the trace repeats from its last line.
 *
 * As in mahimahi: an opportunity that finds nothing to deliver is gone (a packet that arrives
 * at that very instant is too late for it); packets that wait share one as far as it goes;
 * a packet that does not fit into what is left takes the rest of it from the next and is
 * delivered then, whole. Unlike mahimahi, packets above 1500 octets are let through, as
 * several opportunities' worth.
 *
 * The queue holds what no opportunity has taken yet: in octets, unsent ones, and a packet is
 * dropped if it does not fit whole; in packets, those not delivered; in time, a packet that
 * would wait longer is dropped, unless nothing is waiting.
 */
import type { Instant } from '../units.ts'
import { between, START } from '../units.ts'
import { Backlog } from './backlog.ts'
import { requireQueue, requireThat, requireWhole } from './requirements.ts'
import type { StageFactory } from './stage.ts'
import { deliverAt, dropBecause } from './stage.ts'

const OPPORTUNITY_SIZE = 1500
const NANOSECONDS_PER_MILLISECOND = 1_000_000

export const traceStage: StageFactory<'trace'> = ({ opportunitiesMs, queue }, { origin }) => {
  requireQueue('trace', queue)
  requireTrace(opportunitiesMs)
  const full = dropBecause('queue-full')
  const schedule = new Schedule(opportunitiesMs, origin)
  const backlog = new Backlog()
  /** The opportunity to be used next, counted from the first of the first round. */
  let next = 0
  let left = OPPORTUNITY_SIZE
  let lastDelivery: Instant = START

  return (packet, now) => {
    if (queue.kind === 'bytes' && backlog.at(now) + packet.size > queue.limit) return full
    if (queue.kind === 'packets' && backlog.at(now) >= queue.limit) return full

    let opportunity = next
    let leftThere = left
    if (schedule.timeOf(opportunity) <= now) {
      opportunity = schedule.firstAfter(now)
      leftThere = OPPORTUNITY_SIZE
    }
    let unsent: number = packet.size
    for (;;) {
      const taken = Math.min(unsent, leftThere)
      unsent -= taken
      leftThere -= taken
      if (queue.kind === 'bytes') backlog.add(schedule.timeOf(opportunity), taken)
      if (unsent === 0) break
      opportunity += 1
      leftThere = OPPORTUNITY_SIZE
    }
    const delivery = schedule.timeOf(opportunity)
    const mustWaitTooLong = queue.kind === 'time' && between(now, delivery) > queue.limit
    if (mustWaitTooLong && lastDelivery > now) return full

    if (queue.kind === 'packets') backlog.add(delivery, 1)
    next = opportunity
    left = leftThere
    lastDelivery = delivery
    return deliverAt(delivery)
  }
}

/** The trace, repeated for ever, as opportunities numbered from 0. */
class Schedule {
  readonly #opportunitiesMs: readonly number[]
  readonly #origin: Instant
  readonly #periodMs: number

  constructor(opportunitiesMs: readonly number[], origin: Instant) {
    this.#opportunitiesMs = opportunitiesMs
    this.#origin = origin
    this.#periodMs = opportunitiesMs.at(-1) ?? 0
  }

  timeOf(opportunity: number): Instant {
    const count = this.#opportunitiesMs.length
    const round = Math.floor(opportunity / count)
    const ms = round * this.#periodMs + (this.#opportunitiesMs[opportunity % count] ?? 0)
    return (this.#origin + ms * NANOSECONDS_PER_MILLISECOND) as Instant
  }

  firstAfter(now: Instant): number {
    const period = this.#periodMs * NANOSECONDS_PER_MILLISECOND
    const elapsed = now - this.#origin
    const into = elapsed % period
    // The last line of a round is at its very end, hence after `into`: the search finds one.
    let low = 0
    let high = this.#opportunitiesMs.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      const time = (this.#opportunitiesMs[middle] ?? 0) * NANOSECONDS_PER_MILLISECOND
      if (time > into) high = middle
      else low = middle + 1
    }
    return ((elapsed - into) / period) * this.#opportunitiesMs.length + low
  }
}

/** Traces are long and links many; one that was found sound need not be read again. */
const sound = new WeakSet<readonly number[]>()

const requireTrace = (opportunitiesMs: readonly number[]): void => {
  if (sound.has(opportunitiesMs)) return
  let previous = 0
  for (const ms of opportunitiesMs) {
    requireWhole('trace', 'opportunitiesMs', ms)
    requireThat('trace', ms >= previous, 'opportunitiesMs', `not before ${previous} ms`, ms)
    previous = ms
  }
  requireThat('trace', previous > 0, 'the last of opportunitiesMs', 'above 0 ms', previous)
  sound.add(opportunitiesMs)
}

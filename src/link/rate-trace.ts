/**
 * A rate that was recorded over time: throughput logs, as those that video players are tested with.
 * One packet after the other at the rate of the moment, with a tail-drop queue in front; a packet
 * that is on its way when the rate changes goes on at the new one, and one that meets a rate of
 * nothing waits for the next.
 *
 * Time is exact, as in `rate.ts`: what a packet takes beyond a whole nanosecond is carried to the
 * next, in bits · 10⁹, as far as it lies in the same step. Deliveries are rounded down.
 *
 * The queue: in octets, packets count whole until they are delivered; in packets, the one in
 * service counts; in time, a packet that would wait longer is dropped, unless nothing is waiting.
 *
 * Leaves out that what somebody got through a link is less than what it would have carried.
 */
import { type Instant, START } from '../units.ts'
import { Backlog } from './backlog.ts'
import type { Packet } from './packet.ts'
import { type QueueLimit, requireQueue } from './queue.ts'
import { requireThat } from './requirements.ts'
import { dropBecause, type StageFactory } from './stage.ts'
import { requireSteps, Steps, type StepsSettings } from './steps.ts'

export interface RateTraceSettings extends StepsSettings {
  readonly kind: 'rate-trace'
  /** Whole, of each step; at least one is not zero. */
  readonly bitsPerSecond: readonly number[]
  readonly queue: QueueLimit
}

/** Work is counted in bits · 10⁹: what a rate of 1 bit/s does in a second, in nanoseconds. */
const WORK_PER_OCTET = 8 * 1_000_000_000

export const rateTraceStage: StageFactory<RateTraceSettings> = (settings, { origin }) => {
  const { bitsPerSecond: rates, queue } = settings
  requireQueue('rate-trace', queue)
  requireSteps('rate-trace', settings, 'bitsPerSecond', rates)
  requireSomeRate(rates)
  const steps = new Steps(settings, origin)
  const full = dropBecause('queue-full')
  const backlog = new Backlog()
  let busyUntil: Instant = START
  /** What has been sent of a nanosecond beyond it, in bits · 10⁹ at the rate that holds then. */
  let ahead = 0

  return (packet, now) => {
    if (isFull(queue, backlog, packet, now)) return full
    const idle = busyUntil < now
    const { end, fraction } = sent(
      idle ? now : busyUntil,
      packet.size * WORK_PER_OCTET + (idle ? 0 : ahead),
    )
    if (queue.kind === 'time' && end - now > queue.limit && busyUntil > now) return full
    busyUntil = end
    ahead = fraction
    if (queue.kind === 'bytes') backlog.add(end, packet.size)
    if (queue.kind === 'packets') backlog.add(end, 1)
    return end
  }

  /** When so much work that begins then is done, in whole nanoseconds and what is left over. */
  function sent(
    begin: Instant,
    work: number,
  ): { readonly end: Instant; readonly fraction: number } {
    let at = begin
    let due = work
    for (;;) {
      const { index, until } = steps.at(at)
      const rate = rates[index] ?? 0
      if (rate > 0) {
        const fraction = due % rate
        const whole = (due - fraction) / rate
        const left = until - at
        if (whole < left || (whole === left && fraction === 0)) {
          return { end: (at + whole) as Instant, fraction }
        }
        due -= left * rate
      }
      at = until
    }
  }
}

function isFull(
  queue: QueueLimit,
  backlog: Backlog,
  { size }: Pick<Packet<unknown>, 'size'>,
  now: Instant,
): boolean {
  if (queue.kind === 'bytes') return backlog.at(now) + size > queue.limit
  return queue.kind === 'packets' && backlog.at(now) >= queue.limit
}

const moving = new WeakSet<readonly number[]>()

function requireSomeRate(rates: readonly number[]): void {
  if (moving.has(rates)) return
  const most = rates.reduce((sofar, rate) => Math.max(sofar, rate), 0)
  requireThat('rate-trace', most > 0, 'one of bitsPerSecond', 'above 0', most)
  moving.add(rates)
}

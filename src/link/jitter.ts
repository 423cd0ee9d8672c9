/**
 * A delay that differs from packet to packet, each drawn independently of the others.
 *
 * A delay cannot be negative: where the distribution asks for one it is zero, and the link
 * counts it (`clamped`), because clamping raises the mean and the result should say so.
 * Without reordering a packet is delivered no earlier than the one before it, as by a link
 * that repeats lost frames in order; that, too, raises the mean.
 *
 * Leaves out correlation: real jitter comes in episodes. A queue (`rate`), a `trace` or a
 * `hold` make such episodes from their causes.
 */
import type { Instant } from '../units.ts'
import { later, plus, START, sum, ZERO } from '../units.ts'
import { quantileOf } from './jitter-distribution.ts'
import { requireWhole } from './requirements.ts'
import type { StageFactory } from './stage.ts'
import { deliverAt } from './stage.ts'

export const jitterStage: StageFactory<'jitter'> = (settings, { random, clamped }) => {
  const { delay, distribution, reordering } = settings
  requireWhole('jitter', 'delay', delay)
  const quantile = quantileOf(distribution)
  let previous: Instant = START
  return (_packet, now) => {
    let delayed = sum(delay, quantile(random.unit()))
    if (delayed < 0) {
      delayed = ZERO
      clamped()
    }
    const own = plus(now, delayed)
    if (reordering) return deliverAt(own)
    previous = later(own, previous)
    return deliverAt(previous)
  }
}

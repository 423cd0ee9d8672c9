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
import type { Duration, Instant } from '../units.ts'
import { later, plus, START, sum } from '../units.ts'
import { type JitterDistribution, quantileOf } from './jitter-distribution.ts'
import { requireWhole } from './requirements.ts'
import type { StageFactory } from './stage.ts'

export interface JitterSettings {
  readonly kind: 'jitter'
  readonly delay: Duration
  readonly distribution: JitterDistribution
  /** Whether a packet may overtake the one before it. */
  readonly reordering: boolean
}

export const jitterStage: StageFactory<JitterSettings> = (settings, { random }) => {
  const { delay, distribution, reordering } = settings
  requireWhole('jitter', 'delay', delay)
  const quantile = quantileOf(distribution)
  let previous: Instant = START
  return (_packet, now) => {
    const drawn = sum(delay, quantile(random.unit()))
    const own = drawn < 0 ? now : plus(now, drawn)
    const at = reordering ? own : later(own, previous)
    previous = at
    return drawn < 0 ? { kind: 'clamped', at } : at
  }
}

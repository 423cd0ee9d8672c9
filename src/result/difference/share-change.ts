/** Shares of trials that failed, before and after. */
import { differenceInterval, type Estimate } from './arms.ts'
import type { Change } from './change.ts'
import { changeOf, NOTHING_KNOWN } from './change.ts'
import { NORMAL_975 } from './student.ts'

export interface Share {
  readonly part: number
  readonly whole: number
}

/**
 * `correlation`: of the two indicators over the trials that both sides have; 0 where they are not
 * paired.
 */
export function shareChange(before: Share, after: Share, correlation: number): Change {
  if (before.whole === 0 || after.whole === 0) return NOTHING_KNOWN
  const [a, b] = [wilson(before), wilson(after)]
  return changeOf(a.value, b.value, differenceInterval(a, b, correlation))
}

/** Wilson's score interval. */
export function wilson({ part, whole }: Share): Estimate {
  const z2 = NORMAL_975 * NORMAL_975
  const value = part / whole
  const centre = part + z2 / 2
  const arm = NORMAL_975 * Math.sqrt((part * (whole - part)) / whole + z2 / 4)
  // At the ends the interval ends there too, whatever rounding makes of it.
  const low = part === 0 ? 0 : (centre - arm) / (whole + z2)
  const high = part === whole ? 1 : (centre + arm) / (whole + z2)
  return { value, ci95: [low, high] }
}

/** How much two things go together that a trial has or has not: φ; 0 where one never varies. */
export function phi(pairs: readonly (readonly [before: boolean, after: boolean])[]): number {
  let [both, first, second] = [0, 0, 0]
  for (const [before, after] of pairs) {
    if (before) first += 1
    if (after) second += 1
    if (before && after) both += 1
  }
  const count = pairs.length
  const spread = first * (count - first) * second * (count - second)
  return spread === 0 ? 0 : (count * both - first * second) / Math.sqrt(spread)
}

/**
 * The interval of a difference from the intervals of both sides, and how much the two go together:
 * the distance from the estimate to the end of its interval takes the place of a standard error,
 * each on the side that matters.
 *
 * The method of variance estimates recovery: Zou & Donner, Construction of confidence limits about
 * effect measures: a general approach, Statistics in Medicine 27 (2008) 1693–1702; with a
 * correlation, Zou, Toward using confidence intervals to compare correlations, Psychological Methods
 * 12 (2007) 399–413. With Wilson's limits for shares it is method 10, unpaired or paired, of
 * Newcombe, Statistics in Medicine 17 (1998) 873–890 and 2635–2650.
 */
import type { Interval } from './change.ts'

export interface Estimate {
  readonly value: number
  readonly ci95: Interval
}

export function differenceInterval(
  before: Estimate,
  after: Estimate,
  correlation: number,
): Interval {
  const difference = after.value - before.value
  const [a, b] = [arms(before), arms(after)]
  const low = together(b.below, a.above, correlation)
  const high = together(b.above, a.below, correlation)
  return [low === null ? null : difference - low, high === null ? null : difference + high]
}

const arms = ({ value, ci95: [low, high] }: Estimate) => ({
  below: low === null ? null : value - low,
  above: high === null ? null : high - value,
})

const together = (a: number | null, b: number | null, correlation: number): number | null =>
  a === null || b === null ? null : Math.sqrt(Math.max(0, a * a + b * b - 2 * correlation * a * b))

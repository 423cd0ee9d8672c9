/**
 * Quantiles of a distribution, ascending in both members; values between two points are
 * interpolated linearly, values outside them are the end points. A table instead of a formula,
 * because `Math.log` and `Math.exp` round differently from engine to engine.
 */
import type { Duration } from '../units.ts'
import { nanoseconds } from '../units.ts'
import { requireThat } from './requirements.ts'

export interface QuantileTable {
  readonly points: readonly { readonly quantile: number; readonly value: Duration }[]
}

/** The value at a quantile in [0, 1). */
export const valueAt = ({ points }: QuantileTable, quantile: number): Duration => {
  let low = points[0]
  // Tables have a handful of points: no search is faster than looking at each.
  for (const high of points) {
    if (high.quantile > quantile && low !== undefined) {
      if (high === low) break
      const share = (quantile - low.quantile) / (high.quantile - low.quantile)
      return nanoseconds(low.value + (high.value - low.value) * share)
    }
    low = high
  }
  return low?.value ?? nanoseconds(0)
}

export const requireTable = (kind: string, name: string, { points }: QuantileTable): void => {
  requireThat(kind, points.length > 0, name, 'of at least one point', 'none')
  let previous = points[0]
  for (const point of points) {
    const { quantile, value } = point
    const isQuantile = quantile >= 0 && quantile <= 1
    requireThat(kind, isQuantile, 'a quantile of the table', 'between 0 and 1', quantile)
    const isValue = Number.isSafeInteger(value)
    requireThat(kind, isValue, 'a value of the table', 'a whole number', value)
    if (previous !== undefined && previous !== point) {
      const ascends = quantile > previous.quantile && value >= previous.value
      const expected = `above ${previous.quantile} → ${previous.value}`
      const found = `${quantile} → ${value}`
      requireThat(kind, ascends, 'the next point of the table', expected, found)
    }
    previous = point
  }
}

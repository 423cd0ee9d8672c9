/**
 * From a uniform draw to a deviation from the delay, by tables of quantiles.
 *
 * Tables instead of formulas because `Math.log` and `Math.exp` round differently from engine
 * to engine, and one different nanosecond makes a different result. Between the points of the
 * embedded tables, which are many, the quantile function is a straight line; what lies between
 * the few of a given table says `quantile-table.ts`.
 */

import { type QuantileTable, valueAt } from '../quantile-table.ts'
import type { Duration } from '../units.ts'
import { nanoseconds } from '../units.ts'
import { NORMAL_UPPER_HALF } from './normal-quantiles.ts'
import { PARETO } from './pareto-quantiles.ts'
import { requireTable, requireWhole } from './requirements.ts'

export type JitterDistribution =
  /** Uniform in [−spread, +spread]. */
  | { readonly kind: 'uniform'; readonly spread: Duration }
  | { readonly kind: 'normal'; readonly deviation: Duration }
  /** Pareto with shape 3 as in netem, scaled to the given deviation. */
  | { readonly kind: 'pareto'; readonly deviation: Duration }
  | { readonly kind: 'table'; readonly table: QuantileTable }

/** Takes a draw in [0, 1). */
export type Quantile = (draw: number) => Duration

/** The embedded tables are in millionths of a deviation. */
const TABLE_SCALE = 1_000_000

export const quantileOf = (distribution: JitterDistribution): Quantile => {
  switch (distribution.kind) {
    case 'uniform': {
      const { spread } = distribution
      requireWhole('jitter', 'distribution.spread', spread)
      // Each whole nanosecond from −spread to +spread with the same probability.
      return (draw) => (Math.floor(draw * (2 * spread + 1)) - spread) as Duration
    }
    case 'normal': {
      const { deviation } = distribution
      requireWhole('jitter', 'distribution.deviation', deviation)
      return (draw) => {
        const fromMiddle = 2 * draw - 1
        const size = interpolateEven(NORMAL_UPPER_HALF, Math.abs(fromMiddle))
        return scaled(fromMiddle < 0 ? -size : size, deviation)
      }
    }
    case 'pareto': {
      const { deviation } = distribution
      requireWhole('jitter', 'distribution.deviation', deviation)
      return (draw) => scaled(interpolateEven(PARETO, draw), deviation)
    }
    case 'table':
      requireTable('jitter', 'distribution.table', distribution.table)
      return (draw) => valueAt(distribution.table.points, draw)
  }
}

const scaled = (value: number, deviation: Duration): Duration =>
  nanoseconds((value * deviation) / TABLE_SCALE)

/** `values` lie at equal distances from 0 to 1, both included. */
const interpolateEven = (values: readonly number[], quantile: number): number => {
  const position = quantile * (values.length - 1)
  const index = Math.floor(position)
  const low = values[index] ?? 0
  const high = values[index + 1] ?? low
  return low + (high - low) * (position - index)
}

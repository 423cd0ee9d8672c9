/**
 * A figure that is one number, or one drawn per trial.
 *
 * Models the spread of a figure across users, operators and places: a reconnect meets one of
 * them, so the figure is drawn once per trial and then holds for the whole attempt. Drawing it
 * per packet would average the spread away.
 *
 * Left out: correlation between figures. Round-trip time, rates and jitter are drawn
 * independently, although a good radio makes all of them better: the sources give quantiles of
 * each, not of all together.
 */
import { type QuantilePoint, valueAt } from '../quantile-table.ts'
import type { Random } from '../random.ts'
import type { Duration } from '../units.ts'

export type Spread<T extends number> =
  | { readonly kind: 'fixed'; readonly value: T }
  /** Equally likely values, such as the same timer of three operators. */
  | { readonly kind: 'one-of'; readonly values: readonly T[] }
  /** Ascending in both members; between them as `quantile-table.ts` says. */
  | { readonly kind: 'quantiles'; readonly points: readonly QuantilePoint<T>[] }

export const fixed = <T extends number>(value: T): Spread<T> => ({ kind: 'fixed', value })

/** One draw, whatever the kind, so that what is drawn next does not depend on it. */
export function drawn<T extends number>(spread: Spread<T>, random: Random): T {
  const at = random.unit()
  switch (spread.kind) {
    case 'fixed':
      return spread.value
    case 'one-of':
      return spread.values[Math.floor(at * spread.values.length)] ?? (0 as T)
    case 'quantiles':
      return valueAt(spread.points, at)
  }
}

/** The median: what a profile is named and compared by. Of two equally good values the lower. */
export function median<T extends number>(spread: Spread<T>): T {
  switch (spread.kind) {
    case 'fixed':
      return spread.value
    case 'one-of': {
      const ascending = [...spread.values].sort((a, b) => a - b)
      return ascending[Math.floor((ascending.length - 1) / 2)] ?? (0 as T)
    }
    case 'quantiles':
      return valueAt(spread.points, 0.5)
  }
}

const extent = <T extends number>(spread: Spread<T>): readonly T[] => {
  switch (spread.kind) {
    case 'fixed':
      return [spread.value]
    case 'one-of':
      return spread.values
    case 'quantiles':
      return spread.points.map(({ value }) => value)
  }
}

export const shortestOf = (spread: Spread<Duration>): number => Math.min(...extent(spread))
export const longestOf = (spread: Spread<Duration>): number => Math.max(...extent(spread))

/**
 * Quantiles of a distribution, ascending in both members, and what lies between them. A table
 * instead of a formula, because `Math.log` and `Math.exp` round differently from engine to
 * engine; of roots IEEE 754 says the rounding.
 *
 * Between two points the values follow a power law of the chance to lie beyond them: a straight
 * line where both are drawn on logarithmic scales. Tails of delays, outages and rates are such,
 * and an evenly divided cell would put far too much of its weight near its larger end: of
 * outages of which 19 in 124 last 3 s or more, it puts 72 at 2 s or more; the power law 38; the
 * measurement that the two figures are of has 38.8.
 *
 * - Beyond: above, for a cell that ends above the median; below, for the others.
 * - To a maximum, or from a minimum, that chance falls to nothing: there the values grow in equal
 *   ratios over equal shares. Minimum and maximum alone are limits: evenly between them.
 * - Through zero there is no ratio: a straight line.
 * - Outside of the points the value is that of the outermost.
 */
import type { Duration } from './units.ts'

export interface QuantilePoint<T extends number> {
  /** 0 to 1. */
  readonly quantile: number
  readonly value: T
}

export interface QuantileTable {
  readonly points: readonly QuantilePoint<Duration>[]
}

/** Its name in files, which have three decimals of a percent at most: `min`, `p99.9`, `max`. */
export const quantileText = (quantile: number): string => {
  if (quantile === 0) return 'min'
  return quantile === 1 ? 'max' : `p${Number((quantile * 100).toFixed(3))}`
}

/** The value at a quantile in [0, 1), rounded to the base unit. */
export function valueAt<T extends number>(points: readonly QuantilePoint<T>[], at: number): T {
  const curve = curveOf(points)
  let from = 0
  let to = curve.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((curve[middle]?.quantile ?? 1) > at) to = middle
    else from = middle + 1
  }
  const low = curve[from - 1]
  const high = curve[from]
  if (low === undefined || high === undefined) return ((low ?? high)?.value ?? 0) as T
  const share = (at - low.quantile) / (high.quantile - low.quantile)
  return Math.round(low.value + share * (high.value - low.value)) as T
}

type Point = QuantilePoint<number>

/** Tables are few and draws many: what lies between the points is worked out once. */
const curves = new WeakMap<readonly Point[], readonly Point[]>()
/** Mostly one table is asked again and again. */
let latest: readonly Point[] = []
let latestCurve: readonly Point[] = []

function curveOf(points: readonly Point[]): readonly Point[] {
  if (latest === points) return latestCurve
  latestCurve = curves.get(points) ?? workedOut(points)
  latest = points
  return latestCurve
}

function workedOut(points: readonly Point[]): readonly Point[] {
  const curve = points.flatMap((high, index) => {
    const low = points[index - 1]
    return low === undefined ? [high] : [...pointsBetween(low, high, lawOf(low, high)), high]
  })
  curves.set(points, curve)
  return curve
}

type Law = 'above' | 'below' | 'even' | 'line'

function lawOf(low: Point, high: Point): Law {
  if (low.value * high.value <= 0 || (low.quantile === 0 && high.quantile === 1)) return 'line'
  if (high.quantile > 0.5) return high.quantile === 1 ? 'even' : 'above'
  return low.quantile === 0 ? 'even' : 'below'
}

/** Values within a quarter of each other are as good on a straight line: within 1 %. */
const NEAR = 1.25

function pointsBetween(low: Point, high: Point, law: Law): readonly Point[] {
  const [least, most] = [Math.abs(low.value), Math.abs(high.value)]
  if (law === 'line' || Math.max(least, most) <= NEAR * Math.min(least, most)) return []
  const value = Math.sign(low.value) * Math.sqrt(least * most)
  const middle = { quantile: middleOf(low.quantile, high.quantile, law), value }
  return [...pointsBetween(low, middle, law), middle, ...pointsBetween(middle, high, law)]
}

function middleOf(low: number, high: number, law: Law): number {
  if (law === 'above') return 1 - Math.sqrt((1 - low) * (1 - high))
  return law === 'below' ? Math.sqrt(low * high) : (low + high) / 2
}

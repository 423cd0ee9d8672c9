/**
 * How far a percentile of one sample lies from that of another whose members are its twins: trials
 * that met the same link with the same luck.
 *
 * How many of n trials lie below the true percentile is binomial, whatever the distribution, which
 * gives each side its order statistics (`record/percentile.ts`). Both counts come from the same
 * trials, so that they go together: as the trials do that lie below their percentile on both sides
 * (Babu & Rao, Joint asymptotic distribution of marginal quantiles, Journal of Multivariate Analysis
 * 27 (1988) 15–23). The interval is what the difference of the order statistics comes to on the
 * ellipse of pairs of counts that is as wide as each count's own interval: the profile of a
 * likelihood, as for a single percentile (Owen, Empirical Likelihood, 2001, §3.6), no density to be
 * estimated and nothing drawn. Where times are spaced evenly it is the interval of `arms.ts` with the
 * counts' correlation; where one side does not vary it is the other's own; where the sides are the
 * same it is nothing.
 *
 * Left out: a correction for small samples. Its coverage is held to 95 % by a test.
 */
import { confidenceRanks, rankOf } from '../../record/percentile.ts'
import { type Change, changeOf, type Interval, NOTHING_KNOWN } from './change.ts'

/** The times of one trial, in whatever unit; infinite for one that never came. */
export type Times = readonly number[]

/** `pairs`: of each trial that both sides have, the times of either. */
export function quantileChange(
  pairs: readonly (readonly [before: Times, after: Times])[],
  percent: number,
): Change {
  const before = sideOf(
    pairs.map(([one]) => one),
    percent,
  )
  const after = sideOf(
    pairs.map(([, other]) => other),
    percent,
  )
  if (before === undefined || after === undefined) return NOTHING_KNOWN
  const [a, b] = [finite(before.value), finite(after.value)]
  if (pairs.every(([one, other]) => isSame(one, other))) return changeOf(a, b, [0, 0])
  return changeOf(a, b, onEllipse(before, after, correlation(before.below, after.below)))
}

interface Side {
  /** How far the count of each trial below the percentile is above what was to be expected. */
  readonly below: readonly number[]
  readonly value: number
  /** The ends of its interval; infinite where it is open, or among those that never came. */
  readonly low: number
  readonly high: number
}

function sideOf(trials: readonly Times[], percent: number): Side | undefined {
  const sorted = Float64Array.from(trials.flat()).sort()
  const count = sorted.length
  if (count === 0) return undefined
  const rank = rankOf(percent, count)
  const value = sorted[rank - 1] ?? 0
  const reached = sorted.findLastIndex((time) => time <= value) + 1
  const share = reached / count
  const below = trials.map(
    (times) => times.filter((time) => time <= value).length - share * times.length,
  )
  const [low, high] = confidenceRanks(percent, count)
  // Times of one trial may go together, which makes them tell less than as many single ones.
  const alone = count * share * (1 - share)
  const wider = alone === 0 ? 1 : Math.max(1, Math.sqrt(sumOfProducts(below, below) / alone))
  const end = (rankOfEnd: number | undefined, open: number): number =>
    (rankOfEnd === undefined
      ? undefined
      : sorted[Math.round(rank + wider * (rankOfEnd - rank)) - 1]) ?? open
  return {
    below,
    value,
    low: end(low, Number.NEGATIVE_INFINITY),
    high: end(high, Number.POSITIVE_INFINITY),
  }
}

/** The time at -1, the lower end of the interval, to 1, the upper one, as if they lay on a line. */
function timeAt({ value, low, high }: Side, place: number): number {
  if (place === 0 || value === Number.POSITIVE_INFINITY) return value
  return value + Math.abs(place) * ((place < 0 ? low : high) - value)
}

const isSame = (one: Times, other: Times): boolean =>
  one.length === other.length && one.every((time, index) => time === other[index])

function correlation(a: readonly number[], b: readonly number[]): number {
  const spread = sumOfProducts(a, a) * sumOfProducts(b, b)
  if (spread === 0) return 0
  return Math.min(1, Math.max(-1, sumOfProducts(a, b) / Math.sqrt(spread)))
}

const sumOfProducts = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0)

/** Points of the ellipse on either side of its axis. */
const STEPS = 64

function onEllipse(before: Side, after: Side, correlation: number): Interval {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  const across = Math.sqrt(1 - correlation * correlation)
  for (let step = 0; step <= STEPS; step += 1) {
    const x = (2 * step) / STEPS - 1
    for (const y of [Math.sqrt(1 - x * x), -Math.sqrt(1 - x * x)]) {
      const place = Math.min(1, Math.max(-1, correlation * x + across * y))
      const difference = timeAt(after, place) - timeAt(before, x)
      // What is open, or among those that never came on both sides, may be anything.
      if (Number.isNaN(difference)) return [null, null]
      low = Math.min(low, difference)
      high = Math.max(high, difference)
    }
  }
  return [finite(low), finite(high)]
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

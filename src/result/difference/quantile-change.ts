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
 * Every rank of the ellipse counts, not only its ends: where the sides have nearly all of their luck in
 * common, as lives by the same back-off have, the ellipse is next to a line, and what is left of each
 * trial's own luck shows only from one rank to the next.
 *
 * Left out: a correction for small samples. Its coverage is held to 95 % by a test.
 */
import { confidenceRanks, rankOf } from '../../record/percentile.ts'
import { type Change, changeOf, type Interval } from './change.ts'

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
  const [a, b] = [finiteOf(before), finiteOf(after)]
  if (before === undefined || after === undefined) return changeOf(a, b)
  if (pairs.every(([one, other]) => isSame(one, other))) return changeOf(a, b, [0, 0])
  return changeOf(a, b, onEllipse(before, after, correlation(before.below, after.below)))
}

const finiteOf = (side: Side | undefined): number | null =>
  side === undefined ? null : finite(side.value)

interface Side {
  /** How far the count of each trial below the percentile is above what was to be expected. */
  readonly below: readonly number[]
  /** Ascending. */
  readonly sorted: Float64Array
  readonly value: number
  readonly rank: number
  /** The ends of its interval, as ranks from 1; where it is open, those before the first and behind the last. */
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
    rankOfEnd === undefined
      ? open
      : Math.min(count + 1, Math.max(0, Math.round(rank + wider * (rankOfEnd - rank))))
  return { below, sorted, value, rank, low: end(low, 0), high: end(high, count + 1) }
}

/** Infinite before the first and behind the last, and everywhere where the percentile never came. */
function timeAt({ sorted, value }: Side, rank: number): number {
  if (value === Number.POSITIVE_INFINITY) return value
  return sorted[rank - 1] ?? (rank < 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY)
}

/** Where a rank is in its interval: from -1, its lower end, over 0, the percentile itself, to 1. */
function placeOf({ rank, low, high }: Side, at: number): number {
  return at === rank ? 0 : (at - rank) / (at < rank ? rank - low : high - rank)
}

function rankAt({ rank, low, high }: Side, place: number): number {
  return Math.round(rank + place * (place < 0 ? rank - low : high - rank))
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

function onEllipse(before: Side, after: Side, correlation: number): Interval {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  const across = Math.sqrt(1 - correlation * correlation)
  for (let rank = before.low; rank <= before.high; rank += 1) {
    const x = placeOf(before, rank)
    const aside = across * Math.sqrt(1 - x * x)
    for (const y of [correlation * x - aside, correlation * x + aside]) {
      const place = Math.min(1, Math.max(-1, y))
      const difference = timeAt(after, rankAt(after, place)) - timeAt(before, rank)
      // What is open, or among those that never came on both sides, may be anything.
      if (Number.isNaN(difference)) return [null, null]
      least = Math.min(least, difference)
      most = Math.max(most, difference)
    }
  }
  return [finite(least), finite(most)]
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

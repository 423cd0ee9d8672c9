/**
 * How many trials are enough: as many as it takes until intervals are narrow, the same for all cells
 * of a profile, so that their trials stay paired. The number is doubled, and what decides is what all
 * trials up to it came to: neither who did them nor in what order.
 *
 * Left out: intervals that are right for having looked several times. Each is one of 95 % for the trials
 * that there are; that it was looked at before makes it a little too confident (sequential analysis),
 * since a run is ended where it happens to be narrow. At most eight looks are taken.
 */
import type { CellStats } from '../record/cell-recorder.ts'
import type { Histogram } from '../record/histogram.ts'
import { populationOf } from '../record/life-recorder.ts'
import { confidenceRanks, rankOf } from '../record/percentile.ts'
import { type Percentage, percentOf } from '../result/percentages.ts'

export const ADAPTIVE_FIRST = 1_000
export const ADAPTIVE_LAST = 100_000

/** What is asked of the intervals of a run. */
export interface Adaptive {
  /** How far either end may be from the percentile, as a share of it. */
  readonly precision: number
  readonly percentages: readonly Percentage[]
}

/** What has become of a profile. */
export interface Reached {
  /** Of each of its cells; of a run that was interrupted, of the one that has most. */
  readonly trials: number
  /** Whether every interval is as narrow as was asked. */
  readonly precise: boolean
}

/** After how many trials intervals are looked at. */
export function nextTrials(trials: number): number {
  return trials === 0 ? ADAPTIVE_FIRST : Math.min(2 * trials, ADAPTIVE_LAST)
}

/** Whether every percentile is known as well as is asked: until ready, or of lives until recovered. */
export function isPrecise(stats: CellStats, { precision, percentages }: Adaptive): boolean {
  const { life, milestones, trials } = stats
  const [histogram, population] =
    life === undefined
      ? [milestones.ready, trials]
      : [life.times.recovered, populationOf(life, 'recovered')]
  return percentages.every((name) => isNarrow(histogram, population, percentOf(name), precision))
}

/** An interval that lies whole among what never got there is as narrow as it will be. */
function isNarrow(
  histogram: Histogram,
  population: number,
  percent: number,
  precision: number,
): boolean {
  const [first, last] = confidenceRanks(percent, population)
  if (first === undefined || last === undefined) return false
  const [low, value, high] = [first, rankOf(percent, population), last].map((rank) =>
    histogram.valueAtRank(rank),
  )
  if (low === undefined) return true
  if (value === undefined || high === undefined) return false
  return Math.max(high - value, value - low) <= precision * value
}

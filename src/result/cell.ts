/**
 * Turns what a cell has come to into its entry in the result: integers of microseconds into
 * milliseconds, sums into means, each rounded once.
 */
import { byName } from '../record/by-name.ts'
import type { CellStats } from '../record/cell-recorder.ts'
import { exactMean } from '../record/exact-mean.ts'
import { FALLBACK_NAMES } from '../record/fallback.ts'
import { FIGURE_NAMES, type FigureName, figuresOf, numbersOf } from '../record/figure.ts'
import type { Histogram } from '../record/histogram.ts'
import { confidenceRanks, PERCENT, PERCENTILES } from '../record/percentile.ts'
import type { CountedWaits } from '../record/waits.ts'
import { type FailureCode, MILESTONES } from '../transport.ts'
import type { ResultCell, ResultIntervalEnd, ResultLatency, ResultWaits } from './result.ts'

/** Means of figures are rounded to a thousandth. */
const MEAN_PARTS = 1000

/** What tells a cell from the others of its result. */
export type CellName = Pick<ResultCell, 'strategy' | 'profile' | 'server' | 'notDone'>

/** `timeoutMs`: how long an attempt was given. */
export function toCell(
  { strategy, profile, server, notDone = [] }: CellName,
  stats: CellStats,
  timeoutMs: number,
): ResultCell {
  return {
    strategy,
    profile,
    server,
    ...(notDone.length === 0 ? {} : { notDone }),
    trials: stats.trials,
    completed: stats.completed,
    ...(stats.fallbacks.size === 0 ? {} : { fallbacks: toFallbacks(stats.fallbacks) }),
    failures: sorted(stats.failures),
    ...(stats.explanations.size === 0 ? {} : { explanations: sorted(stats.explanations) }),
    waits: toWaits(stats.waits),
    milestones: toMilestones(stats, timeoutMs),
    ...toMeans(stats),
  }
}

function toMeans({ figures, completed }: CellStats): Pick<ResultCell, FigureName> {
  if (completed === 0) return byName(FIGURE_NAMES, () => null)
  return figuresOf(numbersOf(figures).map((sum) => exactMean(sum, completed, MEAN_PARTS)))
}

function sorted<Value>(
  values: ReadonlyMap<FailureCode, Value>,
): Partial<Record<FailureCode, Value>> {
  const record: Partial<Record<FailureCode, Value>> = {}
  for (const [code, value] of [...values].sort(([a], [b]) => (a < b ? -1 : 1))) record[code] = value
  return record
}

function toWaits([usual, ...others]: readonly CountedWaits[]): ResultWaits | null {
  if (usual === undefined) return null
  const { total, byLayer } = usual
  return others.length === 0 ? { total, byLayer } : { total, byLayer, others: [...others] }
}

function toFallbacks(fallbacks: CellStats['fallbacks']): NonNullable<ResultCell['fallbacks']> {
  const result: NonNullable<ResultCell['fallbacks']> = {}
  for (const fallback of FALLBACK_NAMES) {
    const counted = fallbacks.get(fallback) ?? []
    const waits = toWaits(counted)
    const trials = counted.reduce((sum, one) => sum + one.trials, 0)
    if (waits !== null) result[fallback] = { trials, waits }
  }
  return result
}

function toMilestones(
  { milestones: histograms, trials }: CellStats,
  timeoutMs: number,
): ResultCell['milestones'] {
  const milestones: ResultCell['milestones'] = {}
  for (const milestone of MILESTONES) {
    const latency = toLatency(histograms[milestone], trials, timeoutMs)
    if (latency !== undefined) milestones[milestone] = latency
  }
  return milestones
}

/** Whatever is not in the histogram took longer than it was given, and comes behind all that is. */
function toLatency(
  histogram: Histogram,
  trials: number,
  timeoutMs: number,
): ResultLatency | undefined {
  const { count, mean, min, max } = histogram
  if (mean === undefined || min === undefined || max === undefined) return undefined
  const percentiles = byName(PERCENTILES, (percentile) => {
    const value = histogram.percentile(percentile, trials)
    return value === undefined ? null : ms(value)
  })
  const beyond = PERCENTILES.filter((percentile) => percentiles[percentile] === null)
  const end = (rank: number | undefined): ResultIntervalEnd => {
    if (rank === undefined) return null
    const value = histogram.valueAtRank(rank)
    return value === undefined ? { beyondMs: timeoutMs } : ms(value)
  }
  return {
    count,
    mean: ms(mean),
    min: ms(min),
    ...percentiles,
    max: ms(max),
    ...(beyond.length === 0 ? {} : { beyondMs: byName(beyond, () => timeoutMs) }),
    ci95: byName(PERCENTILES, (percentile) => {
      const [low, high] = confidenceRanks(PERCENT[percentile], trials)
      return [end(low), end(high)]
    }),
  }
}

/** Whole microseconds as milliseconds: the nearest double, which prints with three decimals. */
const ms = (microseconds: number): number => microseconds / 1000

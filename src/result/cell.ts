/**
 * Turns what a cell has come to into its entry in the result: integers of microseconds into
 * milliseconds, sums into means, each rounded once.
 */
import { byName } from '../record/by-name.ts'
import type { CellStats } from '../record/cell-recorder.ts'
import { exactMean } from '../record/exact-mean.ts'
import { FIGURE_NAMES, type FigureName, figuresOf, numbersOf } from '../record/figure.ts'
import type { Histogram } from '../record/histogram.ts'
import type { Percentile } from '../record/percentile.ts'
import type { CountedWaits } from '../record/waits.ts'
import { type FailureCode, MILESTONES } from '../transport.ts'
import type { ResultCell, ResultLatency, ResultWaits } from './result.ts'

/** Means of figures are rounded to a thousandth. */
const MEAN_PARTS = 1000

/** What tells a cell from the others of its result. */
export type CellName = Pick<ResultCell, 'strategy' | 'profile' | 'server'>

export function toCell({ strategy, profile, server }: CellName, stats: CellStats): ResultCell {
  return {
    strategy,
    profile,
    server,
    trials: stats.trials,
    completed: stats.completed,
    failures: sorted(stats.failures),
    ...(stats.explanations.size === 0 ? {} : { explanations: sorted(stats.explanations) }),
    waits: toWaits(stats.waits),
    milestones: toMilestones(stats.milestones),
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

function toMilestones(histograms: CellStats['milestones']): ResultCell['milestones'] {
  const milestones: ResultCell['milestones'] = {}
  for (const milestone of MILESTONES) {
    const latency = toLatency(histograms[milestone])
    if (latency !== undefined) milestones[milestone] = latency
  }
  return milestones
}

function toLatency(histogram: Histogram): ResultLatency | undefined {
  const { count, mean, min, max } = histogram
  if (mean === undefined || min === undefined || max === undefined) return undefined
  const value = (percentile: Percentile): number => ms(histogram.percentile(percentile) ?? max)
  const interval = (percentile: Percentile): [number, number] => {
    const [low, high] = histogram.confidence(percentile) ?? [min, max]
    return [ms(low), ms(high)]
  }
  return {
    count,
    mean: ms(mean),
    min: ms(min),
    p50: value('p50'),
    p90: value('p90'),
    p95: value('p95'),
    p99: value('p99'),
    max: ms(max),
    ci95: {
      p50: interval('p50'),
      p90: interval('p90'),
      p95: interval('p95'),
      p99: interval('p99'),
    },
  }
}

/** Whole microseconds as milliseconds: the nearest double, which prints with three decimals. */
const ms = (microseconds: number): number => microseconds / 1000

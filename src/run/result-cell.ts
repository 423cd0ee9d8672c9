/**
 * Turns what a cell has come to into its entry in the result: integers of microseconds into
 * milliseconds, sums into means, each rounded once.
 */
import type { CellStats } from '../record/cell-recorder.ts'
import { exactMean } from '../record/exact-mean.ts'
import type { Histogram } from '../record/histogram.ts'
import { MILESTONES } from '../record/milestone.ts'
import type { Percentile } from '../record/percentile.ts'
import type { CountedWaits } from '../record/waits.ts'
import type { ResultCell, ResultLatency, ResultWaits } from '../result/result.ts'
import type { FailureCode } from '../transport.ts'

/** Means of octets and packets are rounded to a thousandth. */
const MEAN_PARTS = 1000

export function toCell(strategy: string, profile: string, stats: CellStats): ResultCell {
  const { trials, completed, traffic } = stats
  const mean = (sum: number): number => exactMean(sum, completed, MEAN_PARTS)
  return {
    strategy,
    profile,
    trials,
    completed,
    failures: sorted(stats.failures),
    ...(stats.explanations.size === 0 ? {} : { explanations: sorted(stats.explanations) }),
    waits: toWaits(stats.waits),
    milestones: toMilestones(stats.milestones),
    bytes: completed === 0 ? null : { up: mean(traffic.up.bytes), down: mean(traffic.down.bytes) },
    linkBytes:
      completed === 0
        ? null
        : { up: mean(traffic.up.linkBytes), down: mean(traffic.down.linkBytes) },
    packets:
      completed === 0
        ? null
        : {
            up: mean(traffic.up.packets),
            down: mean(traffic.down.packets),
            retransmitted: mean(traffic.up.retransmitted + traffic.down.retransmitted),
          },
  }
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

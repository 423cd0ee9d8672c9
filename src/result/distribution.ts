/**
 * How what a cell timed is distributed: as points of (share of all trials, milliseconds), close
 * enough together for a curve whose axis is the logarithm of the share that is left.
 *
 * From histograms where there are any, at the percentiles that HdrHistogram prints (five steps to
 * each halving of what is left); else from the percentiles that the result itself has.
 */

import type { Histogram } from '../record/histogram.ts'
import { type HlogEntry, tagOf } from '../record/hlog.ts'
import { PERCENT, PERCENTILES } from '../record/percentile.ts'
import type { Result, ResultCell, ResultLatency } from './result.ts'
import { hasSeveralServers } from './servers.ts'

export interface DistributionPoint {
  /** Of all trials, episodes or messages: how many took at most so long. */
  readonly share: number
  readonly ms: number
}

export interface Distribution {
  /** Trials, episodes or messages. */
  readonly population: number
  /** Of those: how many got there, and are in the points. */
  readonly reached: number
  /** Ascending, at least one. */
  readonly points: readonly DistributionPoint[]
}

/** What a cell has one of: attempts until ready; episodes until recovered; messages each way. */
export const TIMED = ['ready', 'recovered', 'messageUp', 'messageDown'] as const
export type Timed = (typeof TIMED)[number]

export type CellDistributions = Readonly<Partial<Record<Timed, Distribution>>>

/** By the tags that a log of histograms has. */
export type Histograms = ReadonlyMap<string, Histogram>

export const byTag = (entries: readonly HlogEntry[]): Histograms =>
  new Map(entries.map((entry) => [tagOf(entry), entry.histogram]))

const NO_HISTOGRAMS: Histograms = new Map()

/** One for each cell, in their order. */
export const distributionsOf = (
  result: Result,
  histograms: Histograms = NO_HISTOGRAMS,
): readonly CellDistributions[] => {
  const several = hasSeveralServers(result)
  return result.cells.map((cell) =>
    ofCell(cell, (timed) => histograms.get(tagOfCell(cell, timed, several))),
  )
}

function ofCell(
  cell: ResultCell,
  histogramOf: (timed: Timed) => Histogram | undefined,
): CellDistributions {
  const distributions: Partial<Record<Timed, Distribution>> = {}
  for (const timed of TIMED) {
    const { latency, population } = summaryOf(cell, timed)
    if (latency === undefined || population === 0) continue
    const histogram = histogramOf(timed)
    const points =
      histogram === undefined || histogram.count !== latency.count
        ? fromPercentiles(latency, population)
        : fromHistogram(histogram, latency, population)
    distributions[timed] = { population, reached: Math.min(latency.count, population), points }
  }
  return distributions
}

interface Summary {
  readonly latency: ResultLatency | undefined
  readonly population: number
}

function summaryOf({ trials, milestones, episodes, messages }: ResultCell, timed: Timed): Summary {
  switch (timed) {
    case 'ready':
      return { latency: milestones.ready, population: trials }
    case 'recovered':
      return { latency: episodes?.times.recovered, population: episodes?.count ?? 0 }
    case 'messageUp':
      return { latency: messages?.up.delay, population: messages?.up.sent ?? 0 }
    case 'messageDown':
      return { latency: messages?.down.delay, population: messages?.down.sent ?? 0 }
  }
}

/** `several`: servers, which tags then tell apart. */
function tagOfCell(cell: ResultCell, milestone: Timed, several: boolean): string {
  const { strategy, profile, server, scenario, policy } = cell
  return tagOf({
    ...{ strategy, profile, scenario, policy, milestone },
    server: several ? (server ?? undefined) : undefined,
  })
}

/** Steps to each halving of what is left. */
const STEPS = 5

/** Half a trial before the end at most, whatever a file says of itself. */
const shareAt = (rank: number, population: number): number =>
  (Math.min(rank, population) - 0.5) / population

/** Of one that was stored the ends are as wide as their bins: the result knows them to the microsecond. */
function fromHistogram(
  histogram: Histogram,
  { min, max }: ResultLatency,
  population: number,
): readonly DistributionPoint[] {
  const points: DistributionPoint[] = []
  let last = 0
  const take = (rank: number): void => {
    if (rank === last || rank > histogram.count) return
    const value = histogram.valueAtRank(rank)
    // In the middle of its rank: the last one of all would else have nothing left behind it.
    if (value !== undefined) {
      const ms = Math.min(Math.max(value / 1000, min), max)
      points.push({ share: shareAt(rank, population), ms })
    }
    last = rank
  }
  take(1)
  for (let left = 1; left * population > 1; left /= 2) {
    for (let step = 1; step <= STEPS; step += 1) {
      const behind = (population * left * (2 * STEPS - step)) / (2 * STEPS)
      take(Math.max(1, population - Math.floor(behind)))
    }
  }
  take(histogram.count)
  return points
}

function fromPercentiles(latency: ResultLatency, population: number): readonly DistributionPoint[] {
  const points = [
    { share: shareAt(1, population), ms: latency.min },
    ...PERCENTILES.flatMap((name) => {
      const ms = latency[name]
      return ms === null ? [] : [{ share: PERCENT[name] / 100, ms }]
    }),
    { share: shareAt(latency.count, population), ms: latency.max },
  ]
  // Of few trials the last one stands before their p99.
  return points.toSorted((a, b) => a.share - b.share || a.ms - b.ms)
}

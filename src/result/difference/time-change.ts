/** By how much the times of two cells differ at a percentile, in milliseconds. */
import { timesOf } from '../../record/outcomes/kept.ts'
import { PERCENT, type Percentile } from '../../record/percentile.ts'
import type { KeptOutcome } from '../kept-outcomes.ts'
import type { ResultCell, ResultIntervalEnd, ResultLatency } from '../result.ts'
import { differenceInterval, type Estimate } from './arms.ts'
import { type Change, changeOf, inUnit } from './change.ts'
import { quantileChange } from './quantile-change.ts'
import type { Pair } from './twin-outcomes.ts'

/** Until ready, or of a life from the network's return until recovered. */
export const timeOf = ({ milestones, episodes }: ResultCell): ResultLatency | undefined =>
  episodes === undefined ? milestones.ready : episodes.times.recovered

/** Trial by trial. `factor`: so many times what it was before is what it is held against. */
export function changeOfTwins(
  pairs: readonly Pair[],
  percentile: Percentile,
  factor: number = 1,
): Change {
  const times = (outcome: KeptOutcome): readonly number[] =>
    timesOf(outcome).map((time) => time ?? Number.POSITIVE_INFINITY)
  const change = quantileChange(
    pairs.map(
      ([before, after]) => [times(before).map((time) => factor * time), times(after)] as const,
    ),
    PERCENT[percentile],
  )
  return inUnit(change, (us) => Math.round(us) / 1000)
}

/** From what either says of itself, as if they had nothing to do with each other. */
export function changeOfStrangers(
  before: ResultLatency | undefined,
  after: ResultLatency | undefined,
  percentile: Percentile,
  factor: number = 1,
): Change {
  const [a, b] = [estimate(before, percentile, factor), estimate(after, percentile, 1)]
  if (a === undefined || b === undefined) return changeOf(a?.value ?? null, b?.value ?? null)
  const change = changeOf(a.value, b.value, differenceInterval(a, b, 0))
  return inUnit(change, toMicrosecond)
}

export const toMicrosecond = (milliseconds: number): number =>
  Math.round(milliseconds * 1000) / 1000

function estimate(
  latency: ResultLatency | undefined,
  percentile: Percentile,
  factor: number,
): Estimate | undefined {
  const value = latency?.[percentile] ?? null
  if (latency === undefined || value === null) return undefined
  const [low, high] = latency.ci95[percentile]
  const times = (end: number | null): number | null => (end === null ? null : factor * end)
  return { value: factor * value, ci95: [times(known(low)), times(known(high))] }
}

/** An end among those that never came is as good as open. */
const known = (end: ResultIntervalEnd): number | null => (typeof end === 'number' ? end : null)

/** By how much the times of two cells differ at a percentile, in milliseconds. */
import { timesOf } from '../../record/outcomes/kept.ts'
import type { KeptOutcome } from '../kept-outcomes.ts'
import { type Percentage, percentileOf, percentOf } from '../percentages.ts'
import type { ResultCell, ResultIntervalEnd, ResultLatency } from '../result.ts'
import { differenceInterval, type Estimate } from './arms.ts'
import {
  type Change,
  changeOf,
  directed,
  type FigureChange,
  type Interval,
  inUnit,
} from './change.ts'
import { quantileChange } from './quantile-change.ts'
import type { Pair } from './twin-outcomes.ts'

/** Until ready, or of a life from the network's return until recovered. */
export const timeOf = ({ milestones, episodes }: ResultCell): ResultLatency | undefined =>
  episodes === undefined ? milestones.ready : episodes.times.recovered

/** Trial by trial. `factor`: so many times what it was before is what it is held against. */
export function changeOfTwins(
  pairs: readonly Pair[],
  percentile: Percentage,
  factor: number = 1,
): Change {
  const times = (outcome: KeptOutcome): readonly number[] =>
    timesOf(outcome).map((time) => time ?? Number.POSITIVE_INFINITY)
  const change = quantileChange(
    pairs.map(
      ([before, after]) => [times(before).map((time) => factor * time), times(after)] as const,
    ),
    percentOf(percentile),
  )
  return inUnit(change, (us) => Math.round(us) / 1000)
}

/** A cell, and how long an attempt of it was given, or an episode. */
export interface Given {
  readonly cell: ResultCell
  readonly timeoutMs: number
}

export interface Sides {
  readonly before: Given
  readonly after: Given
}

/** Trial by trial where there are pairs, else from what either says of itself. */
export function timeChange(
  pairs: readonly Pair[],
  sides: Sides,
  percentile: Percentage,
  factor: number = 1,
): Change {
  const change =
    pairs.length > 0
      ? changeOfTwins(pairs, percentile, factor)
      : changeOfStrangers(sides, percentile, factor)
  return withBounds(change, sides, percentile, factor)
}

/** With how long they were given, of a side that lies among those that never came. */
export function timeTold(change: Change, { before, after }: Sides, alike = false): FigureChange {
  const beyondMs = {
    ...(change.before === null && isTried(before) && { before: before.timeoutMs }),
    ...(change.after === null && isTried(after) && { after: after.timeoutMs }),
  }
  return { ...directed(change, alike), ...(Object.keys(beyondMs).length > 0 && { beyondMs }) }
}

const isTried = ({ cell }: Given): boolean => (cell.episodes?.count ?? cell.trials) > 0

/** Where it is with 95 % confidence. Where nobody ever came it is longer than they had. */
export const intervalOf = (
  { cell, timeoutMs }: Given,
  percentile: Percentage,
): readonly [ResultIntervalEnd, ResultIntervalEnd] => {
  const latency = timeOf(cell)
  return latency === undefined
    ? [{ beyondMs: timeoutMs }, null]
    : percentileOf(latency, percentile).ci95
}

/**
 * Where one side alone lies among those that never came: that it took longer than it was given, so that
 * the difference is at least so much, or at most, whatever else is known of it. From the ends of both
 * sides' intervals, as if they had nothing to do with each other.
 */
export function withBounds(
  change: Change,
  { before, after }: Sides,
  percentile: Percentage,
  factor: number = 1,
): Change {
  if (change.before === null && change.after === null) {
    return { ...change, ci95: null }
  }
  if (change.before !== null && change.after !== null) return change
  const [from, to] = [boundsOf(before, percentile, factor), boundsOf(after, percentile, 1)]
  const ci95: Interval =
    change.before === null ? [null, minus(to.most, from.least)] : [minus(to.least, from.most), null]
  return inUnit({ ...change, ci95 }, toMicrosecond)
}

const minus = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a - b

function boundsOf(
  given: Given,
  percentile: Percentage,
  factor: number,
): { readonly least: number | null; readonly most: number | null } {
  if (!isTried(given)) return { least: null, most: null }
  const [low, high] = intervalOf(given, percentile)
  const least = low === null || typeof low === 'number' ? low : low.beyondMs
  return {
    least: least === null ? null : factor * least,
    most: typeof high === 'number' ? factor * high : null,
  }
}

/** From what either says of itself, as if they had nothing to do with each other. */
function changeOfStrangers(
  { before, after }: Sides,
  percentile: Percentage,
  factor: number,
): Change {
  const a = estimate(timeOf(before.cell), percentile, factor)
  const b = estimate(timeOf(after.cell), percentile, 1)
  if (a === undefined || b === undefined) return changeOf(a?.value ?? null, b?.value ?? null)
  const change = changeOf(a.value, b.value, differenceInterval(a, b, 0))
  return inUnit(change, toMicrosecond)
}

export const toMicrosecond = (milliseconds: number): number =>
  Math.round(milliseconds * 1000) / 1000

function estimate(
  latency: ResultLatency | undefined,
  percentile: Percentage,
  factor: number,
): Estimate | undefined {
  if (latency === undefined) return undefined
  const { value, ci95 } = percentileOf(latency, percentile)
  if (value === null) return undefined
  const [low, high] = ci95
  const times = (end: number | null): number | null => (end === null ? null : factor * end)
  return { value: factor * value, ci95: [times(known(low)), times(known(high))] }
}

/** An end among those that never came is as good as open. */
const known = (end: ResultIntervalEnd): number | null => (typeof end === 'number' ? end : null)

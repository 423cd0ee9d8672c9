/** A histogram as a result tells it: whole microseconds as milliseconds, each rounded once. */
import { byName } from '../record/by-name.ts'
import type { Histogram } from '../record/histogram.ts'
import { confidenceRanks, PERCENT, PERCENTILES, rankOf } from '../record/percentile.ts'
import { ms } from './milliseconds.ts'
import { type Percentage, percentOf } from './percentages.ts'
import type { ResultIntervalEnd, ResultLatency } from './result.ts'

/**
 * Of so many trials, episodes or messages. Whatever is not in the histogram took longer than it was
 * given, `timeoutMs`, and comes behind all that is. Undefined when nothing is in it. `chosen`: told
 * beside the usual percentiles.
 */
export function toLatency(
  histogram: Histogram,
  population: number,
  timeoutMs: number,
  chosen: readonly Percentage[] = [],
): ResultLatency | undefined {
  const { count, mean, min, max } = histogram
  if (mean === undefined || min === undefined || max === undefined) return undefined
  const percentiles = byName(PERCENTILES, (percentile) => {
    const value = histogram.percentile(percentile, population)
    return value === undefined ? null : ms(value)
  })
  const beyond = PERCENTILES.filter((percentile) => percentiles[percentile] === null)
  const interval = (percent: number): [ResultIntervalEnd, ResultIntervalEnd] => {
    const [low, high] = confidenceRanks(percent, population)
    return [end(low), end(high)]
  }
  const end = (rank: number | undefined): ResultIntervalEnd => {
    if (rank === undefined) return null
    const value = histogram.valueAtRank(rank)
    return value === undefined ? { beyondMs: timeoutMs } : ms(value)
  }
  const ofAll = (name: Percentage): ChosenPercentile => {
    const value = histogram.valueAtRank(rankOf(percentOf(name), population))
    const told = value === undefined ? { value: null, beyondMs: timeoutMs } : { value: ms(value) }
    return { ...told, ci95: interval(percentOf(name)) }
  }
  return {
    count,
    mean: ms(mean),
    min: ms(min),
    ...percentiles,
    max: ms(max),
    ...(beyond.length === 0 ? {} : { beyondMs: byName(beyond, () => timeoutMs) }),
    ...(chosen.length === 0
      ? {}
      : { chosen: Object.fromEntries(chosen.map((name) => [name, ofAll(name)])) }),
    ci95: byName(PERCENTILES, (percentile) => interval(PERCENT[percentile])),
  }
}

type ChosenPercentile = NonNullable<ResultLatency['chosen']>[string]

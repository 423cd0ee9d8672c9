/** Which percentiles a result tells, and what a distribution has for each. */
import { PERCENTILES } from '../record/percentile.ts'
import type { Result, ResultIntervalEnd, ResultLatency } from './result.ts'

/** `p50`, `p99.9`. */
export type Percentage = `p${number}`

/** Those that were chosen, or else those that every result has. */
export const percentagesOf = ({
  percentiles,
}: Pick<Result, 'percentiles'>): readonly Percentage[] =>
  percentiles === undefined ? PERCENTILES : percentiles.map(named)

/** A number above 0 and below 100, as people write it: `50`, `99.9`. */
export function parsePercentage(text: string): Percentage | undefined {
  const isKnown = /^\d{1,2}(\.\d{1,4})?$/.test(text) && Number(text) > 0
  return isKnown ? `p${Number(text)}` : undefined
}

/** As the schema has made sure of. */
const named = (name: string): Percentage => name as Percentage

export const percentOf = (name: Percentage): number => Number(name.slice(1))

export interface KnownPercentile {
  /** Milliseconds; null among those that never got there. */
  readonly value: number | null
  /** What those were given. */
  readonly beyondMs?: number | undefined
  readonly ci95: readonly [ResultIntervalEnd, ResultIntervalEnd]
}

const UNKNOWN: KnownPercentile = { value: null, ci95: [null, null] }

/** Others than those that every result has a result has if it was asked for them. */
export const isTold = (latency: ResultLatency, name: Percentage): boolean =>
  latency.chosen?.[name] !== undefined || PERCENTILES.some((one) => one === name)

export function percentileOf(latency: ResultLatency, name: Percentage): KnownPercentile {
  const chosen = latency.chosen?.[name]
  if (chosen !== undefined) return chosen
  const fixed = PERCENTILES.find((one) => one === name)
  if (fixed === undefined) return UNKNOWN
  const { beyondMs, ci95 } = latency
  return { value: latency[fixed], beyondMs: beyondMs?.[fixed], ci95: ci95[fixed] }
}

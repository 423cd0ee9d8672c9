/**
 * What is left of so many trials in a row where no more outcomes are kept: their percentiles, to
 * hold a batch against the same one of another cell.
 */

import { byName } from '../by-name.ts'
import { PERCENT, PERCENTILES, type Percentile, rankOf } from '../percentile.ts'
import { type KeptOutcome, timesOf } from './kept.ts'

/** Enough for a p99 of a hundred, and ten of them before anything has to be reduced. */
export const BATCH_TRIALS = 10_000

export interface OutcomeBatch {
  /** Trials `from` (included) to `to` (excluded). */
  readonly from: number
  readonly to: number
  /** Attempts, or episodes of lives. */
  readonly times: number
  readonly failed: number
  /** Microseconds, by nearest rank; undefined among those that never got there. */
  readonly percentilesUs: Readonly<Record<Percentile, number | undefined>>
}

export const batchOf = (trial: number): number => Math.floor(trial / BATCH_TRIALS)

/** `outcomes`: all of one batch, in any order. */
export function reduceBatch(batch: number, outcomes: readonly KeptOutcome[]): OutcomeBatch {
  const times = outcomes.flatMap(timesOf)
  const arrived = Float64Array.from(times.filter((time) => time !== undefined)).sort()
  return {
    from: batch * BATCH_TRIALS,
    to: (batch + 1) * BATCH_TRIALS,
    times: times.length,
    failed: times.length - arrived.length,
    percentilesUs: byName(PERCENTILES, (name) => arrived[rankOf(PERCENT[name], times.length) - 1]),
  }
}

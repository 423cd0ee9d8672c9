/**
 * What is kept of a single trial: when it got there, by what, and what it cost. Enough to hold it
 * against the trial with the same index of another cell, which has met the same link with the same
 * luck. Left out: milestones on the way, packets, messages.
 */
import type { FailureCode } from '../../transport.ts'
import type { Fallback } from '../fallback.ts'
import type { TrialRecord } from '../trial-record.ts'

/** How a trial ended: by what it set out to do, by a fallback, or in failure. */
export type TrialEnding = 'ready' | Fallback | FailureCode

export interface KeptOutcome {
  /** Which trial of its cell, from 0. */
  readonly trial: number
  readonly ending: TrialEnding
  /** In the order of `LAYERS`. */
  readonly waits: readonly number[]
  /** Microseconds since the attempt began; undefined when it never got ready. */
  readonly readyUs: number | undefined
  /** Octets that each end wrote to TCP or QUIC, until the attempt was over. */
  readonly bytes: { readonly up: number; readonly down: number }
  /**
   * Of a life, for each of its episodes: microseconds from the return of the network until
   * recovered; undefined for one that never was. Undefined where trials are single attempts.
   */
  readonly recoveredUs: readonly (number | undefined)[] | undefined
}

export const keptOutcome = (
  { outcome, waits, milestonesUs, figures, life }: TrialRecord,
  trial: number,
): KeptOutcome => ({
  trial,
  ending: endingOf(outcome),
  waits,
  readyUs: outcome.kind === 'failed' ? undefined : milestonesUs.ready,
  bytes: figures.bytes,
  recoveredUs: life?.episodes.map(({ recovery }) => recovery?.recoveredUs),
})

function endingOf(outcome: TrialRecord['outcome']): TrialEnding {
  switch (outcome.kind) {
    case 'ready':
      return 'ready'
    case 'ready-by-fallback':
      return outcome.fallback
    case 'failed':
      return outcome.code
  }
}

/** The times that a trial is judged by: until ready, or of a life those of its episodes. */
export const timesOf = ({ readyUs, recoveredUs }: KeptOutcome): readonly (number | undefined)[] =>
  recoveredUs ?? [readyUs]

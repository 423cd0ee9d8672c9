/**
 * What one trial came to, before it is folded into its cell: an attempt, told by an
 * `AttemptRecorder`, or a life, of which that is the first attempt.
 */
import { type Failure, type FailureCode, LAYERS, type Milestone } from '../transport.ts'
import type { Fallback } from './fallback.ts'
import { type Figures, NOTHING_COUNTED } from './figure.ts'
import type { LifeRecord } from './life-record.ts'

export type TrialOutcome =
  | { readonly kind: 'ready' }
  /** Ready, but not by what was to be measured. */
  | { readonly kind: 'ready-by-fallback'; readonly fallback: Fallback }
  | {
      readonly kind: 'failed'
      readonly code: FailureCode
      /** One line for people: what was expected and what was found. */
      readonly detail?: string
    }

export interface TrialRecord {
  readonly outcome: TrialOutcome
  /** Microseconds from the trial's beginning to its end. */
  readonly lastedUs: number
  /** Microseconds from the trial's beginning; absent when not reached. */
  readonly milestonesUs: Readonly<Partial<Record<Milestone, number>>>
  /** How many waits each layer cost, in the order of `LAYERS`. */
  readonly waits: readonly number[]
  readonly figures: Figures
  /** What came after the attempt, where anything did. */
  readonly life?: LifeRecord
}

/** A trial that could not begin: the earlier session that it starts from was not to be had. */
export const neverBegun = (failure: Failure): TrialRecord => ({
  outcome: { kind: 'failed', ...failure },
  lastedUs: 0,
  milestonesUs: {},
  waits: LAYERS.map(() => 0),
  figures: NOTHING_COUNTED,
})

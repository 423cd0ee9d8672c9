/** Run traces, or says why there is nothing to trace. */

import { toolVersion } from '../../files/tool.ts'
import type { Trace } from '../../record/trace.ts'
import type { LifeTrace } from '../../record/traced-life.ts'
import { type CaptureChoice, captureTrial } from '../../run/simulated/capture-trial.ts'
import { type Search, trialAt } from '../../run/simulated/choose-trial.ts'
import { traceLife } from '../../run/simulated/trace-life.ts'
import { traceTrial } from '../../run/simulated/trace-trial.ts'
import { type RunSpec, strategyName } from '../../run/spec.ts'
import type { Failure } from '../../transport.ts'
import type { TraceRun } from '../../words/reading/trace.ts'
import { RunError } from '../terms/run-error.ts'
import { withoutDifference } from './replaying.ts'

/** A trial of a run, by its index. */
export interface ChosenTrial {
  readonly spec: RunSpec
  readonly trial: number
}

/**
 * To find the trial at a percentile, all are run.
 *
 * @throws {RunError} (as a rejection) `earlier-session-failed`, `interrupted`, `replay-difference`.
 */
export async function chosenTrial(
  { spec, trial }: TraceRun,
  search?: Search,
): Promise<ChosenTrial> {
  const found =
    typeof trial === 'number'
      ? unlessAborted(trial, search)
      : await withoutDifference(trialAt(spec, trial.percentile, search))
  return { spec, trial: known(found, spec) }
}

const unlessAborted = (trial: number, { signal }: Search = {}): number | undefined =>
  signal?.aborted === true ? undefined : trial

export const runTrace = ({ spec, trial }: ChosenTrial): Trace =>
  known(traceTrial(spec, trial, toolVersion()), spec)

/** @throws {RunError} (as a rejection) */
export const runLifeTrace = async (
  { spec, trial }: ChosenTrial,
  { signal }: Search = {},
): Promise<LifeTrace> => known(await traceLife(spec, trial, toolVersion(), signal), spec)

/** The octets of a pcapng file. @throws {RunError} (as a rejection) */
export const runCapture = async (
  { spec, trial }: ChosenTrial,
  choice: CaptureChoice,
  { signal }: Search = {},
): Promise<Uint8Array> =>
  known(await captureTrial(spec, trial, choice, `xmpp-rtt ${toolVersion()}`, signal), spec)

const isFailure = (traced: object | number): traced is Failure =>
  typeof traced === 'object' && 'code' in traced

/** Undefined: it was ended early. */
function known<Known extends object | number>(
  traced: Known | Failure | undefined,
  spec: RunSpec,
): Known {
  if (traced === undefined) throw new RunError('interrupted', 'interrupted: nothing was traced')
  if (!isFailure(traced)) return traced
  const names = spec.strategies.map(strategyName).join(', ')
  throw new RunError(
    'earlier-session-failed',
    `${names}: the earlier session failed: ${traced.detail}`,
  )
}

/** Run traces, or says why there is nothing to trace. */

import { toolVersion } from '../../files/tool.ts'
import type { Trace } from '../../record/trace.ts'
import type { LifeTrace } from '../../record/traced-life.ts'
import { type CaptureChoice, captureTrial } from '../../run/simulated/capture-trial.ts'
import { trialAt } from '../../run/simulated/choose-trial.ts'
import { traceLife } from '../../run/simulated/trace-life.ts'
import { traceTrial } from '../../run/simulated/trace-trial.ts'
import { type RunSpec, strategyName } from '../../run/spec.ts'
import type { Failure } from '../../transport.ts'
import { refuseQuic } from '../../words/reading/strategies.ts'
import type { TraceRun } from '../../words/reading/trace.ts'
import { RunError } from '../terms/run-error.ts'

export const runTrace = (run: TraceRun): Trace => known(traceTrial(run.spec, chosen(run)), run.spec)

export const runLifeTrace = (run: TraceRun): LifeTrace =>
  known(traceLife(run.spec, chosen(run)), run.spec)

/**
 * The octets of a pcapng file.
 *
 * @throws {InputError} for a strategy over QUIC, whose packets are not written as octets.
 */
export function runCapture(run: TraceRun, choice: CaptureChoice): Uint8Array {
  refuseQuic(run.spec.strategies, 'a capture')
  return known(captureTrial(run.spec, chosen(run), choice, `xmpp-rtt ${toolVersion()}`), run.spec)
}

/** The trial's index; to find the one at a percentile, all are run. */
const chosen = ({ spec, trial }: TraceRun): number =>
  typeof trial === 'number' ? trial : known(trialAt(spec, trial.percentile), spec)

const isFailure = (traced: object | number): traced is Failure =>
  typeof traced === 'object' && 'code' in traced

function known<Known extends object | number>(traced: Known | Failure, spec: RunSpec): Known {
  if (!isFailure(traced)) return traced
  const names = spec.strategies.map(strategyName).join(', ')
  throw new RunError(
    'earlier-session-failed',
    `${names}: the earlier session failed: ${traced.detail}`,
  )
}

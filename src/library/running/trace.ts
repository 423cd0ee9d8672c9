/** Run traces, or says why there is nothing to trace. */

import type { Trace } from '../../record/trace.ts'
import type { LifeTrace } from '../../record/traced-life.ts'
import { traceLife } from '../../run/simulated/trace-life.ts'
import { traceTrial } from '../../run/simulated/trace-trial.ts'
import { type RunSpec, strategyName } from '../../run/spec.ts'
import type { Failure } from '../../transport.ts'
import type { TraceRun } from '../../words/reading/trace.ts'
import { RunError } from '../terms/run-error.ts'

export const runTrace = ({ spec, trial }: TraceRun): Trace => known(traceTrial(spec, trial), spec)

export const runLifeTrace = ({ spec, trial }: TraceRun): LifeTrace =>
  known(traceLife(spec, trial), spec)

function known<Traced extends Trace | LifeTrace>(traced: Traced | Failure, spec: RunSpec): Traced {
  if (!('code' in traced)) return traced
  const names = spec.strategies.map(strategyName).join(', ')
  throw new RunError(
    'earlier-session-failed',
    `${names}: the earlier session failed: ${traced.detail}`,
  )
}

/** Runs a trace, or says why there is nothing to trace. */
import type { Trace } from '../../record/trace.ts'
import { traceTrial } from '../../run/simulated/trace-trial.ts'
import { strategyName } from '../../run/spec.ts'
import type { TraceRun } from '../../words/reading/trace.ts'
import { RunError } from '../terms/run-error.ts'

export function runTrace({ spec, trial }: TraceRun): Trace {
  const traced = traceTrial(spec, trial)
  if (!('code' in traced)) return traced
  const names = spec.strategies.map(strategyName).join(', ')
  throw new RunError(
    'earlier-session-failed',
    `${names}: the earlier session failed: ${traced.detail}`,
  )
}

/** One trial in full: every packet, every piece of XML, every wait. */
import type { Trace } from '../record/trace.ts'
import { traceTrial } from '../run/simulated/trace-trial.ts'
import { strategyName } from '../run/spec.ts'
import { readTrace, type TraceRun, type TraceWords } from '../words/trace-words.ts'
import { RunError } from './run-error.ts'

/**
 * Runs one trial again, the same that a comparison with this seed counts, and tells all of it.
 * Times are nanoseconds since the attempt began.
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be run.
 * @throws {RunError} `earlier-session-failed`.
 */
export const trace = async (words: TraceWords): Promise<Trace> => runTrace(readTrace(words))

export function runTrace({ spec, trial }: TraceRun): Trace {
  const traced = traceTrial(spec, trial)
  if (!('code' in traced)) return traced
  const names = spec.strategies.map(strategyName).join(', ')
  throw new RunError(
    'earlier-session-failed',
    `${names}: the earlier session failed: ${traced.detail}`,
  )
}

/** Trials as captures, one connection each, and what the recorder says of the same trials. */
import { captureFile } from '../../src/capture/simulated/capture.ts'
import type { CaptureView } from '../../src/capture/simulated/connection.ts'
import type { Trace } from '../../src/record/trace.ts'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { type CaptureChoice, captureOf } from '../../src/run/simulated/capture-trial.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { traceTrial } from '../../src/run/simulated/trace-trial.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { readTrace } from '../../src/words/reading/trace.ts'
import type { TraceWords } from '../../src/words/trace.ts'

export interface CapturedTrial {
  readonly name: string
  /** The same trial, run for its record alone. */
  readonly record: () => TrialRecord
  readonly trace: Trace
}

/** All in one file, side by side, each from its own client port: the first has 49152. */
export function captured(
  trials: readonly TraceWords[],
  choice: CaptureChoice,
): { readonly file: Uint8Array; readonly trials: readonly CapturedTrial[] } {
  const all = trials.map((words, index) => {
    const { spec, trial } = readTrace(words)
    if (typeof trial !== 'number') throw new Error('Expected a trial by its number')
    const connection = captureOf(spec, trial, choice, index + 1)
    const trace = traceTrial(spec, trial, 'test')
    if ('code' in connection || 'code' in trace) throw new Error(words.strategy)
    const record = () => new TrialRunner().run(prepareCell(spec, 0), trial)
    return { connection, trial: { name: words.strategy, trace, record } }
  })
  const view: CaptureView = { ...choice, ip: 'ipv4' }
  const connections = all.map(({ connection }) => connection)
  return {
    file: captureFile(view, connections, { application: 'test', comments: [] }),
    trials: all.map(({ trial }) => trial),
  }
}

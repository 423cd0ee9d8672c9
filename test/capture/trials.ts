/** Trials as captures, one connection each, and what the recorder says of the same trials. */
import { captureFile } from '../../src/capture/simulated/capture.ts'
import type { CaptureView } from '../../src/capture/simulated/connection.ts'
import type { TraceEvent } from '../../src/record/trace.ts'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { type CaptureChoice, captureOf } from '../../src/run/simulated/capture-trial.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { watchTrial } from '../../src/run/simulated/trace-trial.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { readTrace } from '../../src/words/reading/trace.ts'
import type { TraceWords } from '../../src/words/trace.ts'

export interface CapturedTrial {
  readonly name: string
  /** The same trial, run for its record alone. */
  readonly record: () => TrialRecord
  readonly events: readonly TraceEvent[]
}

/** All in one file, side by side, each from its own client port: the first has 49152. */
export function captured(
  trials: readonly TraceWords[],
  choice: CaptureChoice,
): { readonly file: Uint8Array; readonly trials: readonly CapturedTrial[] } {
  const all = trials.map((words, index) => {
    const { spec, trial } = readTrace(words)
    if (typeof trial !== 'number') throw new Error('Expected a trial by its number')
    const cell = prepareCell(spec, 0)
    const connection = captureOf(spec, cell, trial, choice, index + 1)
    const watch = watchTrial(cell, trial)
    if ('code' in connection || 'code' in watch) throw new Error(words.strategy)
    const record = () => new TrialRunner().run(cell, trial)
    return { connection, trial: { name: words.strategy, events: watch.events, record } }
  })
  const view: CaptureView = { ...choice, ip: 'ipv4' }
  const connections = all.map(({ connection }) => connection)
  return {
    file: captureFile(view, connections, { application: 'test', comments: [] }),
    trials: all.map(({ trial }) => trial),
  }
}

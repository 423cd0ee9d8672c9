/**
 * One trial in full: the same attempt that a run counts, watched packet by packet. Watching
 * changes nothing: what is recorded is what would have been counted.
 */
import type { Trace } from '../../record/trace.ts'
import type { Failure } from '../../transport.ts'
import { recorded } from '../attempt-record.ts'
import type { RunSpec } from '../spec.ts'
import type { Cell } from './cell.ts'
import { AttemptWatch } from './full-watch.ts'
import { prepareCell } from './prepare.ts'
import { tracedOf } from './traced.ts'
import { TrialRunner } from './trial.ts'

/** Of the run's first cell, or why its earlier session could not be run. */
export function traceTrial(spec: RunSpec, index: number, version: string): Trace | Failure {
  const watch = watchTrial(prepareCell(spec, 0), index)
  return 'code' in watch ? watch : { ...tracedOf(spec, index, version), events: watch.events }
}

/** The same of a cell, without what was run. */
export function watchTrial(cell: Cell, index: number): AttemptWatch | Failure {
  if ('code' in cell.earlier) return cell.earlier
  const watch = new AttemptWatch()
  const runner = new TrialRunner()
  const { outcome, endedAt } = runner.attempt(cell, cell.earlier, index, watch.observer)
  watch.finished(recorded(cell.strategy, outcome), endedAt)
  return watch
}

/** Stats of a cell of two completed trials and one failure. */
import { CellRecorder, type CellStats } from '../../src/record/cell-recorder.ts'
import { readyTrial, TIMED_OUT } from '../record/sample-trials.ts'

export function sampleStats(): CellStats {
  const recorder = new CellRecorder()
  for (const trial of [readyTrial(180_000, 2000), TIMED_OUT, readyTrial(181_001, 2001)]) {
    recorder.record(trial)
  }
  return recorder.toStats()
}

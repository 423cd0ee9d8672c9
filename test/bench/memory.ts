/** Whether memory stays flat: the heap in use after so many trials of one cell. */
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { ReplayingRunner } from '../../src/run/simulated/replaying.ts'
import { collectGarbage } from '../garbage.ts'
import { LEGACY, specOf } from './load.ts'

/** Megabytes after each of these numbers of trials, which ascend. */
export function* memoryAfter(trials: readonly number[]): Generator<readonly [number, number]> {
  const cell = prepareCell(specOf(LEGACY, 1), 0)
  const runner = new ReplayingRunner('where-it-pays')
  const recorder = new CellRecorder()
  let trial = 0
  for (const end of trials) {
    for (; trial < end; trial += 1) recorder.record(runner.run(cell, trial))
    collectGarbage()
    yield [end, process.memoryUsage().heapUsed / 1e6]
  }
}

/** The lives of a run's first cell, one after the other. */
import type { LifeRecord } from '../../src/record/life-record.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { RunSpec } from '../../src/run/spec.ts'

export const livesOf = (spec: RunSpec): readonly LifeRecord[] => {
  const cell = prepareCell(spec, 0)
  const runner = new TrialRunner()
  return Array.from({ length: spec.trials }, (_, index) => {
    const { life } = runner.run(cell, index)
    if (life === undefined) throw new Error('expected a life')
    return life
  })
}

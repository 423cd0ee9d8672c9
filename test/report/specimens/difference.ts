/** A result and the same with its first cell 43 ms faster. */
import { type Difference, differenceOf } from '../../../src/result/difference/difference.ts'
import type { Result } from '../../../src/result/result.ts'
import { latency, SAMPLE_RESULT } from '../../result/sample-result.ts'

export const FASTER: Result = {
  ...SAMPLE_RESULT,
  cells: SAMPLE_RESULT.cells.map((cell, index) =>
    index === 0 ? { ...cell, milestones: { ready: latency(1000, 500, 700) } } : cell,
  ),
}

/** `name`: of the first strategy, where it is to have another. */
export function differenceFor(name?: string): Difference {
  const [first] = SAMPLE_RESULT.cells
  const renamed = (result: Result): Result => ({
    ...result,
    cells: result.cells.map((cell) => ({
      ...cell,
      strategy: cell.strategy === first?.strategy ? (name ?? cell.strategy) : cell.strategy,
    })),
  })
  return differenceOf(renamed(SAMPLE_RESULT), renamed(FASTER))
}

/** Means of figures that both sides have, trial by trial: the interval of the mean difference. */
import { type Change, changeOf, NOTHING_KNOWN } from './change.ts'
import { student975 } from './student.ts'

/**
 * Student's interval of the paired differences. Where all are alike the difference is no matter of
 * chance: it is what it is.
 */
export function meanChange(pairs: readonly (readonly [before: number, after: number])[]): Change {
  const count = pairs.length
  if (count === 0) return NOTHING_KNOWN
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / count
  const differences = pairs.map(([before, after]) => after - before)
  const [first = 0] = differences
  const change = changeOf(mean(pairs.map(([a]) => a)), mean(pairs.map(([, b]) => b)))
  if (differences.every((one) => one === first)) {
    return { ...change, difference: first, ci95: [first, first] }
  }
  const centre = mean(differences)
  const squares = differences.reduce((sum, one) => sum + (one - centre) * (one - centre), 0)
  const arm = student975(count - 1) * Math.sqrt(squares / (count - 1) / count)
  return { ...change, difference: centre, ci95: [centre - arm, centre + arm] }
}

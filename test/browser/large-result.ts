/** Fourteen strategies on eighteen profiles: the sample's cells under other names. */
import type { Result, ResultCell } from '../../src/result/result.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

const numbered = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}-${index + 1}`)

const STRATEGIES = numbered('fast-resume-direct+pipelined', 14)
const PROFILES = numbered('leo_starlink_highway', 18)

const { strategies, profiles, cells } = SAMPLE_RESULT

const repeated = <Value>(values: readonly Value[], index: number): Value => {
  const value = values[index % values.length]
  if (value === undefined) throw new RangeError('nothing to repeat')
  return value
}

const named = <Value>(names: readonly string[], values: Record<string, Value>) =>
  Object.fromEntries(names.map((name, index) => [name, repeated(Object.values(values), index)]))

export const LARGE_RESULT: Result = {
  ...SAMPLE_RESULT,
  strategies: named(STRATEGIES, strategies),
  profiles: named(PROFILES, profiles),
  cells: PROFILES.flatMap((profile, row) =>
    STRATEGIES.map(
      (strategy, column): ResultCell => ({ ...repeated(cells, row + column), strategy, profile }),
    ),
  ),
}

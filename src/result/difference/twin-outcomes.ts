/** The outcomes of two cells, trial by trial: those that both have kept. */
import type { KeptOutcome } from '../kept-outcomes.ts'
import { readOutcomes } from '../kept-outcomes.ts'
import type { ResultCell } from '../result.ts'

export type Pair = readonly [before: KeptOutcome, after: KeptOutcome]

/** None where a cell has kept none. */
export function outcomesOf({ outcomes }: ResultCell): readonly KeptOutcome[] {
  const read = outcomes === undefined ? [] : readOutcomes(outcomes)
  // Whoever reads a result has refused such columns.
  if (typeof read === 'string') throw new TypeError(`outcomes: ${read}`)
  return read
}

export function pairsOf(
  before: readonly KeptOutcome[],
  after: readonly KeptOutcome[],
): readonly Pair[] {
  const known = new Map(before.map((outcome) => [outcome.trial, outcome]))
  return after.flatMap((outcome) => {
    const twin = known.get(outcome.trial)
    return twin === undefined ? [] : [[twin, outcome] as const]
  })
}

/** Those that got through on both sides by what the strategy is called after. */
export const completedOf = (pairs: readonly Pair[]): readonly Pair[] =>
  pairs.filter(([before, after]) => before.ending === 'ready' && after.ending === 'ready')

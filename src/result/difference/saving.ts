/** What each row of a table saves against the first one, whose trials met the same links. */
import { byName } from '../../record/by-name.ts'
import type { OutcomeLog } from '../../record/outcomes/log.ts'
import type { ResultCell } from '../result.ts'
import { COMPARED, type Compared, type Saved } from '../saved-schema.ts'
import { changeOfBatches, type Known, knownOfLog, twinBatches } from './batch-change.ts'
import { changeOfTwins } from './time-change.ts'
import { pairsOf } from './twin-outcomes.ts'

export interface Logged {
  readonly cell: ResultCell
  readonly log: OutcomeLog
}

/** `cells`: in the order of their rows. */
export function withSavings(cells: readonly Logged[]): ResultCell[] {
  const first = new Map<string, { readonly cell: ResultCell; readonly known: Known }>()
  return cells.map(({ cell, log }) => {
    const known = knownOfLog(log)
    const table = JSON.stringify([cell.profile, cell.scenario, cell.policy])
    const reference = first.get(table)
    if (reference === undefined) first.set(table, { cell, known })
    if (reference === undefined || known.outcomes.length === 0) return cell
    const { strategy, server } = reference.cell
    const saved = { against: { strategy, server }, ...savedTimes(reference.known, known) }
    return { ...cell, saved }
  })
}

function savedTimes(reference: Known, known: Known): Omit<Saved, 'against'> {
  const batches = twinBatches(known, reference)
  const pairs = pairsOf(known.outcomes, reference.outcomes)
  return byName(COMPARED, (name: Compared) => {
    const { difference, ci95 } =
      batches === undefined ? changeOfTwins(pairs, name) : changeOfBatches(batches, name)
    if (difference === null) return null
    const [low = null, high = null] = ci95 ?? []
    return { ms: difference, ci95: [low, high] }
  })
}

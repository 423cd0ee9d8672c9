/** The share of trials that never got there, or of lives of their episodes, before and after. */
import { timesOf } from '../../record/outcomes/kept.ts'
import type { KeptOutcome } from '../kept-outcomes.ts'
import { trialsFailed } from '../outcomes.ts'
import type { ResultCell } from '../result.ts'
import { type Change, inUnit, NOTHING_KNOWN } from './change.ts'
import { phi, type Share, shareChange } from './share-change.ts'
import type { Pair } from './twin-outcomes.ts'

/** A part of a million is as much as so many trials can tell. */
const toMillionth = (value: number): number => Math.round(value * 1e6) / 1e6

export function failedChange(
  before: ResultCell,
  after: ResultCell,
  pairs: readonly Pair[],
): Change {
  if (before.episodes !== undefined || after.episodes !== undefined || pairs.length === 0) {
    const [a, b] = [failedShare(before), failedShare(after)]
    if (a === undefined || b === undefined) return NOTHING_KNOWN
    return inUnit(shareChange(a, b, 0), toMillionth)
  }
  const failed = pairs.map(([a, b]) => [a.readyUs === undefined, b.readyUs === undefined] as const)
  const share = (side: 0 | 1): Share => ({
    part: failed.filter((one) => one[side]).length,
    whole: failed.length,
  })
  return inUnit(shareChange(share(0), share(1), phi(failed)), toMillionth)
}

export function failedShare(cell: ResultCell): Share | undefined {
  const { episodes, trials } = cell
  const share =
    episodes === undefined
      ? { part: trialsFailed(cell), whole: trials }
      : { part: episodes.count - episodes.recovered, whole: episodes.count }
  if (share.whole === 0) return undefined
  // A file may say that more got through than tried.
  return { part: Math.min(Math.max(share.part, 0), share.whole), whole: share.whole }
}

/** Whether the same trials never got there, as far as anybody knows; as where it is none of them, or all. */
export function neverAlike(before: ResultCell, after: ResultCell, pairs: readonly Pair[]): boolean {
  const isIn = (share: 0 | 1): boolean =>
    [before, after].every((cell) => {
      const failed = failedShare(cell)
      return failed !== undefined && failed.part === share * failed.whole
    })
  if (isIn(0) || isIn(1)) return true
  return pairs.length > 0 && pairs.every(([one, other]) => neverIn(one) === neverIn(other))
}

const neverIn = (outcome: KeptOutcome): string =>
  timesOf(outcome)
    .map((time) => time === undefined)
    .join()

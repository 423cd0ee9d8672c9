/** What became of the trials of a cell: completed, through by a fallback, or failed. */
import { FALLBACK_NAMES, type Fallback } from '../record/fallback.ts'
import type { Result, ResultCell, ResultWaits } from './result.ts'

export interface FallenBack {
  readonly fallback: Fallback
  readonly trials: number
  readonly waits: ResultWaits
}

export const fallbacksOf = ({ fallbacks }: ResultCell): readonly FallenBack[] =>
  FALLBACK_NAMES.flatMap((fallback) => {
    const counted = fallbacks?.[fallback]
    return counted === undefined ? [] : [{ fallback, ...counted }]
  })

export const trialsByFallback = (cell: ResultCell): number =>
  fallbacksOf(cell).reduce((sum, { trials }) => sum + trials, 0)

export const hasFallbacks = ({ cells }: Result): boolean =>
  cells.some((cell) => trialsByFallback(cell) > 0)

export const trialsFailed = (cell: ResultCell): number =>
  cell.trials - cell.completed - trialsByFallback(cell)

/** Of a trial, or of several that waited alike. */
export type SeenWaits = Omit<ResultWaits, 'others'>

/** Of all trials, the most frequent first. */
export const waitsIn = (waits: ResultWaits): readonly SeenWaits[] => [
  waits,
  ...(waits.others ?? []),
]

/** Strategies that were tried and got through in no cell at all; of lives, out of no episode. */
export function neverThrough({ cells }: Result): readonly string[] {
  const tried = cells.filter(({ trials, episodes }) =>
    episodes === undefined ? trials > 0 : episodes.count > 0,
  )
  const through = tried.filter((cell) =>
    cell.episodes === undefined ? trialsFailed(cell) < cell.trials : cell.episodes.recovered > 0,
  )
  const fine = new Set(through.map(({ strategy }) => strategy))
  return [...new Set(tried.map(({ strategy }) => strategy))].filter((name) => !fine.has(name))
}

/** Outcomes of single trials are for files, and for whoever compares them: not to be shown. */
export const withoutOutcomes = (result: Result): Result => ({
  ...result,
  cells: result.cells.map(({ outcomes: _, ...cell }) => cell),
})

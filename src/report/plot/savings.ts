/** What each series of a place saves against the first one, at the median. */
import { isKnownSaving } from '../saved-sheets.ts'
import type { Figure } from './figure.ts'
import { type IntervalRow, intervalsFigure } from './intervals.ts'
import { seriesHue } from './palette.ts'
import type { PlotPlace } from './series.ts'

/** None where nobody saves anything that is known; positive where one is faster. */
export function savingsOf({ cells }: PlotPlace): readonly IntervalRow[] {
  if (!cells.some(({ cell }) => isKnownSaving(cell.saved?.p50 ?? null))) return []
  return cells.flatMap(({ series: { number, name }, cell }) => {
    const saved = cell.saved?.p50 ?? null
    const own =
      cell.saved?.against.strategy === cell.strategy && cell.saved.against.server === cell.server
    if (saved === null || own || saved.ci95.every((end) => end === null)) return []
    return [{ number, name, ms: saved.ms, ci95: saved.ci95, hue: seriesHue(number) }]
  })
}

export const savingsFigure = (place: PlotPlace, savings: readonly IntervalRow[]): Figure =>
  intervalsFigure(`${place.name}: saved at the median`, savings, 'without plus')

/** What each way saves against the first, with how sure that is. */
import type { Result } from '../../result/result.ts'
import { element, type Markup } from '../markup.ts'
import { savingsFigure, savingsOf } from '../plot/savings.ts'
import type { Charted } from '../plot/series.ts'
import { savedSheets } from '../saved-sheets.ts'
import type { Figures } from './figures.ts'
import { folded, table } from './table.ts'

/** Nothing where a result says nothing of it. */
export function differencesSection(
  result: Result,
  { places }: Charted,
  figures: Figures,
): Markup | undefined {
  const drawn = places.flatMap((place) => {
    const savings = savingsOf(place)
    return savings.length === 0
      ? []
      : [figures.make(savingsFigure(place, savings), element('b', {}, place.name))]
  })
  if (drawn.length === 0) return undefined
  return element(
    'section',
    { id: 'differences' },
    element('h2', {}, 'What the others save'),
    element(
      'p',
      {},
      'Milliseconds at the median that each way saves against the first of its table, with 95 % intervals. Trials of the same number met the same link, so what chance gave to both is not in it. An interval that holds zero may mean that nothing is saved.',
    ),
    element('div', { class: 'grid' }, drawn),
    savedSheets(result, 'full').map((sheet) => folded(sheet.title, table(sheet, sheet.title))),
  )
}

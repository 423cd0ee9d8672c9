/** A sheet as a table of HTML. One that is wider than the screen scrolls by itself. */
import { element, type Markup } from '../markup.ts'
import type { Column, Sheet } from '../sheet.ts'
import { bullets } from './bullets.ts'

export function table(sheet: Sheet, caption: string): Markup {
  const { columns, rows, remarks } = sheet
  const head = columns.map((column) =>
    element('th', { scope: 'col', class: alignment(column) }, column.head),
  )
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      columns.map((column, index) =>
        index === 0
          ? element('th', { scope: 'row', class: alignment(column) }, row[index])
          : element('td', { class: alignment(column) }, row[index]),
      ),
    ),
  )
  return element(
    'div',
    {},
    element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
      element(
        'table',
        {},
        element('caption', {}, caption),
        element('thead', {}, element('tr', {}, head)),
        element('tbody', {}, body),
      ),
    ),
    bullets(remarks, 'soft'),
  )
}

/** Unfolded on request, and on paper. */
export const folded = (summary: string, ...content: Markup[]): Markup =>
  element('details', {}, element('summary', {}, summary), content)

/** Unfolded on request, and left out on paper: what only programs read. */
export const foldedAside = (summary: string, ...content: Markup[]): Markup =>
  element('details', { class: 'aside' }, element('summary', {}, summary), content)

const alignment = ({ align }: Column): string | undefined => (align === 'left' ? 'l' : undefined)

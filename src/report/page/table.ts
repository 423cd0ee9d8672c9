/** A sheet as a table of HTML. One that is wider than the screen scrolls by itself. */
import { type Attributes, type Content, element, type Markup } from '../markup.ts'
import type { Column, Sheet } from '../sheet.ts'
import { bullets } from './bullets.ts'

/** What a table is called: by a caption of its own, or by a heading above it, of which this is the id. */
export type Called = string | { readonly heading: string }

export function table(sheet: Sheet, called: Called): Markup {
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
          ? element('th', { scope: 'row', class: alignment(column) }, inCell(column, row[index]))
          : element('td', { class: alignment(column) }, inCell(column, row[index])),
      ),
    ),
  )
  return element(
    'div',
    {},
    element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', ...nameOf(called) },
      element(
        'table',
        {},
        typeof called === 'string' ? element('caption', {}, called) : undefined,
        element('thead', {}, element('tr', {}, head)),
        element('tbody', {}, body),
      ),
    ),
    bullets(remarks, 'soft'),
  )
}

const nameOf = (called: Called): Attributes =>
  typeof called === 'string' ? { 'aria-label': called } : { 'aria-labelledby': called.heading }

/** On paper a name may go on in a line below, behind its joints; within words nothing is broken. */
const inCell = ({ align }: Column, words = ''): Content =>
  align === 'left'
    ? words.split(JOINT).map((part, index) => [index === 0 ? undefined : element('wbr', {}), part])
    : words

/** Of names, not before figures. */
const JOINT = /(?<=[\p{L}\p{N}][+-])(?=\p{L})/u

/** Unfolded on request, and on paper. */
export const folded = (summary: string, ...content: Markup[]): Markup =>
  element('details', {}, element('summary', {}, summary), content)

/** Unfolded on request, and left out on paper: what only programs read. */
export const foldedAside = (summary: string, ...content: Markup[]): Markup =>
  element('details', { class: 'aside' }, element('summary', {}, summary), content)

const alignment = ({ align }: Column): string | undefined => (align === 'left' ? 'l' : undefined)

/** A sheet as a table of HTML. One that is wider than the screen scrolls by itself. */
import { type Attributes, type Content, element, type Markup } from '../markup.ts'
import type { Column, Sheet } from '../sheet.ts'
import { bullets } from './bullets.ts'

/** What a table is called: by a caption of its own, or by a heading above it, of which this is the id. */
export type Called = string | { readonly heading: string }

export function table(sheet: Sheet, called: Called): Markup {
  const { columns, remarks } = sheet
  const head = columns.map((column) =>
    element('th', { scope: 'col', class: alignment(column) }, column.head),
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
        groupsOf(sheet).map((group) => tbody(columns, group)),
      ),
    ),
    bullets(remarks, 'soft'),
  )
}

type Rows = Sheet['rows']

/** Rows with the same names; all of them where no names go on. */
function groupsOf({ columns, rows }: Sheet): readonly Rows[] {
  const groups: Rows[number][][] = []
  for (const row of rows) {
    const goesOn = columns.every((column, index) => column.goesOn !== true || row[index] === '')
    const last = groups.at(-1)
    if (last !== undefined && goesOn) last.push(row)
    else groups.push([row])
  }
  return groups
}

/** Names that go on stand once, and head all rows; else the first cell of each row heads it. */
function tbody(columns: readonly Column[], rows: Rows): Markup {
  const heading = columns.findIndex(({ goesOn }) => goesOn !== true)
  const cell = (column: Column, index: number, row: number, words: string): Content => {
    const look = { class: alignment(column) }
    if (index === heading) return element('th', { scope: 'row', ...look }, inCell(column, words))
    if (column.goesOn !== true) return element('td', look, inCell(column, words))
    if (row > 0) return undefined
    const all = { scope: 'rowgroup', rowspan: rows.length, ...look }
    return element('th', all, inCell(column, words))
  }
  return element(
    'tbody',
    {},
    rows.map((row, number) =>
      element(
        'tr',
        {},
        columns.map((column, index) => cell(column, index, number, row[index] ?? '')),
      ),
    ),
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

/**
 * A difference as one page of HTML that needs nothing else: for each place the percentiles by how much
 * they differ, with their intervals, and all figures in a table below.
 */
import type { CellDifference, Difference } from '../../result/difference/difference.ts'
import { COMPARED, type Compared } from '../../result/saved-schema.ts'
import { element, type Markup } from '../markup.ts'
import { bullets } from '../page/bullets.ts'
import { htmlDocument } from '../page/document.ts'
import { Figures, spanKey } from '../page/figures.ts'
import { table } from '../page/table.ts'
import { type IntervalRow, intervalsFigure } from '../plot/intervals.ts'
import { VERDICTS } from './figures.ts'
import {
  commandLines,
  differenceLegend,
  type PlaceSheet,
  placeSheets,
  rowName,
  unlikeLines,
} from './sheets.ts'

const TITLE = 'Before and after'

export function renderDifferencePage(difference: Difference): string {
  const figures = new Figures()
  const places = placeSheets(difference)
  const names = places.map(({ place }) => place)
  const legend = differenceLegend(places.map(({ sheet }) => sheet))
  return htmlDocument(
    `${TITLE} · ${names.join('; ')}`,
    difference.after.tool,
    header(difference, [
      ...names.map((name, index) => ({ id: `place-${index + 1}`, title: name })),
      ...(legend.length === 0 ? [] : [READING]),
    ]),
    element(
      'main',
      {},
      places.map((one, index) => placeSection(one, index, figures)),
      legend.length === 0
        ? undefined
        : element('section', { id: READING.id }, element('h2', {}, READING.title), bullets(legend)),
    ),
    element('footer', {}, `${difference.after.tool.name} ${difference.after.tool.version}`),
  )
}

const READING = { id: 'reading', title: 'How to read it' } as const

const header = (
  difference: Difference,
  sections: readonly { readonly id: string; readonly title: string }[],
): Markup =>
  element(
    'header',
    {},
    element('h1', {}, TITLE),
    element('p', {}, 'How two runs of an XMPP client that connects over simulated links differ.'),
    commandLines(difference).map((line) => element('pre', {}, element('code', {}, line))),
    unlikeLines(difference).map((line) => element('p', { class: 'notice' }, line)),
    element(
      'nav',
      { 'aria-label': 'Contents' },
      element(
        'ul',
        {},
        sections.map(({ id, title }) => element('li', {}, element('a', { href: `#${id}` }, title))),
      ),
    ),
  )

function placeSection(
  { place, cells, sheet }: PlaceSheet,
  index: number,
  figures: Figures,
): Markup {
  const several = new Set(cells.map(({ server }) => server)).size > 1
  const hues = new Set<string>()
  const drawn = COMPARED.flatMap((name) => {
    const rows = cells.flatMap((cell, number) => rowOf(cell, number + 1, name, several))
    if (rows.length === 0) return []
    for (const { hue } of rows) hues.add(hue)
    const figure = intervalsFigure(`${place}: ${name}, after less before`, rows, 'with plus')
    return [figures.make(figure, [element('b', {}, name), ', after less before'])]
  })
  return element(
    'section',
    { id: `place-${index + 1}` },
    element('h2', {}, place),
    bullets(sheet.notes, 'soft'),
    ...(drawn.length === 0
      ? []
      : [
          spanKey(KINDS.filter(({ hue }) => hues.has(hue))),
          element('div', { class: 'grid' }, drawn),
        ]),
    sheet.rows.length === 0 ? bullets(sheet.remarks, 'soft') : table(sheet, sheet.title),
  )
}

/** Where nothing is known of an interval, or nothing differs, nothing is drawn. */
function rowOf(
  cell: CellDifference,
  number: number,
  name: Compared,
  severalServers: boolean,
): readonly IntervalRow[] {
  const change = cell.times[name]
  const { difference, ci95, direction } = change
  if (difference === null || ci95 === null || ci95.every((end) => end === null)) return []
  if (direction === 'same') return []
  return [
    {
      number,
      name: rowName(cell, severalServers),
      ms: difference,
      ci95,
      hue: HUES[direction],
    },
  ]
}

/** Green, vermilion, grey; the sign and the interval say the same. */
const HUES = { less: 'h2', more: 'h1', unclear: 'h6' } as const

const KINDS = [
  { name: VERDICTS.less, hue: HUES.less },
  { name: VERDICTS.more, hue: HUES.more },
  { name: VERDICTS.unclear, hue: HUES.unclear },
]

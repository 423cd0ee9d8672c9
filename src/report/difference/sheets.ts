/** A difference as sheets of text: one for each profile, a row for each figure that changed. */
import { printable } from '../../foreign-text.ts'
import type { Unlike } from '../../result/difference/comparable.ts'
import type {
  Basis,
  CellDifference,
  CellName,
  Difference,
} from '../../result/difference/difference.ts'
import { fit } from '../columns.ts'
import { placeText } from '../place.ts'
import type { Column, Sheet } from '../sheet.ts'
import { changeIn, changeTexts, FIGURE_NAMES, headOf } from './figures.ts'

/** What the columns are, said once; nothing where no sheet has a row. */
export const differenceLegend = (sheets: readonly Sheet[]): readonly string[] =>
  sheets.some(({ rows }) => rows.length > 0) ? LEGEND : []

const LEGEND: readonly string[] = [
  'before → after: of the trials that both have, where they are paired; the interval holds what the difference really is in 95 of 100 cases.',
  'better, worse: all of the interval is on that side; unclear: it has zero in it.',
  'open: too few trials to say where the interval ends; always: every trial differs by as much.',
]

/** Of what it is. */
export const commandLines = ({ before, after }: Difference): readonly string[] => [
  `before: ${printable(before.command)}`,
  `after:  ${printable(after.command)}`,
]

export const unlikeLines = ({
  unlike,
}: {
  readonly unlike: readonly Unlike[]
}): readonly string[] =>
  unlike.map((one) =>
    printable(`${differs(one.what)}: ${fit(one.before, 60)} before, ${fit(one.after, 60)} after`),
  )

/** `the client’s Nagle differs`, `the SYN retries differ`. */
function differs(what: string): string {
  if (NAMED.test(what)) return `the ${what} differs`
  const noun = what
    .replace(/ ms$/, '')
    .replace(/ nagle$/, '’s Nagle')
    .replace(/^syn /, 'SYN ')
    .replace(/think$/, 'think times')
  const unit = what.endsWith(' ms') ? ' in ms' : ''
  return `the ${noun}${unit} ${PLURAL.test(noun) ? 'differ' : 'differs'}`
}

/** Whatever its name ends with. */
const NAMED = /^(strategy|policy) /
const PLURAL = /^trials per cell$|[^s]s$/

export const differenceSheets = (difference: Difference): readonly Sheet[] =>
  placeSheets(difference).map(({ sheet }) => sheet)

/** Each place with what belongs there. */
export function placeSheets(difference: Difference): readonly PlaceSheet[] {
  const { cells, onlyBefore, onlyAfter } = difference
  const places = [...new Set(cells.map(placeText))]
  const sheets = places.map((place): PlaceSheet => {
    const there = cells.filter((cell) => placeText(cell) === place)
    return { place, cells: there, sheet: sheetOf(place, there) }
  })
  const severalServers = severalIn([...cells, ...onlyBefore, ...onlyAfter])
  const alone = [
    ...onlyBefore.map((cell) => `only before: ${fullName(cell, severalServers)}`),
    ...onlyAfter.map((cell) => `only after: ${fullName(cell, severalServers)}`),
  ]
  const last = sheets.at(-1)
  if (last === undefined || alone.length === 0) return sheets
  const { sheet } = last
  const remarks = [...sheet.remarks, ...alone]
  return [...sheets.slice(0, -1), { ...last, sheet: { ...sheet, remarks } }]
}

export interface PlaceSheet {
  readonly place: string
  readonly cells: readonly CellDifference[]
  readonly sheet: Sheet
}

const fullName = (cell: CellName, severalServers: boolean): string =>
  printable(`${rowName(cell, severalServers)} on ${placeText(cell)}`)

/** Of a row within its sheet. */
export const rowName = ({ strategy, server, policy }: CellName, severalServers: boolean): string =>
  [
    strategy,
    ...(severalServers && server !== null ? [`at ${server}`] : []),
    ...(policy === undefined ? [] : [`by ${policy}`]),
  ]
    .map(printable)
    .join(' ')

const severalIn = (cells: readonly CellName[]): boolean =>
  new Set(cells.map(({ server }) => server)).size > 1

function sheetOf(place: string, cells: readonly CellDifference[]): Sheet {
  const severalServers = severalIn(cells)
  const lives = cells.some(({ policy }) => policy !== undefined)
  const changed = cells.filter((cell) => rowsOf(cell).length > 0)
  const same = cells.filter((cell) => !changed.includes(cell))
  return {
    title: `${place}: before → after`,
    notes: basisNotes(cells),
    columns: [
      ...['strategy', ...(severalServers ? ['server'] : []), ...(lives ? ['policy'] : [])].map(
        (head): Column => ({ head, align: 'left', goesOn: true }),
      ),
      { head: 'figure', align: 'left' },
      ...['before → after', 'difference'].map((head): Column => ({ head, align: 'right' })),
      { head: '95 % interval', align: 'left' },
      { head: 'is', align: 'left' },
    ],
    rows: changed.flatMap((cell) =>
      rowsOf(cell).map((row, index) => [
        ...[
          cell.strategy,
          ...(severalServers ? [cell.server ?? ''] : []),
          ...(lives ? [cell.policy ?? ''] : []),
        ].map((name) => (index === 0 ? printable(name) : '')),
        ...row,
      ]),
    ),
    remarks:
      same.length === 0
        ? []
        : [`nothing differs: ${same.map((cell) => rowName(cell, severalServers)).join(', ')}`],
  }
}

/** Of figures that are not the same and that a side has; a change of waits is told layer by layer. */
function rowsOf(cell: CellDifference): readonly (readonly string[])[] {
  return FIGURE_NAMES.flatMap((name) => {
    const change = changeIn(cell, name)
    const layers = name === 'waits' ? cell.layers : []
    const isNowhere = change.before === null && change.after === null
    if ((change.direction === 'same' || isNowhere) && layers.length === 0) return []
    const { values, difference, interval, verdict } = changeTexts(name, change)
    return [
      [headOf(name), values, difference, interval, verdict],
      ...layers.map((one) => [`  ${one.layer}`, `${one.before} → ${one.after}`, '', '', '']),
    ]
  })
}

/** Trial by trial, batch by batch or not at all: what the intervals of the rows are of. */
const basisNotes = (cells: readonly CellDifference[]): readonly string[] => [
  ...new Set(cells.map(({ basis }) => basisText(basis))),
]

function basisText(basis: Basis): string {
  switch (basis.kind) {
    case 'trials':
      return `paired trial by trial, ${basis.trials} of each: the same links, the same luck`
    case 'batches':
      return `paired by ${basis.batches} batches of 10,000 trials: the same links, the same luck`
    case 'unpaired':
      return 'not paired, so that intervals are wide: outcomes are kept by results that -o writes'
  }
}

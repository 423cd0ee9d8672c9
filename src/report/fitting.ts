/**
 * How a sheet is made to fit a line: without the columns that a narrow terminal can do without, then
 * with narrow gaps, then with names and sentences on several lines, and at last without what still has
 * no room, which is said below it.
 */
import { columns, wrap, wrapName } from './columns.ts'
import type { Sheet } from './sheet.ts'

const GAP = '  '
const NARROW_GAP = ' '
/** A name that is cut into narrower pieces is none any more. */
const NAME_WIDTH_MIN = 16
/** Nor a sentence that has one word a line. */
const TEXT_WIDTH_MIN = 14

export interface Fitted {
  readonly sheet: Sheet
  readonly gap: string
}

export function fitted(whole: Sheet, room: number): Fitted {
  if (sheetWidth(whole) <= room) return { sheet: whole, gap: GAP }
  const sheet = isNarrowed(whole, room) ? without(whole, (_, { spare }) => spare === true) : whole
  if (sheetWidth(sheet) <= room) return { sheet, gap: GAP }
  if (sheetWidth(sheet, NARROW_GAP) <= room) return { sheet, gap: NARROW_GAP }
  const wrapped = withCellsWrapped(sheet, room)
  if (sheetWidth(wrapped, NARROW_GAP) <= room) return { sheet: wrapped, gap: NARROW_GAP }
  return { sheet: withoutLast(sheet, room) ?? wrapped, gap: NARROW_GAP }
}

/** Whether columns that can be done without are. */
export const isNarrowed = (sheet: Sheet, room: number): boolean =>
  sheet.columns.some(({ spare }) => spare) && sheetWidth(sheet) > room

export const sheetWidth = (sheet: Sheet, gap = GAP): number =>
  sheet.columns.reduce((sum, _, index) => sum + columnWidth(sheet, index) + gap.length, -gap.length)

const columnWidth = ({ columns: heads, rows }: Sheet, index: number): number =>
  Math.max(
    columns(heads[index]?.head ?? ''),
    ...rows.flatMap((row) => (row[index] ?? '').split('\n').map(columns)),
  )

const withCellsWrapped = (sheet: Sheet, room: number): Sheet =>
  withTextsWrapped(withNamesWrapped(sheet, room), room)

/** As few pieces as there can be, at what joins a strategy's parts, and else at its hyphens. */
function withNamesWrapped(sheet: Sheet, room: number): Sheet {
  const tooMuch = sheetWidth(sheet, NARROW_GAP) - room
  const limit = Math.max(NAME_WIDTH_MIN, columnWidth(sheet, 0) - tooMuch)
  const wrap = (name: string): string =>
    wrapName(name, '+', limit)
      .flatMap((line) => (columns(line) <= limit ? [line] : wrapName(line, '-', limit)))
      .join('\n')
  return { ...sheet, rows: sheet.rows.map(([name = '', ...cells]) => [wrap(name), ...cells]) }
}

/** The widest first, and none narrower than it has to be. */
function withTextsWrapped(sheet: Sheet, room: number): Sheet {
  const texts = sheet.columns.flatMap(({ isText }, index) => (isText ? index : []))
  const widest = texts.toSorted((a, b) => columnWidth(sheet, b) - columnWidth(sheet, a))
  let narrower = sheet
  for (const index of widest) {
    const tooMuch = sheetWidth(narrower, NARROW_GAP) - room
    if (tooMuch <= 0) break
    const words = narrower.rows.flatMap((row) => (row[index] ?? '').split(/\s/).map(columns))
    // No word is cut: it may be a name.
    const limit = Math.max(TEXT_WIDTH_MIN, ...words, columnWidth(narrower, index) - tooMuch)
    const rows = narrower.rows.map((row) =>
      row.map((cell, at) => (at === index ? wrap(cell, limit).join('\n') : cell)),
    )
    narrower = { ...narrower, rows }
  }
  return narrower
}

/**
 * Takes columns away from the right, but for the last one if it is a sum; undefined if there are no
 * others. Cells are wrapped then, by the room that is left to them.
 */
function withoutLast(sheet: Sheet, room: number): Sheet | undefined {
  const last = sheet.columns.length - 1
  const kept = sheet.columns[last]?.head === 'total' ? [0, last] : [0]
  const others = sheet.columns.map((_, index) => index).filter((index) => !kept.includes(index))
  for (let left = others.length - 1; left >= 0; left -= 1) {
    const gone = others.slice(left)
    const smaller = withCellsWrapped(
      without(sheet, (index) => gone.includes(index)),
      room,
    )
    if (sheetWidth(smaller, NARROW_GAP) > room && left > 0) continue
    const heads = gone
      .map((index) => sheet.columns[index]?.head ?? '')
      .filter((head) => head !== '')
    const word = `no room here for ${heads.join(', ')}: a wider terminal has it, and every other format`
    return { ...smaller, remarks: [...smaller.remarks, word] }
  }
  return undefined
}

function without(
  sheet: Sheet,
  isGone: (index: number, column: Sheet['columns'][number]) => boolean,
): Sheet {
  const gone = new Set(
    sheet.columns.flatMap((column, index) => (isGone(index, column) ? index : [])),
  )
  const pick = <Item>(items: readonly Item[]): Item[] =>
    items.filter((_, index) => !gone.has(index))
  return { ...sheet, columns: pick(sheet.columns), rows: sheet.rows.map(pick) }
}

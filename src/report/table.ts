/** A table for the terminal. */
import type { Result } from '../result/result.ts'
import { borderless } from './borderless.ts'
import { wrap } from './columns.ts'
import { fitted, isNarrowed, sheetWidth } from './fitting.ts'
import { heading } from './heading.ts'
import { type Ink, ink } from './ink.ts'
import { legend } from './legend.ts'
import { hasLives } from './life-legend.ts'
import { PLAIN, type ReportOptions } from './report-options.ts'
import type { Sheet } from './sheet.ts'
import { sheetsOf, sheetsOfBars } from './sheets.ts'

const INDENT = '  '
/** Before the bars. */
const GAP_WIDTH = 2
/** Bars narrower than this say nothing, wider ones no more. */
const BAR_WIDTH_MIN = 11
const BAR_WIDTH_MAX = 24

export function renderTable(result: Result, options: ReportOptions = PLAIN): string {
  const paint = ink(options.color)
  const [about = '', ...commands] = heading(result)
  const room = options.width - INDENT.length
  const widthOfBars = barWidth(result, room)
  const sheets = sheetsOf(result, 'brief', widthOfBars)
  const bars = widthOfBars === 0 ? 'none' : 'drawn'
  const isNarrow = hasLives(result) || sheets.some((sheet) => isNarrowed(sheet, room))
  const octets = isNarrow ? 'left-out' : 'shown'
  const lines = [
    ...wrap(about, options.width).map(paint.bold),
    // A command is pasted: it is not broken.
    ...commands.map(paint.dim),
    ...(sheets.length === 0 ? [] : ['']),
    ...sheets.flatMap((sheet) => renderSheet(sheet, room, paint)),
    ...legend(result, { octets, bars })
      .flatMap((line) => wrap(line, options.width))
      .map(paint.dim),
  ]
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** Sheets alone, without heading and legend. */
export function renderTableSheets(sheets: readonly Sheet[], options: ReportOptions): string {
  const paint = ink(options.color)
  const lines = sheets.flatMap((sheet) => renderSheet(sheet, options.width - INDENT.length, paint))
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`
}

/** What the widest sheet without bars leaves of the line; none when that is too little. */
function barWidth(result: Result, room: number): number {
  const used = Math.max(0, ...sheetsOfBars(result).map((sheet) => sheetWidth(sheet)))
  const left = room - used - GAP_WIDTH
  return left < BAR_WIDTH_MIN ? 0 : Math.min(left, BAR_WIDTH_MAX)
}

function renderSheet(whole: Sheet, room: number, paint: Ink): readonly string[] {
  const { sheet, gap } = fitted(whole, room)
  const rows = sheet.rows.map((row) =>
    row.map((text, column) => paintCell(text, sheet.columns[column]?.head, paint)),
  )
  const head = sheet.columns.map(({ head }) => paint.dim(head))
  const align = sheet.columns.map(({ align }) => align)
  const lines = rows.length === 0 ? [] : borderless(rows, { head, align, gap })
  return [
    ...wrap(sheet.title, room + INDENT.length).map(paint.bold),
    ...sheet.notes.flatMap((note) => wrap(note, room)).map((note) => INDENT + paint.dim(note)),
    '',
    ...lines.map((line) => INDENT + line),
    ...sheet.remarks.flatMap((line) => wrap(line, room)).map((line) => INDENT + paint.red(line)),
    '',
  ]
}

function paintCell(text: string, head: string | undefined, paint: Ink): string {
  if (text === '·') return paint.dim(text)
  if (head === 'waits' || head === 'total' || head === 'p50 ms') return paint.bold(text)
  if (head === 'failed' && text !== '0') return paint.red(text)
  return text
}

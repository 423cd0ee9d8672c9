/** A plain list: its columns below each other, and for `grep` a line for each row. */
import { borderless } from './borderless.ts'
import { columns, wrap } from './columns.ts'

const GAP = '  '
/** A last column that is narrower says less than a line that is broken by the terminal. */
const ROOM_MIN = 20

/** `width`: of a terminal, whose lines are not broken then; none for programs. */
export const renderList = (rows: readonly (readonly string[])[], width?: number): string =>
  borderless(width === undefined ? rows : wrapped(rows, width), { gap: GAP })
    .map((line) => `${line.trimEnd()}\n`)
    .join('')

/** What stands last goes on in its own column. */
function wrapped(rows: readonly (readonly string[])[], width: number): readonly string[][] {
  const names = Math.max(...rows.map((row) => row.length)) - 1
  const widths = Array.from({ length: names }, (_, index) =>
    Math.max(...rows.map((row) => columns(row[index] ?? '') + GAP.length)),
  )
  const room = width - widths.reduce((sum, one) => sum + one, 0)
  if (room < ROOM_MIN) return rows.map((row) => [...row])
  return rows.map((row) => [...row.slice(0, -1), wrap(row.at(-1) ?? '', room).join('\n')])
}

/** What is to be said of one thing: labels and values in groups, wrapped to a width. */
import { columns, wrap } from './columns.ts'

export interface Group {
  readonly title: string
  readonly rows: readonly (readonly [label: string, value: string])[]
}

const INDENT = '  '
/** A label that is longer has a line of its own. */
const LONGEST_LABEL = 18

/** Lines: titles, and below each its rows, values beside their labels. */
export const renderGroups = (groups: readonly Group[], width: number): readonly string[] =>
  groups.flatMap(({ title, rows }) => ['', `${INDENT}${title}`, ...rowLines(rows, width)])

function rowLines(rows: Group['rows'], width: number): readonly string[] {
  const lengths = rows.map(([label]) => columns(label))
  const room = Math.max(0, ...lengths.filter((length) => length <= LONGEST_LABEL)) + INDENT.length
  const indent = INDENT.repeat(2)
  return rows.flatMap(([label, value]) => {
    if (columns(label) + INDENT.length > room) {
      const below = wrap(value, width - indent.length - INDENT.length)
      const lines = [...wrap(label, width - indent.length), ...below.map((line) => INDENT + line)]
      return lines.map((line) => indent + line)
    }
    return wrap(value, width - indent.length - room).map(
      (line, index) => indent + (index === 0 ? label : '').padEnd(room) + line,
    )
  })
}

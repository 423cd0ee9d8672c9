/**
 * A value as JSON for people: objects one field per line, a list on one line where it fits.
 * The same text as the project's formatter makes of it, so that generated files are stable
 * under it.
 */

const WIDTH = 100
const INDENT = '  '

/** With a line break at the end. `value` is plain data: no undefined, no functions. */
export const jsonText = (value: unknown): string => `${written(value, '', 0)}\n`

/** `taken`: what already stands on the line before and will stand after the value. */
function written(value: unknown, indent: string, taken: number): string {
  if (Array.isArray(value)) return list(value, indent, taken)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = indent + INDENT
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([name, field]) => {
      const key = `${JSON.stringify(name)}: `
      return `${inner}${key}${written(field, inner, inner.length + key.length + 1)}`
    })
  return fields.length === 0 ? '{}' : `{\n${fields.join(',\n')}\n${indent}}`
}

function list(values: readonly unknown[], indent: string, taken: number): string {
  const inner = indent + INDENT
  const entries = values.map((value) => written(value, inner, inner.length + 1))
  const line = `[${entries.join(', ')}]`
  if (taken + line.length <= WIDTH && !line.includes('\n')) return line
  return `[\n${entries.map((entry) => inner + entry).join(',\n')}\n${indent}]`
}

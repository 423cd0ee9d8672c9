/**
 * A value as JSON that people can read: keys in the order in which they were made, two spaces,
 * and on one line whatever fits on one, so that an entry can be taken in and a difference seen; of
 * numbers as many as fit.
 */

import { escapedJson } from '../foreign-text.ts'

const LINE_WIDTH = 100

/** With a line break at the end. Fields that are undefined are left out, as JSON has none. */
export const jsonText = (value: unknown): string => `${escapedJson(layOut(value, 0, 0))}\n`

/** `taken`: the columns of the line that are not the value's own. */
function layOut(value: unknown, indent: number, taken: number): string {
  const line = oneLine(value)
  if (taken + line.length <= LINE_WIDTH || typeof value !== 'object' || value === null) return line
  const inner = ' '.repeat(indent + 2)
  if (isNumbers(value)) return `[\n${filled(value, inner)}\n${' '.repeat(indent)}]`
  const items = Array.isArray(value)
    ? value.map((item) => layOut(item, indent + 2, indent + 3))
    : entries(value).map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `
        return name + layOut(item, indent + 2, indent + 3 + name.length)
      })
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${' '.repeat(indent)}${close}`
}

const isNumbers = (value: object): value is readonly number[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'number')

/** As many to a line as fit. */
function filled(numbers: readonly number[], inner: string): string {
  const lines: string[] = []
  let line = inner
  for (const [index, number] of numbers.entries()) {
    const text = `${oneLine(number)}${index === numbers.length - 1 ? '' : ','}`
    if (line !== inner && line.length + 1 + text.length > LINE_WIDTH) {
      lines.push(line)
      line = inner
    }
    line += line === inner ? text : ` ${text}`
  }
  return [...lines, line].join('\n')
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const members = entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`)
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError(`Expected a finite number, got ${value}`)
  }
  return JSON.stringify(value)
}

const entries = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value).filter(([, item]) => item !== undefined)

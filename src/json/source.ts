/**
 * JSON text that people wrote: a checked value, or one line that says where it is wrong.
 *
 * Reads the text with locations, so that a value refused by a schema is reported with the line
 * and column at which it stands, as a syntax error is. Of several mistakes the first in the
 * text is reported: one clear line rather than a page. Stricter than `JSON.parse` where a value
 * would silently be lost: a key given twice is an error, and so is `__proto__`.
 */
import { type DocumentNode, evaluate, parse, type ValueNode } from '@humanwhocodes/momoa'
import type { ZodType, z } from 'zod'
import { type Complaint, complaints, fieldText, jsonShown } from './complaint.ts'
import { type Checked, InputError, type InputErrorCode } from './input-error.ts'
import { nameOf, Places, startOf, type TextPlace } from './places.ts'
import { syntaxComplaint } from './syntax.ts'

/** Text to checked value. `file` is only used in the error. */
export function parseJson<Schema extends ZodType>(
  text: string,
  file: string,
  schema: Schema,
): Checked<z.output<Schema>> {
  const read = readDocument(text, file)
  if (!read.ok) return read
  const body = read.value.body
  const lost = lostKey(body, [])
  if (lost !== undefined) return failure(file, lost.code, lost)
  const value: unknown = evaluate(body)
  const result = schema.safeParse(value)
  if (result.success) return { ok: true, value: result.data }
  const places = new Places(body)
  const located = complaints(result.error, value, schema).map((complaint) => ({
    complaint,
    place: places.of(complaint.path, complaint.at),
  }))
  located.sort(
    ({ complaint: a, place }, { complaint: b, place: other }) =>
      rank(a) - rank(b) || place.line - other.line || place.column - other.column,
  )
  const [first = { complaint: WHOLE, place: places.of([], 'value') }] = located
  const { path, found, expected } = first.complaint
  return failure(file, 'wrong-value', { ...first.place, path, found, expected })
}

/** In a file of another kind everything is wrong: that it is one comes before all else. */
const rank = ({ path }: Complaint): number => (path.length === 1 && path[0] === 'format' ? 0 : 1)

const WHOLE: Complaint = {
  path: [],
  at: 'value',
  found: 'this',
  expected: 'a valid document',
}

interface Located extends TextPlace {
  readonly path: readonly PropertyKey[]
  readonly found: string
  readonly expected: string
}

function failure(
  file: string,
  code: InputErrorCode,
  { path, line, column, found, expected }: Located,
): Checked<never> {
  const field = fieldText(path)
  return { ok: false, error: new InputError({ code, file, line, column, field, found, expected }) }
}

function readDocument(text: string, file: string): Checked<DocumentNode> {
  const control = controlInText(text)
  if (control !== undefined) return failure(file, 'malformed', control)
  try {
    return { ok: true, value: parse(text, { mode: 'json' }) }
  } catch (error) {
    return failure(file, 'malformed', syntaxError(error, text))
  }
}

const SYNTAX = 'well-formed JSON'

/** The first control character inside a text, which the parser would let through (RFC 8259 §7). */
function controlInText(json: string): Located | undefined {
  for (const { 0: text, index } of json.matchAll(JSON_TEXT)) {
    const at = text.search(CONTROL)
    if (at === -1) continue
    const before = json.slice(0, index + at).split('\n')
    const code = text.charCodeAt(at).toString(16).padStart(4, '0')
    return {
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      path: [],
      found: `the control character U+${code.toUpperCase()} in a text`,
      expected: `it escaped, as \\u${code}`,
    }
  }
  return undefined
}

/** From quote to quote, or to the end. */
const JSON_TEXT = /"[^"\\]*(?:\\.[^"\\]*)*"?/gs
const CONTROL = /(?![\u007f-\u009f])\p{Cc}/u

function syntaxError(error: unknown, text: string): Located {
  if (!(error instanceof Error) || !('line' in error) || !('column' in error)) {
    // The parser recurses: brackets nested by the ten thousand end its stack.
    return { line: 1, column: 1, path: [], found: 'too deep a nesting', expected: SYNTAX }
  }
  const line = Number(error.line)
  const column = Number(error.column)
  const before = text.split('\n').slice(0, line - 1)
  const offset = before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1
  return { line, column, path: [], ...syntaxComplaint(error.message, text, offset) }
}

/** What objects have for their prototype: whoever copies fields loses it. */
export const PROTOTYPE_KEY = '__proto__'

interface LostKey extends Located {
  readonly code: InputErrorCode
}

function lostKey(node: ValueNode, path: readonly PropertyKey[]): LostKey | undefined {
  if (node.type === 'Array') {
    for (const [index, element] of node.elements.entries()) {
      const lost = lostKey(element.value, [...path, index])
      if (lost !== undefined) return lost
    }
  }
  if (node.type !== 'Object') return undefined
  const seen = new Set<string>()
  for (const member of node.members) {
    const name = nameOf(member.name)
    if (seen.has(name)) {
      const found = `${jsonShown(name)} a second time`
      return { code: 'repeated', ...startOf(member.name), path, found, expected: 'each field once' }
    }
    seen.add(name)
    const here = [...path, name]
    if (name === PROTOTYPE_KEY) {
      const complaint = { found: 'an unknown field', expected: 'another name' }
      return { code: 'wrong-value', ...startOf(member.name), path: here, ...complaint }
    }
    const lost = lostKey(member.value, here)
    if (lost !== undefined) return lost
  }
  return undefined
}

/**
 * JSON text that people wrote: a checked value, or one line that says where it is wrong.
 *
 * Reads the text with locations, so that a value refused by a schema is reported with the line
 * and column at which it stands, as a syntax error is. Of several mistakes the first in the
 * text is reported: one clear line rather than a page. Stricter than `JSON.parse` in one
 * respect: a key given twice is an error, since one of the two values would silently be lost.
 */
import { type DocumentNode, evaluate, parse, type ValueNode } from '@humanwhocodes/momoa'
import type { ZodType, z } from 'zod'
import { complaints, fieldText, jsonShown } from './complaint.ts'
import { type Checked, InputError, type InputErrorCode } from './input-error.ts'
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
  const twice = repeatedKey(body, [])
  if (twice !== undefined) return failure(file, 'repeated', twice)
  const value: unknown = evaluate(body)
  const result = schema.safeParse(value)
  if (result.success) return { ok: true, value: result.data }
  const located = complaints(result.error, value, schema).map((complaint) => ({
    ...complaint,
    ...locate(body, complaint.path, complaint.at),
  }))
  located.sort((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column)
  const first = located[0] ?? { ...locate(body, [], 'value'), ...WHOLE }
  return failure(file, 'wrong-value', first)
}

/** In a file of another kind everything is wrong: that it is one comes before all else. */
const rank = ({ path }: Located): number => (path.length === 1 && path[0] === 'format' ? 0 : 1)

const WHOLE = { path: [], found: 'this', expected: 'a valid document' }

interface Located {
  readonly line: number
  readonly column: number
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

function repeatedKey(node: ValueNode, path: readonly PropertyKey[]): Located | undefined {
  if (node.type === 'Array') {
    for (const [index, element] of node.elements.entries()) {
      const twice = repeatedKey(element.value, [...path, index])
      if (twice !== undefined) return twice
    }
  }
  if (node.type !== 'Object') return undefined
  const seen = new Set<string>()
  for (const member of node.members) {
    const name = nameOf(member.name)
    if (seen.has(name)) {
      const found = `${jsonShown(name)} a second time`
      return { ...start(member.name), path, found, expected: 'each field once' }
    }
    seen.add(name)
    const twice = repeatedKey(member.value, [...path, name])
    if (twice !== undefined) return twice
  }
  return undefined
}

type Node = ValueNode | ValueNodeName
type ValueNodeName = Extract<ValueNode, { type: 'Object' }>['members'][number]['name']

const nameOf = (name: ValueNodeName): string => (name.type === 'String' ? name.value : name.name)

const start = (node: Node): { line: number; column: number } => ({
  line: node.loc.start.line,
  column: node.loc.start.column,
})

/**
 * Where the value at a path stands, or the key itself. What is missing is reported at the
 * innermost object that is there.
 */
function locate(
  root: ValueNode,
  path: readonly PropertyKey[],
  at: 'value' | 'key',
): { line: number; column: number } {
  let node: ValueNode = root
  for (const [depth, key] of path.entries()) {
    if (node.type === 'Array' && typeof key === 'number') {
      const element = node.elements[key]
      if (element === undefined) return start(node)
      node = element.value
    } else if (node.type === 'Object') {
      const member = node.members.find((candidate) => nameOf(candidate.name) === key)
      if (member === undefined) return start(node)
      if (at === 'key' && depth === path.length - 1) return start(member.name)
      node = member.value
    } else {
      return start(node)
    }
  }
  return start(node)
}

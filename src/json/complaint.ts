/**
 * What a schema has against a value, in words: found this, expected that.
 *
 * Takes the issues of a zod schema apart so that each names one field. An unknown field is
 * answered with the known one nearest to it; of the branches of a union the one that the value
 * comes closest to is reported, because "matches none of four" helps nobody.
 */
import * as z from 'zod'
import { nearestName } from './named.ts'

export interface Complaint {
  readonly path: readonly PropertyKey[]
  /** Whether the value at the path is wrong, or its key. */
  readonly at: 'value' | 'key'
  readonly found: string
  readonly expected: string
}

type Issue = z.core.$ZodIssue

/** `cells[2].waits` */
export const fieldText = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '')

/** Every complaint of a failed parse of `value`, in no particular order. */
export function complaints(error: z.ZodError, value: unknown, schema: z.ZodType): Complaint[] {
  return error.issues.flatMap((issue) => spelledOut(settled(issue, value), value, schema))
}

function spelledOut(issue: Issue, value: unknown, schema: z.ZodType): readonly Complaint[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(schema, path, value)
    return issue.keys.map((key) => ({
      path: [...path, key],
      at: 'key',
      found: 'an unknown field',
      // Looked for only where it is said: of thousands the first is.
      get expected() {
        return alternatives(key, known, 'no such field')
      },
    }))
  }
  if (issue.code === 'invalid_key') {
    const reason = issue.issues[0]
    const expected = reason === undefined ? 'another field name' : expectation(reason)
    return [{ path, at: 'key', found: jsonShown(path.at(-1)), expected }]
  }
  const there = valueAtPath(value, path)
  return [{ path, at: 'value', found: foundBy(issue, there), expected: expectation(issue, there) }]
}

/** What is found is shown, unless the check has its own words for it. */
function foundBy(issue: Issue, there: unknown): string {
  const found: unknown = issue.code === 'custom' ? issue.params?.['found'] : undefined
  return typeof found === 'string' ? found : jsonShown(there)
}

function expectation(issue: Issue, found?: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? issue.expected
    case 'invalid_value':
      return alternatives(found, issue.values, 'another value')
    case 'too_small':
      return bound(issue.origin, 'at least', issue.minimum, issue.inclusive === false)
    case 'too_big':
      return bound(issue.origin, 'at most', issue.maximum, issue.inclusive === false)
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`
    case 'invalid_union':
      // The tag of a discriminated union is none of those it knows.
      return 'options' in issue
        ? alternatives(found, issue.options ?? [], 'another value')
        : issue.message
    case 'custom': {
      const expected: unknown = issue.params?.['expected']
      return typeof expected === 'string' ? expected : issue.message
    }
    default:
      return issue.message
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  null: 'null',
}

function bound(origin: string, words: string, limit: number | bigint, strict: boolean): string {
  const one = Number(limit) === 1
  if (origin === 'string') return `${words} ${limit} ${one ? 'character' : 'characters'}`
  if (origin === 'array') return `${words} ${limit} ${one ? 'entry' : 'entries'}`
  const direction = words === 'at least' ? 'more than' : 'less than'
  return `a number of ${strict ? direction : words} ${limit}`
}

const MANY = 16

/** `"a", "b" or "c"`, with the nearest to what was found, if any is near. */
function alternatives(found: unknown, known: readonly unknown[], none: string): string {
  if (known.length === 0) return none
  const near = typeof found === 'object' ? undefined : nearest(String(found), known.map(String))
  const listed = known.slice(0, MANY).map(jsonShown)
  if (known.length > MANY)
    return near === undefined ? `one of ${listed.join(', ')}, …` : `a known one (${near})`
  const last = listed.pop() ?? ''
  const all = listed.length === 0 ? last : `${listed.join(', ')} or ${last}`
  return near === undefined || known.length === 1 ? all : `${all} (${near})`
}

/** `did you mean "x"?`, unless nothing known is anywhere near. */
function nearest(found: string, known: readonly string[]): string | undefined {
  const best = nearestName(found, known)
  return best === undefined ? undefined : `did you mean ${jsonShown(best)}?`
}

const SHOWN = 40

/** A value as JSON, cut to fit a line. */
export function jsonShown(value: unknown): string {
  const text = written(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

/** Programs hand in what no file can hold: that is named for what it is. */
function written(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing'
    case 'number':
      return String(value)
    case 'bigint':
      return `${value}n`
    case 'function':
      return 'a function'
    case 'symbol':
      return 'a symbol'
  }
  try {
    return JSON.stringify(value) ?? 'an object'
  } catch {
    return Array.isArray(value) ? 'a list' : 'an object'
  }
}

/** The issue itself or, for a union, that of the branch which the value comes closest to. */
function settled(issue: Issue, value: unknown): Issue {
  if (issue.code !== 'invalid_union') return issue
  const there = valueAtPath(value, issue.path)
  const branches = issue.errors.filter((errors) => errors.length > 0)
  const fitting = branches.filter((errors) => !errors.some((error) => isWrongShape(error, there)))
  const ranked = (fitting.length > 0 ? fitting : branches).toSorted(
    (a, b) => a.length - b.length || depth(b) - depth(a),
  )
  const first = ranked[0]?.[0]
  if (first === undefined) return issue
  const joined = first.code === 'invalid_value' ? withValuesOf(first, branches) : first
  return settled({ ...joined, path: [...issue.path, ...joined.path] }, value)
}

/** A branch for another kind of value: a text where there is a list, or a word where there are fields. */
const isWrongShape = (issue: Issue, there: unknown): boolean =>
  issue.path.length === 0 &&
  (issue.code === 'invalid_type' ||
    (issue.code === 'invalid_value' && typeof there === 'object') ||
    (issue.code === 'custom' && issue.params?.['wrongShape'] === true))

const depth = (errors: readonly Issue[]): number =>
  Math.max(...errors.map((error) => error.path.length))

/** Branches that differ in a tag: what the tag may be in any of them. */
function withValuesOf(
  issue: Extract<Issue, { code: 'invalid_value' }>,
  branches: readonly (readonly Issue[])[],
): Issue {
  const same = (other: Issue): boolean => String(other.path) === String(issue.path)
  const values = branches.flat().flatMap((other) => {
    return other.code === 'invalid_value' && same(other) ? other.values : []
  })
  return { ...issue, values: [...new Set(values)] }
}

function valueAtPath(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined
    here = (here as Record<PropertyKey, unknown>)[key]
  }
  return here
}

/**
 * The field names that a schema knows at a path, over all branches of its unions; where a tag
 * tells the branches apart, in the one of the value's.
 */
function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): string[] {
  let here: z.ZodType[] = unfolded(schema, value)
  for (const [depth, key] of path.entries()) {
    const inner = valueAtPath(value, path.slice(0, depth + 1))
    here = here.flatMap((one) => child(one, key)).flatMap((one) => unfolded(one, inner))
  }
  const names = here.flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []))
  return [...new Set(names)]
}

function child(schema: z.ZodType, key: PropertyKey): z.ZodType[] {
  const found: unknown =
    schema instanceof z.ZodObject
      ? schema.shape[String(key)]
      : schema instanceof z.ZodArray
        ? schema.element
        : schema instanceof z.ZodRecord
          ? schema.valueType
          : undefined
  return found instanceof z.ZodType ? [found] : []
}

/** A schema without its wrappers; a union as its branches, or the one that a tag asks for. */
function unfolded(schema: unknown, value: unknown): z.ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return unfolded(schema.unwrap(), value)
  }
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return unfolded(schema.unwrap(), value)
  if (schema instanceof z.ZodPipe) return unfolded(schema.in, value)
  if (schema instanceof z.ZodUnion) {
    const branches = schema.options.flatMap((option) => unfolded(option, value))
    if (!(schema instanceof z.ZodDiscriminatedUnion)) return branches
    return branches.filter((branch) => isTagged(branch, schema.def.discriminator, value))
  }
  return schema instanceof z.ZodType ? [schema] : []
}

function isTagged(branch: z.ZodType, discriminator: string, value: unknown): boolean {
  const tag = branch instanceof z.ZodObject ? branch.shape[discriminator] : undefined
  return tag instanceof z.ZodType && tag.safeParse(valueAtPath(value, [discriminator])).success
}

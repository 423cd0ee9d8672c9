/**
 * What is wrong with something that a person wrote: the place, what was found there, and what
 * would have been accepted. An answer where input is checked ({@link Checked}), an exception
 * where a caller outside cannot go on without it.
 */

import { briefly, withoutPasswords } from '../foreign-text.ts'

/** Stable: programs may tell by it what to do, people read the message. */
export type InputErrorCode =
  /** No file, or nothing that is read as one: a folder, a device, too large, not text. */
  | 'unreadable'
  /** A place that nothing can be written to. */
  | 'unwritable'
  /** Text that is not of the form that it should be: not JSON, no certificate in it. */
  | 'malformed'
  /** A value, or a field, that is not what it may be. */
  | 'wrong-value'
  /** The name of nothing that is known. */
  | 'unknown-name'
  /** The same thing more than once. */
  | 'repeated'
  /** Values that are right one by one and make no sense together. */
  | 'senseless'

export interface InputErrorFields {
  readonly code: InputErrorCode
  readonly file?: string | undefined
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly field?: string
  readonly found: string
  readonly expected: string
}

/** Its message is one line: `my.json:3:12: rtt.value: found "20", expected a duration …`. */
export class InputError extends Error {
  override readonly name = 'InputError'
  readonly code: InputErrorCode
  /** As it was named; absent when a value was handed in and not read from a file. */
  readonly file: string | undefined
  /** From 1; absent when the file as a whole is meant, as when it cannot be read. */
  readonly line: number | undefined
  readonly column: number | undefined
  /** `loss.value.up`, `trials`; empty when all of it is meant. */
  readonly field: string
  readonly found: string
  readonly expected: string

  constructor(fields: InputErrorFields) {
    super(lineOf(fields))
    this.code = fields.code
    this.file = fields.file
    this.line = fields.line
    this.column = fields.column
    this.field = fields.field ?? ''
    this.found = fields.found
    this.expected = fields.expected
  }
}

function lineOf({ file, line, column, field = '', found, expected }: InputErrorFields): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`
  const where = [place, field].filter((part) => part !== undefined && part !== '')
  const what = `found ${briefly(found, FOUND_AT_MOST)}, expected ${expected}`
  return briefly(withoutPasswords([...where, what].join(': ')), LINE_AT_MOST)
}

/** Characters; what is longer is no name, path or value that somebody would look for. */
const FOUND_AT_MOST = 200
const LINE_AT_MOST = 1_000

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: InputError }

/** The value, for callers that have no use for the error but to pass it on. */
export function accepted<T>(checked: Checked<T>): T {
  if (checked.ok) return checked.value
  throw checked.error
}

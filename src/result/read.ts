/**
 * Reads a result that was written before, by this version or another one of the same major
 * schema: what is not known here is ignored.
 */
import { type Checked, InputError } from '../json/input-error.ts'
import { quickJson } from '../json/quick.ts'
import { type Result, resultSchema } from './result.ts'

/** What something else is told that was expected. */
export const A_RESULT = 'a result of this tool ("xmpp-rtt/result@1.N")'

/** `file` is only used in the complaint. */
export function readResult(text: string, file: string): Checked<Result> {
  const read = quickJson(text, file, resultSchema)
  if (read.ok || read.error.field !== 'schema') return read
  return { ok: false, error: new InputError({ ...read.error, expected: A_RESULT }) }
}

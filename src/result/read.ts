/**
 * Reads a result that was written before, by this version or another one of the same major
 * schema: what is not known here is ignored.
 */
import { type Checked, InputError } from '../json/input-error.ts'
import { quickJson } from '../json/quick.ts'
import { type Result, resultSchema } from './result.ts'

/** `file` is only used in the complaint. */
export function readResult(text: string, file: string): Checked<Result> {
  const read = quickJson(text, file, resultSchema)
  if (read.ok || read.error.field !== 'schema') return read
  const expected = 'a result of this tool ("xmpp-rtt/result@1.N")'
  return { ok: false, error: new InputError({ ...read.error, expected }) }
}

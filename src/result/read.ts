/**
 * Reads a result that was written before, by this version or another one of the same major
 * schema: what is not known here is ignored.
 */
import { type Checked, InputError } from '../json/input-error.ts'
import { parseJson } from '../json/source.ts'
import { type Result, resultSchema } from './result.ts'

/** `file` is only used in the complaint. */
export function readResult(text: string, file: string): Checked<Result> {
  const value = quicklyRead(text)
  if (value !== undefined) return { ok: true, value }
  const read = parseJson(text, file, resultSchema)
  if (read.ok || read.error.field !== 'schema') return read
  const expected = 'a result of this tool ("xmpp-rtt/result@1.N")'
  return { ok: false, error: new InputError({ ...read.error, expected }) }
}

/** Finding the place of a mistake takes many times as long as finding that there is none. */
function quicklyRead(text: string): Result | undefined {
  try {
    return resultSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** What is told by failure code, in the order of the codes. */
import { FAILURE_CODES, type FailureCode } from '../transport.ts'

/** The order that results have them in, when they are written and when they are read. */
export const CODES: readonly FailureCode[] = [...FAILURE_CODES].sort()

export function byCode<Value>(
  values: ReadonlyMap<FailureCode, Value>,
): Partial<Record<FailureCode, Value>> {
  const record: Partial<Record<FailureCode, Value>> = {}
  for (const code of CODES) {
    const value = values.get(code)
    if (value !== undefined) record[code] = value
  }
  return record
}

/** What is told by failure code, in the order of the codes. */
import type { FailureCode } from '../transport.ts'

export function byCode<Value>(
  values: ReadonlyMap<FailureCode, Value>,
): Partial<Record<FailureCode, Value>> {
  const record: Partial<Record<FailureCode, Value>> = {}
  for (const [code, value] of [...values].sort(([a], [b]) => (a < b ? -1 : 1))) record[code] = value
  return record
}

/** Two results, held against each other. */
import { InputError } from '../json/input-error.ts'
import { fit } from '../report/columns.ts'
import { incomparable } from '../result/difference/comparable.ts'
import { type Difference, differenceOf } from '../result/difference/difference.ts'
import type { Result } from '../result/result.ts'
import { resultGiven } from './running/given.ts'

/**
 * How much the second differs from the first: percentiles, waits, octets, failures, each with its
 * 95 % interval. Trials that both have kept (the option `outcomes` of `compare`, `-o` of the command
 * line) are paired one by one, which makes intervals narrow.
 *
 * @param before, after Results, or the files or folders that they were written to.
 * @throws {InputError} `senseless` when they are of other links under the same name, of another seed
 *   or scenario, or have nothing in common; or when a file holds no result.
 */
export function diff(before: Result | string, after: Result | string): Difference {
  const a = resultGiven('before', before)
  const b = resultGiven('after', after)
  refuseIncomparable(a, b, typeof after === 'string' ? { file: after } : {})
  return differenceOf(a, b)
}

/** Characters of what either has: so that both are in the line. */
const SIDE = 60

/** @throws {InputError} when nothing could be learnt from their difference. */
export function refuseIncomparable(
  before: Result,
  after: Result,
  where: { readonly file?: string; readonly field?: string } = {},
): void {
  const found = incomparable(before, after)
  if (found === undefined) return
  const values = `${fit(found.before, SIDE)} before, ${fit(found.after, SIDE)} after`
  const at = found.field === undefined ? '' : `${found.field}: `
  throw new InputError({
    code: 'senseless',
    ...where,
    found: `another ${found.what} (${at}${values})`,
    expected: 'the same in both results',
  })
}

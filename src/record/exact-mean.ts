/**
 * Means of integers, rounded once, from the exact sum: the same on every platform and in
 * whatever order the values came.
 */

/**
 * `sum / count`, rounded half up to a multiple of 1 / `parts`. A sum of microseconds with
 * `parts` 1 is rounded to the microsecond; a sum of octets with `parts` 1000 to a thousandth.
 */
export function exactMean(sum: number, count: number, parts: number): number {
  const dividend = BigInt(sum) * BigInt(parts)
  const divisor = BigInt(count)
  return Number((2n * dividend + divisor) / (2n * divisor)) / parts
}

/** Means of figures and of counts are rounded to a thousandth. */
export const meanFigure = (sum: number, count: number): number => exactMean(sum, count, 1000)

/** Adds non-negative integers, refusing to become inexact. */
export function exactSum(a: number, b: number): number {
  const sum = a + b
  if (!Number.isSafeInteger(sum)) {
    throw new RangeError(`Expected a sum below 2^53, got ${a} + ${b}`)
  }
  return sum
}

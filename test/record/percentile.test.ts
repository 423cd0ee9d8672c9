import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { confidenceRanks, PERCENT, PERCENTILES, rankOf } from '../../src/record/percentile.ts'

/** P(lower ≤ B < upper) for B binomial (n, p): how often the interval covers the quantile. */
function coverage(percent: number, count: number): number {
  const p = percent / 100
  const [lower = 0, upper = count + 1] = confidenceRanks(percent, count)
  const logFactorial = [0]
  for (let i = 1; i <= count; i += 1) {
    logFactorial.push((logFactorial[i - 1] ?? Number.NaN) + Math.log(i))
  }
  const log = (i: number): number => logFactorial[i] ?? Number.NaN
  let sum = 0
  for (let k = lower; k < upper; k += 1) {
    const choose = log(count) - log(k) - log(count - k)
    sum += Math.exp(choose + k * Math.log(p) + (count - k) * Math.log(1 - p))
  }
  return sum
}

describe('percentile', () => {
  it('takes the nearest rank', () => {
    // ⌈0.5 × 4⌉ = 2, ⌈0.9 × 10⌉ = 9, ⌈0.95 × 10⌉ = 10, ⌈0.99 × 1000⌉ = 990, never below 1.
    assert.deepEqual(
      [rankOf(50, 4), rankOf(90, 10), rankOf(95, 10), rankOf(99, 1000), rankOf(50, 1)],
      [2, 9, 10, 990, 1],
    )
  })

  it('reaches a percentile exactly where n·p is whole', () => {
    for (const percentile of PERCENTILES) {
      const percent = PERCENT[percentile]
      for (let hundreds = 1; hundreds <= 1000; hundreds += 1) {
        // n = 100 h: n·p/100 = h·p, a whole number that rounding must not push up.
        assert.equal(rankOf(percent, 100 * hundreds), percent * hundreds)
      }
    }
  })

  it('encloses the median of 100 by the ranks 40 and 61', () => {
    // B(100, ½): P(B ≤ 39) = 0.0176 and P(B ≤ 40) = 0.0284, and the same from the other end.
    assert.deepEqual(confidenceRanks(50, 100), [40, 61])
  })

  it('is open where a sample is too small to have an end', () => {
    // P(B = n) = 0.99 ^ n: 0.99 ^ 367 = 0.02501 is too much on one side, 0.99 ^ 368 = 0.02476 is not.
    assert.equal(confidenceRanks(99, 367)[1], undefined)
    assert.equal(confidenceRanks(99, 368)[1], 368)
    // 0.5 ^ 5 = 0.031, 0.5 ^ 6 = 0.016.
    assert.deepEqual(confidenceRanks(50, 5), [undefined, undefined])
    assert.deepEqual(confidenceRanks(50, 6), [1, 6])
    assert.deepEqual(confidenceRanks(50, 0), [undefined, undefined])
  })

  it('covers the true quantile in 95 % of samples, by the binomial distribution itself', () => {
    for (const percentile of PERCENTILES) {
      for (const count of [370, 500, 1000, 10_000]) {
        const covered = coverage(PERCENT[percentile], count)
        assert.ok(covered >= 0.95 && covered < 0.985, `${percentile} of ${count}: ${covered}`)
      }
    }
  })

  it('is found for ten million samples as for ten', () => {
    // 5,000,000 ± 1.959964 × √2,500,000 = 5,000,000 ± 3099.0: one more where rounding asks for it.
    const [lower = 0, upper = 0] = confidenceRanks(50, 10_000_000)
    assert.ok(Math.abs(lower - (5_000_000 - 3099)) <= 1, String(lower))
    assert.ok(Math.abs(upper - (5_000_000 + 3100)) <= 1, String(upper))
  })
})

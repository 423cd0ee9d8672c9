import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { confidenceRanks, PERCENT, PERCENTILES, rankOf } from '../../src/record/percentile.ts'

/** P(lower ≤ B < upper) for B binomial (n, p): how often the interval covers the quantile. */
function coverage(percent: number, count: number): number {
  const p = percent / 100
  const [lower, upper] = confidenceRanks(percent, count)
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
    // 50 ± 1.96 × √(100 × ¼) = 50 ± 9.8: ⌊40.2⌋ = 40, ⌈59.8⌉ + 1 = 61.
    assert.deepEqual(confidenceRanks(50, 100), [40, 61])
  })

  it('gives the extremes where a sample has no end', () => {
    // p99 of 100: 99 ± 1.96 × √0.99 = 99 ± 1.95: ⌊97.05⌋ = 97, ⌈100.95⌉ + 1 = 102, which is beyond 100.
    assert.deepEqual(confidenceRanks(99, 100), [97, 100])
    assert.deepEqual(confidenceRanks(50, 1), [1, 1])
  })

  it('covers the true quantile in 95 % of samples, by the binomial distribution itself', () => {
    for (const percentile of PERCENTILES) {
      for (const count of [500, 1000, 10_000]) {
        const covered = coverage(PERCENT[percentile], count)
        assert.ok(covered >= 0.95 && covered < 0.985, `${percentile} of ${count}: ${covered}`)
      }
    }
  })
})

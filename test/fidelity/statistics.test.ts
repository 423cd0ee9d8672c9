import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { kolmogorovSmirnov, mean, meanError, quantile, quantileInterval } from './statistics.ts'

const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i + 1)

describe('statistics', () => {
  it('takes quantiles by rank', () => {
    assert.deepEqual(
      [0, 0.5, 0.9, 0.99, 1].map((q) => quantile(upTo(100), q)),
      [1, 50, 90, 99, 100],
    )
  })

  it('knows how uncertain a mean and a quantile are', () => {
    // Variance of 1…100 is 841.67; its root over √100.
    assert.ok(Math.abs(meanError(upTo(100)) - 2.9011) < 0.0001)
    assert.equal(mean(upTo(100)), 50.5)
    // Ranks 50 ± 1.96 · √(100 · 0.25) = 40.2 … 59.8, which are the 41st and the 61st.
    assert.deepEqual(quantileInterval(upTo(100), 0.5), { low: 41, high: 61 })
  })

  it('finds the largest distance of two distributions', () => {
    assert.equal(kolmogorovSmirnov(upTo(100), upTo(100)), 0)
    assert.equal(kolmogorovSmirnov([1, 2], [3, 4]), 1)
    // At 50: all of the first half, half of the whole.
    assert.equal(kolmogorovSmirnov(upTo(50), upTo(100)), 0.5)
    // Steps: equal values count together.
    assert.equal(kolmogorovSmirnov([1, 1, 1, 2], [1, 2, 2, 2]), 0.5)
  })
})

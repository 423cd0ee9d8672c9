/** The embedded tables are what their comments say: made again here, in another way. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import type { JitterDistribution } from '../../src/link/jitter-distribution.ts'
import { quantileOf } from '../../src/link/jitter-distribution.ts'
import { NORMAL_UPPER_HALF } from '../../src/link/normal-quantiles.ts'
import { PARETO } from '../../src/link/pareto-quantiles.ts'
import type { Duration } from '../../src/units.ts'
import { milliseconds } from '../../src/units.ts'

const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)

/** P(0 < X < x) by the series φ(x) · (x + x³/3 + x⁵/(3·5) + …). */
const shareBelow = (x: number): number => {
  let term = x
  let total = x
  for (let n = 3; n < 200; n += 2) {
    term *= (x * x) / n
    total += term
  }
  return total * density(x)
}

const normalQuantile = (share: number): number => {
  let low = 0
  let high = 10
  for (let i = 0; i < 200; i += 1) {
    const middle = (low + high) / 2
    if (shareBelow(middle) < share) low = middle
    else high = middle
  }
  return low
}

/** Mean and mean square of a distribution whose quantile function is a polygon. */
const moments = (points: readonly number[]): { readonly mean: number; readonly square: number } => {
  let mean = 0
  let square = 0
  const cells = points.length - 1
  for (let i = 0; i < cells; i += 1) {
    const a = points[i] ?? Number.NaN
    const b = points[i + 1] ?? Number.NaN
    mean += (a + b) / 2 / cells
    square += (a * a + a * b + b * b) / 3 / cells
  }
  return { mean, square }
}

const assertSameTable = (table: readonly number[], made: readonly number[]): void => {
  assert.equal(table.length, made.length)
  for (const [index, value] of table.entries()) {
    const difference = Math.abs(value - (made[index] ?? Number.NaN) * 1_000_000)
    assert.ok(difference < 0.6, `point ${index} is off by ${difference} millionths`)
  }
}

describe('the table of the normal distribution', () => {
  it('is that of its definition', () => {
    const points = Array.from({ length: 256 }, (_, i) => normalQuantile(i / 512))
    const last = points.at(-1) ?? Number.NaN
    // E[X | X > a] = φ(a) / P(X > a), and the mean of a straight cell is (a + end) / 2.
    points.push((2 * density(last)) / (1 / 512) - last)
    const deviation = Math.sqrt(moments(points).square)
    assertSameTable(
      NORMAL_UPPER_HALF,
      points.map((point) => point / deviation),
    )
  })
})

describe('the table of the Pareto distribution', () => {
  it('is that of its definition', () => {
    const points = Array.from({ length: 513 }, (_, i) =>
      i === 512 ? 4.5 : Math.min(4.5, 1 / Math.cbrt(1 - i / 512)),
    )
    const { mean, square } = moments(points)
    const deviation = Math.sqrt(square - mean * mean)
    assertSameTable(
      PARETO,
      points.map((point) => (point - mean) / deviation),
    )
  })
})

describe('a jitter distribution', () => {
  const deviation = milliseconds(10)

  it('has the mean 0 and the deviation asked for', () => {
    const draws = 100_000
    for (const kind of ['normal', 'pareto'] as const) {
      const quantile = quantileOf({ kind, deviation })
      let total = 0
      let square = 0
      // The middles of 100,000 equal cells instead of random draws: no luck in this test.
      for (let i = 0; i < draws; i += 1) {
        const value = quantile((i + 0.5) / draws)
        total += value
        square += value * value
      }
      // The table is rounded to 10⁻⁶ of the deviation: 10 ns of mean.
      assert.ok(Math.abs(total / draws) < 10, `${kind}: mean ${total / draws} ns`)
      const found = Math.sqrt(square / draws)
      assert.ok(Math.abs(found / deviation - 1) < 1e-5, `${kind}: deviation ${found} ns`)
    }
  })

  const at = (distribution: JitterDistribution, ...draws: readonly number[]): Duration[] =>
    draws.map(quantileOf(distribution))

  it('is symmetrical when normal', () => {
    // Φ⁻¹(0.75) = 0.674490 (0.674385 after division by 1.00016)
    assert.deepEqual(at({ kind: 'normal', deviation }, 0.25, 0.5, 0.75), [-6_743_850, 0, 6_743_850])
  })

  it('reaches both ends of a uniform spread and every nanosecond between, evenly', () => {
    // 5 whole numbers from −2 to 2, a fifth of the draws each
    const uniform: JitterDistribution = { kind: 'uniform', spread: 2 as Duration }
    assert.deepEqual(
      at(uniform, 0, 0.19, 0.21, 0.5, 0.79, 0.81, 1 - 2 ** -53),
      [-2, -2, -1, 0, 1, 2, 2],
    )
  })

  it('interpolates a table between its points and stops at its ends', () => {
    const points = [
      { quantile: 0.1, value: 100 as Duration },
      { quantile: 0.5, value: 200 as Duration },
      { quantile: 0.6, value: 1000 as Duration },
    ]
    // √(0.1 · 0.5) = 0.2236 has √(100 · 200) = 141; 1 − √(0.5 · 0.4) = 0.5528 has √(200 · 1000).
    assert.deepEqual(
      at({ kind: 'table', table: { points } }, 0, 0.1, 0.2236, 0.5, 0.55279, 0.6, 0.99),
      [100, 100, 141, 200, 447, 1000, 1000],
    )
    assert.deepEqual(
      at({ kind: 'table', table: { points: points.slice(0, 1) } }, 0, 0.9),
      [100, 100],
    )
  })

  it('refuses what is no distribution', () => {
    const point = (quantile: number, value: number) => ({ quantile, value: value as Duration })
    const table = (...points: ReturnType<typeof point>[]): JitterDistribution => ({
      kind: 'table',
      table: { points },
    })
    for (const [distribution, message] of [
      [
        { kind: 'uniform', spread: -1 as Duration },
        /distribution.spread to be .* not negative, found -1/,
      ],
      [{ kind: 'normal', deviation: Number.NaN as Duration }, /deviation .* found NaN/],
      [{ kind: 'pareto', deviation: 0.5 as Duration }, /deviation .* whole number .* found 0.5/],
      [table(), /table .* at least one point, found none/],
      [table(point(1.1, 0)), /a quantile of the table to be between 0 and 1, found 1.1/],
      [table(point(0.1, 0.5)), /a value of the table .* found 0.5/],
      [table(point(0.1, 0), point(0.1, 1)), /above 0.1 → 0, found 0.1 → 1/],
      [table(point(0.1, 5), point(0.2, 4)), /above 0.1 → 5, found 0.2 → 4/],
    ] as const) {
      assert.throws(() => quantileOf(distribution), message)
    }
  })
})

/** What lies between given quantiles: the shapes of tails, worked out with logarithms here. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type QuantilePoint, valueAt } from '../src/quantile-table.ts'

const table = (...points: readonly (readonly [number, number])[]): QuantilePoint<number>[] =>
  points.map(([quantile, value]) => ({ quantile, value }))

/** Means over evenly spread draws are within their distance of the integral. */
const DRAWS = 100_000
const drawsOf = (points: readonly QuantilePoint<number>[]): number[] =>
  Array.from({ length: DRAWS }, (_, index) => valueAt(points, (index + 0.5) / DRAWS))

const isNear = (found: number, expected: number, share = 0.01): void =>
  assert.ok(Math.abs(found / expected - 1) < share, `${found} near ${expected}`)

describe('between two quantiles', () => {
  it('above the median, values follow a power law of the chance to be beyond', () => {
    // A jitter of 12 ms at p90 and 153 ms at p99: log(0.1 / 0.05) / log(0.1 / 0.01) = 0.301 of
    // the way in logarithms is 12 · 12.75^0.301 = 25.8 ms. A straight line would say 90 ms.
    const points = table([0.5, 4_000_000], [0.9, 12_000_000], [0.99, 153_000_000])
    for (const at of [0.91, 0.95, 0.97, 0.985]) {
      const share = Math.log(0.1 / (1 - at)) / Math.log(10)
      isNear(valueAt(points, at), 12e6 * (153 / 12) ** share)
    }
    isNear(valueAt(points, 0.95), 25.8e6)
  })

  it('below it, of the chance to be below', () => {
    const points = table([0.05, 2_000_000], [0.5, 117_000_000])
    for (const at of [0.06, 0.1, 0.25, 0.4]) {
      isNear(valueAt(points, at), 2e6 * 58.5 ** (Math.log(at / 0.05) / Math.log(10)))
    }
  })

  it('outages come out as long as those that were counted', () => {
    // Of the gaps of a trace, 32 last 1 s or more and 5 last 3 s or more, the longest 5.8 s; in
    // 928.4 s that is 124 and 19.4 an hour. Of the same gaps 10 last 2 s or more, 38.8 an hour,
    // and their mean is 1.946 s. Straight lines would say 72 and 2.375 s.
    const draws = drawsOf(table([0, 1e9], [1 - 19.4 / 124, 3e9], [1, 5.8e9]))
    isNear((124 * draws.filter((length) => length >= 2e9).length) / DRAWS, 38.8)
    isNear(draws.reduce((sum, length) => sum + length, 0) / DRAWS, 1.946e9, 0.02)
  })

  it('up to a maximum they grow in equal ratios, and between two limits evenly', () => {
    const tail = table([0.9, 1e6], [1, 100e6])
    isNear(valueAt(tail, 0.95), 10e6)
    isNear(valueAt(tail, 0.975), 1e6 * 100 ** 0.75)
    assert.equal(valueAt(table([0, 1e9], [1, 5e9]), 0.25), 2e9)
  })

  it('through zero there is a straight line, and below zero the mirror image', () => {
    assert.equal(valueAt(table([0.5, 0], [0.9, 40]), 0.7), 20)
    assert.equal(valueAt(table([0.1, -40], [0.5, 40]), 0.4), 20)
    const mirrored = table([0.01, -153e6], [0.1, -12e6])
    isNear(valueAt(mirrored, 0.05), -25.8e6)
  })

  it('values never fall, never leave their cell and are whole', () => {
    const points = fc
      .tuple(
        fc.uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 8 }),
        fc.array(fc.integer({ min: -1e9, max: 1e12 }), { minLength: 8, maxLength: 8 }),
      )
      .map(([quantiles, values]) => {
        const ascending = values.toSorted((a, b) => a - b)
        return quantiles
          .toSorted((a, b) => a - b)
          .map((quantile, index) => ({ quantile: quantile / 1000, value: ascending[index] ?? 0 }))
      })
    const draws = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }))
    fc.assert(
      fc.property(points, draws, (given, at) => {
        const ascending = at.toSorted((a, b) => a - b)
        let previous = given[0]?.value ?? 0
        for (const draw of ascending) {
          const value = valueAt(given, draw)
          assert.ok(Number.isSafeInteger(value) && value >= previous)
          const above = given.find(({ quantile }) => quantile > draw) ?? given.at(-1)
          assert.ok(value <= (above?.value ?? Number.NaN))
          previous = value
        }
        for (const { quantile, value } of given) {
          if (quantile < 1) assert.equal(valueAt(given, quantile), value)
        }
      }),
      { seed: 11 },
    )
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Random } from '../src/random.ts'

const draw = (random: Random, count: number): number[] =>
  Array.from({ length: count }, () => random.uint32())

describe('Random', () => {
  it('draws the same numbers for the same seed, whatever their type', () => {
    assert.deepEqual(draw(Random.seeded(42), 8), draw(Random.seeded('42'), 8))
  })

  it('never changes its sequence: results of old runs must stay reproducible', () => {
    // Recorded when the generator was written; a change here is a breaking change of every result.
    assert.deepEqual(draw(Random.seeded(1), 4), [4236687667, 3204668882, 3755839666, 752266597])
    assert.deepEqual(draw(Random.seeded(1).fork('link').fork(7), 2), [793060744, 3815061857])
  })

  it('forks by label alone: what the parent drew before does not matter', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.nat(20), (seed, label, drawn) => {
        const fresh = Random.seeded(seed)
        const used = Random.seeded(seed)
        draw(used, drawn)
        assert.deepEqual(draw(fresh.fork(label), 3), draw(used.fork(label), 3))
      }),
    )
  })

  it('gives different forks different numbers', () => {
    const parent = Random.seeded(1)
    const firsts = new Set(Array.from({ length: 10_000 }, (_, i) => parent.fork(i).uint32()))
    // 10^4 draws of 2^32: about 10^8 / 2^33 ≈ 0.01 collisions expected.
    assert.equal(firsts.size, 10_000)
  })

  it('is uniform enough: the mean of 10^5 units is 1/2 within five standard errors', () => {
    const random = Random.seeded('uniform')
    let total = 0
    for (let i = 0; i < 100_000; i += 1) total += random.unit()
    // Standard error = sqrt(1/12 / 10^5) = 0.000913; five of them = 0.0046.
    assert.ok(Math.abs(total / 100_000 - 0.5) < 0.0046)
  })

  it('keeps below(limit) below its limit, and draws once per call', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x1_0000_0000 }), (limit) => {
        const random = Random.seeded(limit)
        const value = random.below(limit)
        assert.ok(Number.isInteger(value) && value >= 0 && value < limit)
      }),
    )
  })
})

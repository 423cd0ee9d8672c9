/** What every impairment promises, checked on every kind of it. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Impairment } from '../../src/link/impairments.ts'
import { Random } from '../../src/random.ts'
import { exampleKinds } from './examples.ts'
import { benchFor } from './stage-bench.ts'

/** Arrivals with ties, bursts and pauses, and packets from an ACK to a full frame. */
const arrivals = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.constant(0), fc.nat(10_000), fc.nat(30_000_000)),
      size: fc.integer({ min: 40, max: 1500 }),
    }),
    { minLength: 1, maxLength: 120, size: 'max' },
  )
  .map((steps) => {
    let now = 0
    return steps.map(({ gap, size }) => {
      now += gap
      return { now, size }
    })
  })
type Arrivals = typeof arrivals extends fc.Arbitrary<infer Steps> ? Steps : never

const fates = (impairment: Impairment, steps: Arrivals, seed: number) => {
  const bench = benchFor(impairment, { seed })
  return steps.map(({ now, size }) => bench.pass(now, size))
}

const forAll = (check: (steps: Arrivals, seed: number) => void): void =>
  fc.assert(fc.property(arrivals, fc.nat(1000), check), { seed: 7, numRuns: 40 })

for (const [kind, { drawsAtStart, drawsPerPacket, settings }] of exampleKinds) {
  for (const impairment of settings) {
    describe(`${kind}: ${JSON.stringify(impairment)}`, () => {
      it('decides every packet, never for a time before it came', () => {
        forAll((steps, seed) => {
          for (const [index, verdicts] of fates(impairment, steps, seed).entries()) {
            assert.ok(verdicts.length >= 1, 'a packet without a fate')
            for (const verdict of verdicts) {
              if (verdict.kind === 'drop') {
                assert.match(verdict.reason, /^[a-z]+(-[a-z]+)*$/)
                assert.equal(verdicts.length, 1, 'dropped, and yet something else')
              } else {
                const now = steps[index]?.now ?? Number.NaN
                assert.ok(Number.isSafeInteger(verdict.at), `${verdict.at} is no whole number`)
                assert.ok(verdict.at >= now, `delivered at ${verdict.at}, came at ${now}`)
              }
            }
          }
        })
      })

      it('decides the same for the same seed, and keeps no state outside itself', () => {
        forAll((steps, seed) => {
          const first = fates(impairment, steps, seed)
          fates(impairment, steps, seed + 1)
          assert.deepEqual(fates(impairment, steps, seed), first)
        })
      })

      it(`draws ${drawsPerPacket} numbers for each packet, whatever becomes of it`, () => {
        forAll((steps, seed) => {
          const bench = benchFor(impairment, { seed })
          for (const { now, size } of steps) bench.pass(now, size)
          const expected = Random.seeded(seed)
          const draws = drawsAtStart + steps.length * drawsPerPacket
          for (let i = 0; i < draws; i += 1) expected.unit()
          assert.equal(bench.random.uint32(), expected.uint32())
        })
      })
    })
  }
}

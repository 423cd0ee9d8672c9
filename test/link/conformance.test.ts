/** What every impairment promises, checked on every kind of it, those of the future included. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Random } from '../../src/random.ts'
import { milliseconds } from '../../src/units.ts'
import { exampleKinds } from './examples.ts'
import { type PolicerSettings, policerStage } from './policer.ts'
import { benchFor, benchOf, type StageBench } from './stage-bench.ts'

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

type Bench = (seed: number) => StageBench

const fates = (benchWith: Bench, steps: Arrivals, seed: number) => {
  const bench = benchWith(seed)
  return steps.map(({ now, size }) => bench.pass(now, size))
}

const forAll = (check: (steps: Arrivals, seed: number) => void): void =>
  fc.assert(fc.property(arrivals, fc.nat(1000), check), { seed: 7, numRuns: 40 })

/** What the README of the room shows, as one file and one line. */
const EXAMPLE: PolicerSettings = { kind: 'policer', interval: milliseconds(10), burst: 3 }

const subjects: readonly Subject[] = [
  ...exampleKinds.flatMap(([, { settings, ...draws }]) =>
    settings.map((impairment) => ({
      ...draws,
      settings: impairment,
      benchWith: (seed: number) => benchFor(impairment, { seed }),
    })),
  ),
  {
    drawsAtStart: 0,
    drawsPerPacket: 0,
    settings: EXAMPLE,
    benchWith: (seed) => benchOf((context) => policerStage(EXAMPLE, context), { seed }),
  },
]

interface Subject {
  readonly drawsAtStart: number
  readonly drawsPerPacket: number
  readonly settings: { readonly kind: string }
  readonly benchWith: Bench
}

for (const { drawsAtStart, drawsPerPacket, settings, benchWith } of subjects) {
  describe(JSON.stringify(settings), () => {
    it('decides every packet, never for a time before it came', () => {
      forAll((steps, seed) => {
        for (const [index, fate] of fates(benchWith, steps, seed).entries()) {
          if (typeof fate === 'object' && fate.kind === 'dropped') {
            assert.match(fate.reason, /^[a-z]+(-[a-z]+)*$/)
          } else {
            const now = steps[index]?.now ?? Number.NaN
            const at = typeof fate === 'number' ? fate : fate.at
            assert.ok(Number.isSafeInteger(at), `${at} is no whole number`)
            assert.ok(at >= now, `delivered at ${at}, came at ${now}`)
          }
        }
      })
    })

    it('decides the same for the same seed, and keeps no state outside itself', () => {
      forAll((steps, seed) => {
        const first = fates(benchWith, steps, seed)
        fates(benchWith, steps, seed + 1)
        assert.deepEqual(fates(benchWith, steps, seed), first)
      })
    })

    it(`draws ${drawsPerPacket} numbers for each packet, whatever becomes of it`, () => {
      forAll((steps, seed) => {
        const bench = benchWith(seed)
        for (const { now, size } of steps) bench.pass(now, size)
        const expected = Random.seeded(seed)
        const draws = drawsAtStart + steps.length * drawsPerPacket
        for (let i = 0; i < draws; i += 1) expected.unit()
        assert.equal(bench.random.uint32(), expected.uint32())
      })
    })
  })
}

/** Outages of a journey: drawn as time passes, the same for whoever looks, however long. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { ImpairmentOf } from '../../src/link/impairments.ts'
import { Random } from '../../src/random.ts'
import { type Duration, type Instant, milliseconds, seconds } from '../../src/units.ts'
import { spansWithin } from './spans-within.ts'
import { benchFor } from './stage-bench.ts'

const journey = (
  seed: number,
  cycle: Duration = seconds(10),
  longest: Duration = seconds(25),
): ImpairmentOf<'random-outages'> => ({
  kind: 'random-outages',
  cycle,
  lengths: {
    points: [
      { quantile: 0, value: milliseconds(100) },
      { quantile: 0.7, value: milliseconds(900) },
      { quantile: 1, value: longest },
    ],
  },
  random: Random.seeded(seed),
})

const HOUR = 3_600e9

describe('random outages', () => {
  it('are those that one could have drawn beforehand, for whoever looks when', () => {
    const probes = fc.array(fc.nat(HOUR), { minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(fc.nat(1000), probes, (seed, unsorted) => {
        const settings = journey(seed)
        const outages = spansWithin(settings, HOUR)
        const { fate } = benchFor(settings)
        for (const now of unsorted.toSorted((a, b) => a - b)) {
          const isOut = outages.some(
            ({ start, duration }) => now >= start && now < start + duration,
          )
          assert.equal(fate(now), isOut ? 'outage' : now)
        }
      }),
      { seed: 5, numRuns: 100 },
    )
  })

  it('begin and end to the nanosecond', () => {
    const settings = journey(3)
    const { fate } = benchFor(settings)
    for (const { start, duration } of spansWithin(settings, HOUR)) {
      const end = start + duration
      if (start > 0) assert.equal(fate(start - 1), start - 1)
      assert.deepEqual([fate(start), fate(end - 1), fate(end)], ['outage', 'outage', end])
    }
  })

  it('count from when the stage came into being', () => {
    const [first] = spansWithin(journey(3), HOUR)
    const origin = seconds(7) as number as Instant
    assert.equal(benchFor(journey(3), { origin }).fate(origin + (first?.start ?? 0)), 'outage')
  })

  it('do not depend on what was drawn from their generator before', () => {
    const settings = journey(4)
    const before = spansWithin(settings, HOUR)
    settings.random.unit()
    assert.deepEqual(spansWithin(settings, HOUR), before)
    assert.equal(benchFor(settings).fate(before[0]?.start ?? 0), 'outage')
  })

  it('go on for a year and more, at the cost of the time that passes and no memory', () => {
    const { fate } = benchFor(journey(5))
    const year = 365 * 24
    let out = 0
    // Somewhat more than an hour apart, or each would fall on the same place in its cycle.
    for (let hour = 0; hour < year; hour += 1) if (fate(hour * 3_601e9) === 'outage') out += 1
    // Mean length, of a power law to 0.9 s and equal ratios from there to 25 s: with
    // α = ln(1 / 0.3) / ln 9 = 0.548, α · 0.1^α · (0.9^(1−α) − 0.1^(1−α)) / (1 − α) = 0.21 s, and
    // 0.3 × (25 − 0.9) / ln(25 / 0.9) = 2.17 s; together 2.38 s in 10 s, less what overlaps.
    assert.ok(out / year > 0.18 && out / year < 0.245, `${out / year}`)
  })

  it('leave out cycles when only a share of them begins with one', () => {
    const settings = { ...journey(6), share: 0.25 }
    const { fate } = benchFor(settings)
    const spans = spansWithin(settings, HOUR)
    for (const { start, duration } of spans) {
      if (start > 0) assert.equal(fate(start - 1), start - 1)
      assert.deepEqual([fate(start), fate(start + duration)], ['outage', start + duration])
    }
    // 360 cycles in an hour, a quarter of them; 4 deviations of √(360 · 0.25 · 0.75) are 33.
    assert.ok(Math.abs(spans.length - 90) < 33, `${spans.length}`)
  })

  it('are refused when they make no sense', () => {
    const refused = (change: Partial<ImpairmentOf<'random-outages'>>, message: RegExp) =>
      assert.throws(() => benchFor({ ...journey(1), ...change }), message)
    refused({ cycle: 0 as Duration }, /random-outages.cycle .* positive .* found 0/)
    refused({ lengths: { points: [] } }, /random-outages.lengths .* at least one point/)
    const shrinking = [
      { quantile: 0, value: seconds(2) },
      { quantile: 1, value: seconds(1) },
    ]
    refused({ lengths: { points: shrinking } }, /above 0 → 2000000000, found 1 → 1000000000/)
    refused({ share: 1.1 }, /random-outages.share .* between 0 and 1, found 1.1/)
    const negative = [{ quantile: 0, value: seconds(-1) }]
    refused({ lengths: { points: negative } }, /random-outages.lengths .* not negative/)
  })
})

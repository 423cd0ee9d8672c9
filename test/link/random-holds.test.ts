/** Holds of a journey: nothing is lost, everything waits, and they come in clusters. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import type { ImpairmentOf } from '../../src/link/impairments.ts'
import { Random } from '../../src/random.ts'
import { milliseconds, seconds } from '../../src/units.ts'
import { allSpans, spansWithin } from './spans-within.ts'
import { benchFor } from './stage-bench.ts'

const HOUR = 3_600e9

const single = (seed: number): ImpairmentOf<'random-holds'> => ({
  kind: 'random-holds',
  cycle: seconds(100),
  lengths: {
    points: [
      { quantile: 0, value: milliseconds(300) },
      { quantile: 1, value: seconds(2) },
    ],
  },
  random: Random.seeded(seed),
})

const holds = (seed: number): ImpairmentOf<'random-holds'> => ({
  ...single(seed),
  clusters: {
    again: 0.5,
    gaps: {
      points: [
        { quantile: 0, value: seconds(3) },
        { quantile: 1, value: seconds(5) },
      ],
    },
  },
})

describe('random holds', () => {
  it('let everything go at their end, at once and in order, and lose nothing', () => {
    const settings = holds(1)
    const { fate } = benchFor(settings)
    let previous = 0
    for (const { start, duration } of spansWithin(settings, HOUR)) {
      const end = start + duration
      if (start > 0) assert.equal(fate(start - 1), start - 1)
      assert.deepEqual([fate(start), fate(start + duration / 2), fate(end - 1)], [end, end, end])
      assert.equal(fate(end), end)
      assert.ok(end > previous)
      previous = end
    }
  })

  it('come in clusters of the size that their chance to be followed makes', () => {
    // Each is followed by another with a chance of a half: 1 / (1 − 0.5) = 2 in a cluster.
    const hours = Array.from({ length: 200 }, (_, seed) =>
      allSpans(holds(seed), HOUR).filter(({ begins }) => begins >= 0),
    )
    const perHour = hours.flat().length / hours.length
    // 36 cycles an hour with 2 each; four deviations of √(36 · 2 / 200) = 0.6.
    assert.ok(Math.abs(perHour - 72) < 2.4, `${perHour}`)
    // In 30 s: P(at least one) is that of clusters, not of holds. With a mean of 0.6 holds and
    // nothing clustered it would be 30 / 50 = 0.6.
    const windows = hours.flatMap((spans) =>
      Array.from({ length: 120 }, (_, window) =>
        spans.some(({ begins }) => begins >= window * 30e9 && begins < (window + 1) * 30e9),
      ),
    )
    const met = windows.filter(Boolean).length / windows.length
    // A window meets each cluster that begins in it, and those of the 4 s before with a half
    // chance each: (30 + 4) / 100 = 0.34.
    assert.ok(Math.abs(met - 0.34) < 0.02, `${met}`)
  })

  it('may have begun before the link did: as often as their share of the time', () => {
    const trials = 20_000
    const begun = Array.from({ length: trials }, (_, seed) => benchFor(holds(seed)).fate(0) !== 0)
    // Two holds of 1.15 s on average in 100 s: 2.3 %; four deviations are 0.42 %.
    assert.ok(Math.abs(begun.filter(Boolean).length / trials - 0.023) < 0.0043)
  })

  it('end for whoever comes, however many there are', () => {
    // One each second, of up to 100 s: it is always on, and a packet waits for what it meets.
    const lengths = { points: [{ quantile: 0, value: seconds(100) }] }
    const settings = { ...single(3), cycle: seconds(1), lengths }
    const wait = Number(benchFor(settings).fate(0))
    assert.ok(wait > 99e9 && wait <= 100e9, `${wait}`)
  })
})

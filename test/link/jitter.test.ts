import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { JitterDistribution } from '../../src/link/jitter-distribution.ts'
import type { Duration } from '../../src/units.ts'
import { milliseconds } from '../../src/units.ts'
import { benchFor } from './stage-bench.ts'

const MS = 1_000_000
/** A distribution that always says the same. */
const always = (value: Duration): JitterDistribution => ({
  kind: 'table',
  table: { points: [{ quantile: 0.5, value }] },
})
const jitterBench = (
  delayMs: number,
  distribution: JitterDistribution,
  order: 'kept' | 'free',
  seed = 1,
) =>
  benchFor(
    { kind: 'jitter', delay: milliseconds(delayMs), distribution, reordering: order === 'free' },
    { seed },
  )

describe('jitter', () => {
  it('is the delay and what the distribution says', () => {
    const { fate } = jitterBench(50, always(milliseconds(7)), 'free')
    assert.deepEqual([fate(0), fate(10 * MS)], [57 * MS, 67 * MS])
  })

  it('is zero where it would be negative, and says so each time', () => {
    const { fate, clamped } = jitterBench(5, always(milliseconds(-6)), 'free')
    assert.deepEqual([fate(0), fate(10), clamped()], [0, 10, 2])
    const exactlyZero = jitterBench(5, always(milliseconds(-5)), 'free')
    assert.deepEqual([exactlyZero.fate(0), exactlyZero.clamped()], [0, 0])
  })

  it('clamps about as often as the distribution is below zero', () => {
    // Uniform ±20 ms around 10 ms: below zero for 10 of 40 ms, a quarter of 20,000 packets;
    // deviation √(0.25 · 0.75 · 20000) = 61
    const spread = milliseconds(20)
    const { fate, clamped } = jitterBench(10, { kind: 'uniform', spread }, 'free')
    for (let i = 0; i < 20_000; i += 1) fate(i)
    assert.ok(Math.abs(clamped() - 5000) < 4 * 61, `${clamped()} clamped`)
  })

  const uniform: JitterDistribution = { kind: 'uniform', spread: milliseconds(20) }
  const gaps = fc.array(fc.nat(10 * MS), { minLength: 2, maxLength: 100 })

  it('without reordering keeps the order, and delays a packet only for that', () => {
    const keepsOrder = (steps: readonly number[], seed: number) => {
      const kept = jitterBench(30, uniform, 'kept', seed)
      const free = jitterBench(30, uniform, 'free', seed)
      let now = 0
      let latest = 0
      for (const gap of steps) {
        now += gap
        // The same draws: each is delivered at its own time or with the latest before it.
        latest = Math.max(latest, Number(free.fate(now)))
        assert.equal(kept.fate(now), latest)
      }
    }
    fc.assert(fc.property(gaps, fc.nat(), keepsOrder), { seed: 9, numRuns: 100 })
  })

  it('with reordering stays within the spread, and does reorder', () => {
    const { fate } = jitterBench(30, uniform, 'free')
    let overtaken = 0
    let previous = 0
    for (let now = 0; now < 1000 * MS; now += MS) {
      const at = Number(fate(now))
      assert.ok(at >= now + 10 * MS && at <= now + 50 * MS, `${at - now} ns`)
      if (at < previous) overtaken += 1
      previous = at
    }
    // Two draws differ by more than 1 ms the wrong way with (39/40)²/2 = 47.5 %.
    assert.ok(overtaken > 400 && overtaken < 550, `${overtaken} of 1000 overtook`)
  })
})

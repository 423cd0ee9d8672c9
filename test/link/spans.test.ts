/** Outage and hold: the same span of time, and what it does to those who enter. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Duration, Instant } from '../../src/units.ts'
import { milliseconds } from '../../src/units.ts'
import { benchFor } from './stage-bench.ts'

const MS = 1_000_000
const once = { start: milliseconds(100), duration: milliseconds(30) }
const again = { ...once, period: milliseconds(50) }

describe('an outage', () => {
  it('drops whoever enters from its first instant to before its last', () => {
    const { fate } = benchFor({ kind: 'outage', ...once })
    const times = [0, 100 * MS - 1, 100 * MS, 130 * MS - 1, 130 * MS, 180 * MS]
    assert.deepEqual(
      times.map((now) => fate(now)),
      [0, 100 * MS - 1, 'outage', 'outage', 130 * MS, 180 * MS],
    )
  })

  it('comes again with its period', () => {
    const { fate } = benchFor({ kind: 'outage', ...again })
    // on at 100–130, 150–180, …, 100,000,100–100,000,130
    const times = [140 * MS, 150 * MS, 179 * MS, 180 * MS, 100_000_101 * MS, 100_000_131 * MS]
    assert.deepEqual(
      times.map((now) => fate(now)),
      [140 * MS, 'outage', 'outage', 180 * MS, 'outage', 100_000_131 * MS],
    )
  })

  it('counts from the beginning of the link', () => {
    const { fate } = benchFor({ kind: 'outage', ...once }, { origin: (7 * MS) as Instant })
    assert.deepEqual(
      [fate(107 * MS - 1), fate(107 * MS), fate(137 * MS)],
      [107 * MS - 1, 'outage', 137 * MS],
    )
  })

  it('of no length drops nothing', () => {
    const none = { start: milliseconds(100), duration: 0 as Duration }
    assert.equal(benchFor({ kind: 'outage', ...none }).fate(100 * MS), 100 * MS)
  })

  it('takes the share of time that duration and period say', () => {
    const share = (duration: number, rest: number) => {
      const { fate } = benchFor({
        kind: 'outage',
        start: 0 as Duration,
        duration: duration as Duration,
        period: (duration + rest) as Duration,
      })
      let dropped = 0
      for (let now = 0; now < 3 * (duration + rest); now += 1) {
        if (fate(now) === 'outage') dropped += 1
      }
      assert.equal(dropped, 3 * duration)
    }
    const length = fc.integer({ min: 1, max: 200 })
    fc.assert(fc.property(length, length, share), { seed: 10, numRuns: 50 })
  })

  it('is refused when it makes no sense', () => {
    const refused = (settings: object, message: RegExp) =>
      assert.throws(() => benchFor({ kind: 'outage', ...once, ...settings }), message)
    refused({ start: -1 }, /Expected outage.start .* found -1/)
    refused({ duration: Number.NaN }, /Expected outage.duration .* found NaN/)
    refused({ period: 0 }, /Expected outage.period .* positive .* found 0/)
    refused({ period: milliseconds(30) }, /shorter than its period of 30000000 ns, found 30000000/)
  })
})

describe('a hold', () => {
  it('keeps whoever enters until its end', () => {
    const { fate } = benchFor({ kind: 'hold', ...once })
    const times = [0, 100 * MS, 129 * MS, 130 * MS, 140 * MS]
    assert.deepEqual(
      times.map((now) => fate(now)),
      [0, 130 * MS, 130 * MS, 130 * MS, 140 * MS],
    )
  })

  it('comes again with its period', () => {
    const { fate } = benchFor({ kind: 'hold', ...again })
    assert.deepEqual(
      [fate(151 * MS), fate(190 * MS), fate(229 * MS)],
      [180 * MS, 190 * MS, 230 * MS],
    )
  })
})

/** The impairments that look at one packet at a time: delay, MTU, duplication, reordering. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import type { Duration } from '../../src/units.ts'
import { bytes, milliseconds, ZERO } from '../../src/units.ts'
import { benchFor } from './stage-bench.ts'

const MS = 1_000_000

describe('a delay', () => {
  it('is the same for every packet', () => {
    const { fate } = benchFor({ kind: 'delay', delay: milliseconds(50) })
    assert.deepEqual([fate(0), fate(0, 1500), fate(1, 40)], [50 * MS, 50 * MS, 50 * MS + 1])
  })

  it('of nothing delivers at once', () => {
    assert.equal(benchFor({ kind: 'delay', delay: ZERO }).fate(7), 7)
  })

  it('is refused when it makes no sense', () => {
    for (const delay of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(
        () => benchFor({ kind: 'delay', delay: delay as Duration }),
        /Expected delay.delay to be a whole number and not negative, found /,
      )
    }
  })
})

describe('an MTU', () => {
  it('is the largest packet that passes', () => {
    const { fate } = benchFor({ kind: 'mtu', mtu: bytes(1420) })
    assert.deepEqual([fate(0, 1420), fate(1, 1421), fate(2, 40)], [0, 'too-big', 2])
    assert.throws(() => benchFor({ kind: 'mtu', mtu: bytes(0) }), /positive .* found 0/)
  })
})

describe('duplication', () => {
  it('delivers the chosen packets twice, at once', () => {
    const { pass } = benchFor({ kind: 'duplication', probability: 1 })
    assert.deepEqual(pass(5), { kind: 'duplicated', at: 5 })
    assert.equal(benchFor({ kind: 'duplication', probability: 0 }).pass(5), 5)
  })

  it('chooses the share asked for', () => {
    // 10 % of 50,000; deviation √(0.1 · 0.9 · 50000) = 67
    const { pass } = benchFor({ kind: 'duplication', probability: 0.1 })
    let twice = 0
    for (let now = 0; now < 50_000; now += 1) if (typeof pass(now) === 'object') twice += 1
    assert.ok(Math.abs(twice - 5000) < 4 * 67, `${twice} duplicated`)
  })
})

describe('reordering', () => {
  it('holds the chosen packets back, and only those', () => {
    // 25 % of 50,000; deviation √(0.25 · 0.75 · 50000) = 97
    const delay = milliseconds(3)
    const { fate } = benchFor({ kind: 'reordering', probability: 0.25, delay })
    let held = 0
    for (let now = 0; now < 50_000; now += 1) {
      const at = fate(now)
      if (at === now + 3 * MS) held += 1
      else assert.equal(at, now)
    }
    assert.ok(Math.abs(held - 12_500) < 4 * 97, `${held} held back`)
  })
})

/** Rates and delays that were recorded over time. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { QueueLimit } from '../../src/link/queue.ts'
import { bitsPerSecond, bytes, milliseconds } from '../../src/units.ts'
import { benchFor } from './stage-bench.ts'

const MS = 1_000_000
const unlimited: QueueLimit = { kind: 'unlimited' }

describe('a recorded rate', () => {
  const rates = (
    endsMs: readonly number[],
    bps: readonly number[],
    queue: QueueLimit = unlimited,
    fromMs = 0,
  ) =>
    benchFor({
      kind: 'rate-trace',
      endsMs,
      bitsPerSecond: bps,
      from: milliseconds(fromMs),
      queue,
    })

  it('sends at the rate of the moment', () => {
    const { fate } = rates([10, 20], [8_000_000, 800_000])
    // 1000 octets at 8 Mbit/s take 1 ms, at 0.8 Mbit/s 10 ms.
    assert.deepEqual([fate(0, 1000), fate(12 * MS, 100)], [MS, 13 * MS])
  })

  it('goes on at the new rate with what is on its way, and again from the first step', () => {
    const { fate } = rates([10, 20], [8_000_000, 800_000])
    // 9 ms: 1000 octets until 10 ms, then 100 octets at a tenth of the rate: 1 ms more.
    assert.equal(fate(9 * MS, 1100), 11 * MS)
    // Until 20 ms 0.9 of 1000 octets at the low rate; the other 100 in 0.1 ms of the next round.
    assert.equal(fate(11 * MS, 1000), 20 * MS + MS / 10)
  })

  it('waits where nothing passes', () => {
    const { fate } = rates([10, 1000], [8_000_000, 0])
    // Half of it before the gap, half behind it.
    assert.equal(fate(9.5 * MS, 1000), 1000.5 * MS)
  })

  it('begins where it is told to', () => {
    const { fate } = rates([10, 20], [8_000_000, 800_000], unlimited, 12)
    assert.equal(fate(0, 100), MS)
  })

  it('drops what its queue has no room for, in octets, packets or time', () => {
    const octets = rates([10], [8_000_000], { kind: 'bytes', limit: bytes(2000) })
    assert.deepEqual([octets.fate(0, 1500), octets.fate(0, 600)], [1.5 * MS, 'queue-full'])
    const packets = rates([10], [8_000_000], { kind: 'packets', limit: 1 })
    assert.deepEqual([packets.fate(0, 9), packets.fate(0, 9)], [9000, 'queue-full'])
    const time = rates([10], [8_000_000], { kind: 'time', limit: milliseconds(2) })
    assert.deepEqual(
      [time.fate(0, 3000), time.fate(0, 1), time.fate(3 * MS, 1)],
      [3 * MS, 'queue-full', 3 * MS + 1000],
    )
  })

  it('of one rate is the rate by itself, to the nanosecond', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(3_000_000), fc.integer({ min: 40, max: 1500 })), {
          maxLength: 60,
        }),
        fc.integer({ min: 1000, max: 900_000_000 }),
        fc.integer({ min: 1, max: 50 }),
        (steps, rate, period) => {
          const one = benchFor({ kind: 'rate', rate: bitsPerSecond(rate), queue: unlimited })
          const recorded = rates([period], [rate])
          const finer = rates([period, period + 1, period + 9], [rate, rate, rate])
          let now = 0
          for (const [gap, size] of steps) {
            now += gap
            const expected = one.fate(now, size)
            assert.equal(recorded.fate(now, size), expected)
            assert.equal(finer.fate(now, size), expected)
          }
        },
      ),
      { seed: 5 },
    )
  })
})

describe('a recorded delay', () => {
  const delays = (endsMs: readonly number[], delaysUs: readonly number[], fromMs = 0) =>
    benchFor({ kind: 'delay-trace', endsMs, delaysUs, from: milliseconds(fromMs) })

  it('is that of the moment at which a packet comes', () => {
    const { fate } = delays([10, 30], [5000, 9000])
    assert.deepEqual(
      [fate(0), fate(10 * MS), fate(29 * MS), fate(45 * MS)],
      // 45 ms are 15 ms into the second round.
      [5 * MS, 19 * MS, 38 * MS, 54 * MS],
    )
  })

  it('has nothing overtake where it gets shorter', () => {
    const { fate } = delays([10, 30], [50_000, 1000])
    assert.deepEqual([fate(9 * MS), fate(11 * MS), fate(60 * MS)], [59 * MS, 59 * MS, 110 * MS])
  })

  it('begins where it is told to', () => {
    assert.equal(delays([10, 30], [5000, 9000], 12).fate(0), 9 * MS)
  })
})

describe('recordings that make no sense', () => {
  const wrong: readonly (readonly [string, () => unknown])[] = [
    ['none', () => benchFor({ kind: 'delay-trace', endsMs: [], delaysUs: [] })],
    ['descending', () => benchFor({ kind: 'delay-trace', endsMs: [2, 2], delaysUs: [1, 1] })],
    ['a value short', () => benchFor({ kind: 'delay-trace', endsMs: [2, 3], delaysUs: [1] })],
    [
      'never anything',
      () => benchFor({ kind: 'rate-trace', endsMs: [2], bitsPerSecond: [0], queue: unlimited }),
    ],
  ]
  for (const [name, make] of wrong)
    it(`are refused: ${name}`, () => assert.throws(make, /Expected/))
})

import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { QueueLimit } from '../../src/link/queue.ts'
import { bitsPerSecond, bytes, milliseconds } from '../../src/units.ts'
import { benchFor } from './stage-bench.ts'

type Fate = ReturnType<typeof benchFor>['fate']

const MS = 1_000_000
const unlimited: QueueLimit = { kind: 'unlimited' }
const rateBench = (rate: number, queue: QueueLimit = unlimited) =>
  benchFor({ kind: 'rate', rate: bitsPerSecond(rate), queue })

describe('a rate', () => {
  it('takes as long as the bits take, one packet after the other', () => {
    const { fate } = rateBench(1_600_000)
    // 1500 B · 8 / 1.6 Mbit/s = 7.5 ms; the second waits for the first; 40 B take 0.2 ms
    assert.deepEqual(
      [fate(0, 1500), fate(1 * MS, 1500), fate(2 * MS, 40), fate(100 * MS, 40)],
      [7.5 * MS, 15 * MS, 15.2 * MS, 100.2 * MS],
    )
  })

  it('carries what is less than a nanosecond', () => {
    const { fate } = rateBench(3_000_000_000)
    // 1 B · 8 / 3 Gbit/s = 2 2/3 ns: 2.67, 5.33, 8, 10.67 rounded down
    assert.deepEqual([fate(0, 1), fate(0, 1), fate(0, 1), fate(0, 1)], [2, 5, 8, 10])
    // It is busy until 10 2/3: one that comes at 10 waits for the fraction (13.33), one that
    // comes at 14 does not (16.67).
    assert.deepEqual([fate(10, 1), fate(14, 1)], [13, 16])
  })

  it('takes exactly the time of the arithmetic for any number of back-to-back packets', () => {
    const exact = (rate: number, sizes: readonly number[]) => {
      const { fate } = rateBench(rate)
      let last: number | string = 0
      let octets = 0n
      for (const size of sizes) {
        last = fate(0, size)
        octets += BigInt(size)
        assert.equal(last, Number((octets * 8n * 1_000_000_000n) / BigInt(rate)))
      }
    }
    fc.assert(
      fc.property(
        fc.integer({ min: 1000, max: 10_000_000_000 }),
        fc.array(fc.integer({ min: 1, max: 1500 }), { minLength: 1, maxLength: 200 }),
        exact,
      ),
      { seed: 3, numRuns: 200 },
    )
    // 40-octet ACKs at 1 Gbit/s take 320 ns each: a million of them 0.32 s, to the nanosecond
    const { fate } = rateBench(1_000_000_000)
    for (let i = 1; i < 1_000_000; i += 1) fate(0, 40)
    assert.equal(fate(0, 40), 320 * MS)
  })

  it('is never idle while something waits, and never sends two at once', () => {
    const conserves = (rate: number, steps: readonly { gap: number; size: number }[]) => {
      const { fate } = rateBench(rate)
      let now = 0
      /** End of service so far, in fractions 1/rate of a nanosecond. */
      let end = 0n
      for (const { gap, size } of steps) {
        now += gap
        const arrival = BigInt(now) * BigInt(rate)
        const work = BigInt(size) * 8n * 1_000_000_000n
        end = (end > arrival ? end : arrival) + work
        assert.equal(fate(now, size), Number(end / BigInt(rate)))
      }
    }
    const step = fc.record({ gap: fc.nat(3 * MS), size: fc.integer({ min: 40, max: 1500 }) })
    fc.assert(
      fc.property(
        fc.integer({ min: 100_000, max: 50_000_000 }),
        fc.array(step, { minLength: 1, maxLength: 100, size: 'max' }),
        conserves,
      ),
      { seed: 4, numRuns: 200 },
    )
  })

  it('takes a rate that is a hair off a whole number, and refuses one that is none', () => {
    // 1 B at 569999.9999999999 bit/s as at 570000: 8e9 / 570000 = 14035.09 ns
    assert.equal(rateBench(569_999.9999999999).fate(0, 1), 14_035)
    for (const rate of [0, -1, 0.4, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => rateBench(rate), /Expected rate.rate to be a positive/)
    }
  })
})

describe("a rate's queue", () => {
  it('in octets drops what does not fit beside all that is unsent', () => {
    // 8 kbit/s is one octet per millisecond.
    const { fate } = rateBench(8000, { kind: 'bytes', limit: bytes(250) })
    assert.deepEqual(
      [
        fate(0, 100), // alone
        fate(0, 100), // 100 unsent + 100
        fate(0, 51), // 200 + 51 > 250
        fate(0, 50), // 200 + 50 = 250: just fits
        fate(0.5 * MS, 1), // 249.5 + 1 > 250: half an octet counts
        fate(1 * MS, 1), // 249 + 1 = 250
        fate(500 * MS, 251), // idle, and still too large
      ],
      [100 * MS, 200 * MS, 'queue-full', 250 * MS, 'queue-full', 251 * MS, 'queue-full'],
    )
  })

  it('counts fractions of an octet that are sent in fractions of a nanosecond', () => {
    const { fate } = rateBench(3_000_000_000, { kind: 'bytes', limit: bytes(1) })
    // Busy until 2 2/3 ns: at 2 a quarter of an octet is unsent, and 1.25 > 1
    assert.deepEqual([fate(0, 1), fate(2, 1), fate(3, 1)], [2, 'queue-full', 5])
  })

  it('of 4 kB at 1 Mbit/s holds two full frames and a bit of a burst of ten', () => {
    const { fate } = rateBench(1_000_000, { kind: 'bytes', limit: bytes(4000) })
    const fates = Array.from({ length: 10 }, () => fate(0, 1500))
    // 1500 + 1500 fit, 4500 do not; 12 ms each: of ten packets eight are lost
    assert.deepEqual(fates, [12 * MS, 24 * MS, ...Array.from({ length: 8 }, () => 'queue-full')])
  })

  it('in packets counts the one in service', () => {
    const { fate } = rateBench(8000, { kind: 'packets', limit: 2 })
    assert.deepEqual(
      [fate(0, 10), fate(0, 10), fate(0, 10), fate(10 * MS, 10), fate(10 * MS, 10)],
      [10 * MS, 20 * MS, 'queue-full', 30 * MS, 'queue-full'],
    )
  })

  it('in time holds what is sent within it, and an idle link takes any packet', () => {
    const { fate } = rateBench(8000, { kind: 'time', limit: milliseconds(50) })
    assert.deepEqual(
      [
        fate(0, 60), // 60 ms: longer than the limit, but nothing is before it
        fate(0, 1), // 60 + 1 > 50
        fate(20 * MS, 10), // 40 + 10 = 50
        fate(20 * MS, 1), // 50 + 1 > 50
      ],
      [60 * MS, 'queue-full', 70 * MS, 'queue-full'],
    )
  })

  it('is exact where a queue times the rate is beyond the exact integers', () => {
    // 600 ms at about 100 Mbit/s are 6 · 10¹⁶ units of work; neighbours of a float are 8 apart.
    const rate = 99_999_989 // a prime, so every fraction of a nanosecond occurs
    const limit = milliseconds(600)
    for (let excess = 1; excess <= 3; excess += 1) {
      // So many octets take a whole number of nanoseconds and excess/rate.
      const octets = octetsFor(excess, rate)
      const whole = Number((BigInt(octets) * WORK_PER_OCTET) / BigInt(rate))
      for (const [at, expected] of [
        // What it finds and the last octet take 600 ms and that fraction: too long.
        [whole - limit, 'queue-full'],
        [whole - limit + 1, whole],
      ] as const) {
        const { fate } = rateBench(rate, { kind: 'time', limit })
        assert.equal(keptBusy(fate, octets - 1), 'never full')
        assert.equal(fate(at, 1), expected)
      }
    }
  })

  it('in octets holds the very last that fits, on fast links too', () => {
    // 7,500,000 octets are 6 · 10¹⁶ units of work at any rate.
    const holds = (rate: number, last: number): void => {
      const { fate } = rateBench(rate, { kind: 'bytes', limit: bytes(7_500_000) })
      for (let i = 0; i < 115; i += 1) fate(0, 65_000)
      const end = Number((7_500_000n * WORK_PER_OCTET) / BigInt(rate))
      // 115 × 65,000 leave 25,000.
      assert.notEqual(fate(0, last), 'queue-full')
      assert.deepEqual([fate(0, 25_000 - last), fate(0, 1)], [end, 'queue-full'])
    }
    fc.assert(
      fc.property(
        fc.integer({ min: 90_000_000, max: 10_000_000_000 }),
        fc.integer({ min: 1, max: 24_999 }),
        holds,
      ),
      { seed: 5, numRuns: 100 },
    )
  })

  it('of nothing passes nothing', () => {
    assert.equal(rateBench(8000, { kind: 'packets', limit: 0 }).fate(0), 'queue-full')
    assert.equal(rateBench(8000, { kind: 'bytes', limit: bytes(0) }).fate(0), 'queue-full')
  })

  it('is refused when its limit makes no sense', () => {
    for (const limit of [-1, Number.NaN, 0.5]) {
      assert.throws(
        () => rateBench(8000, { kind: 'packets', limit }),
        /Expected rate.queue.limit to be a whole number/,
      )
    }
  })
})

/** Bits · 10⁹. */
const WORK_PER_OCTET = 8_000_000_000n

/** The number n of octets, below the rate, with n · 8 · 10⁹ ≡ excess (mod rate), a prime. */
const octetsFor = (excess: number, rate: number): number => {
  const modulus = BigInt(rate)
  // Fermat: the inverse is the power rate − 2.
  let inverse = 1n
  let square = WORK_PER_OCTET % modulus
  for (let exponent = modulus - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) inverse = (inverse * square) % modulus
    square = (square * square) % modulus
  }
  return Number((inverse * BigInt(excess)) % modulus)
}

/** Sends so many octets from time 0 on, each as the one before it leaves. */
const keptBusy = (fate: Fate, octets: number): string => {
  let end = 0
  for (let left = octets; left > 0; left -= 1_000_000) {
    const until = fate(end, Math.min(left, 1_000_000))
    if (typeof until === 'string') return until
    end = until
  }
  return 'never full'
}

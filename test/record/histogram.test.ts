import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decodeFromCompressedBase64 } from 'hdr-histogram-js'
import { Histogram, LATENCY_MAX_US } from '../../src/record/histogram.ts'
import { rankOf } from '../../src/record/percentile.ts'

const histogramOf = (values: readonly number[]): Histogram => {
  const histogram = new Histogram()
  for (const value of values) histogram.record(value)
  return histogram
}

const latencies = fc.array(
  fc.oneof(fc.integer({ min: 0, max: 5_000_000 }), fc.integer({ min: 0, max: LATENCY_MAX_US })),
  { minLength: 1, maxLength: 60 },
)
const seeded = { seed: 198, numRuns: 100 }

describe('histogram', () => {
  it('has exact mean, minimum and maximum, and never a percentile beyond them', () => {
    // 3 s falls in a bin of 2^11 µs whose top is above it; one value is every percentile.
    const histogram = histogramOf([3_000_000, 3_000_000])
    assert.deepEqual(
      [
        histogram.count,
        histogram.mean,
        histogram.min,
        histogram.max,
        histogram.percentile('p50'),
        histogram.percentile('p99'),
      ],
      [2, 3_000_000, 3_000_000, 3_000_000, 3_000_000, 3_000_000],
    )
  })

  it('rounds the mean half up to the microsecond', () => {
    // (1 + 2) / 2 = 1.5 → 2; (1 + 1 + 2) / 3 = 1.33… → 1
    assert.equal(histogramOf([1, 2]).mean, 2)
    assert.equal(histogramOf([1, 1, 2]).mean, 1)
  })

  it('takes an instant attempt and the longest', () => {
    const histogram = histogramOf([LATENCY_MAX_US, 0])
    assert.deepEqual([histogram.min, histogram.max], [0, LATENCY_MAX_US])
    assert.deepEqual([histogram.valueAtRank(1), histogram.valueAtRank(2)], [0, LATENCY_MAX_US])
  })

  it('has no figures when nothing was recorded', () => {
    const histogram = new Histogram()
    assert.deepEqual(
      [histogram.count, histogram.mean, histogram.min, histogram.max],
      [0, undefined, undefined, undefined],
    )
    assert.equal(histogram.percentile('p50'), undefined)
  })

  it('puts samples that are not in it behind those that are', () => {
    // Of 100, 95 are here: rank ⌈0.95 × 100⌉ = 95 is the last of them, ⌈0.99 × 100⌉ = 99 is not here.
    const histogram = histogramOf(Array.from({ length: 95 }, (_, i) => i + 1))
    assert.deepEqual([histogram.percentile('p50', 100), histogram.percentile('p95', 100)], [50, 95])
    assert.equal(histogram.percentile('p99', 100), undefined)
    assert.equal(histogram.valueAtRank(96), undefined)
  })

  it('refuses what is not a latency in whole microseconds', () => {
    for (const value of [Number.NaN, -1, 0.5, LATENCY_MAX_US + 1, Number.POSITIVE_INFINITY]) {
      assert.throws(() => new Histogram().record(value), /whole microseconds/)
    }
  })

  it('puts powers of two and their neighbours in the right bin', () => {
    // The library finds bins with Math.log2; a wrong floor at 2^k ± 1 would show here.
    for (let power = 1; power <= 36; power += 1) {
      for (const value of [2 ** power - 1, 2 ** power, 2 ** power + 1]) {
        // Another value above, so that clamping to the maximum hides nothing.
        const top = histogramOf([value, LATENCY_MAX_US]).valueAtRank(1) ?? Number.NaN
        assert.ok(top >= value && top - value <= value / 1000, `${value} read as ${top}`)
      }
    }
  })

  it('finds every order statistic to three digits', () => {
    fc.assert(
      fc.property(latencies, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const rank = rankOf(percent, values.length)
        const expected = [...values].sort((a, b) => a - b)[rank - 1] ?? Number.NaN
        const found = histogramOf(values).valueAtRank(rank) ?? Number.NaN
        assert.ok(found >= expected && found - expected <= expected / 1000)
      }),
      seeded,
    )
  })

  it('is the same in whatever order it was filled and merged', () => {
    fc.assert(
      fc.property(latencies, latencies, latencies, (a, b, c) => {
        const all = histogramOf([...a, ...b, ...c])
        const merged = histogramOf(c.toReversed())
        const half = histogramOf(b)
        half.merge(histogramOf(a).toSnapshot())
        merged.merge(half.toSnapshot())
        merged.merge(new Histogram().toSnapshot())
        assert.ok(merged.equals(all))
        assert.deepEqual(merged.toSnapshot(), all.toSnapshot())
      }),
      seeded,
    )
  })

  it('loses nothing on its way through a snapshot', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const histogram = histogramOf(values)
        const copy = new Histogram()
        copy.merge(structuredClone(histogram.toSnapshot()))
        assert.ok(copy.equals(histogram))
      }),
      seeded,
    )
  })

  it('tells different histograms apart', () => {
    assert.ok(!histogramOf([1, 2]).equals(histogramOf([1, 3])))
    assert.ok(!histogramOf([1]).equals(histogramOf([1, 1])))
    // 3,000,000 and 3,000,001 share a bin, but not their sum.
    assert.ok(!histogramOf([3_000_000]).equals(histogramOf([3_000_001])))
  })

  it('encodes to V2 that the library reads, bin by bin', () => {
    const histogram = histogramOf([1000, 1000, 250_000, 7_000_000])
    const read = decodeFromCompressedBase64(histogram.encode())
    assert.equal(read.totalCount, 4)
    assert.equal(read.getValueAtPercentile(50), 1000)
    // The top of the bin of 7 s, 2^12 µs wide: ⌈7,000,000 / 4096⌉ × 4096 − 1.
    assert.equal(read.getValueAtPercentile(100), Math.ceil(7_000_000 / 4096) * 4096 - 1)
    assert.equal(Histogram.decode(histogram.encode()).encode(), histogram.encode())
  })

  it('encodes to the same text for ever', () => {
    // Cookie, then 55 (0x37) octets of zlib: header 2, block header 5, V2 44 (0x2c), checksum 4.
    // V2: cookie, 4 octets of counts, rotation 0, 3 digits, lowest 1, highest 86.4e9 µs, ratio 1,
    // then zigzag counts: bin 0 → 0, bin 1 → 2 (04), bin 2 → 0, bin 3 → 1 (02).
    const encoded = Buffer.from(histogramOf([1, 1, 3]).encode(), 'base64').toString('hex')
    assert.equal(
      encoded,
      '1c84931400000037' +
        '7801' +
        '012c00d3ff' +
        '1c849313' +
        '00000004' +
        '00000000' +
        '00000003' +
        '0000000000000001' +
        '000000141dd76000' +
        '0000000000000001' +
        '00040002' +
        '4c6102be',
    )
  })

  it('is the same when it is packed, and goes on from there', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(LATENCY_MAX_US)), fc.array(fc.nat(LATENCY_MAX_US)), (a, b) => {
        const [packed, plain] = [new Histogram(), new Histogram()]
        for (const histogram of [packed, plain]) for (const value of a) histogram.record(value)
        packed.pack()
        assert.deepEqual(packed.toSnapshot(), plain.toSnapshot())
        assert.equal(packed.percentile('p95'), plain.percentile('p95'))
        for (const histogram of [packed, plain]) for (const value of b) histogram.record(value)
        packed.pack()
        assert.ok(packed.equals(plain))
        assert.deepEqual([packed.count, packed.mean], [a.length + b.length, plain.mean])
      }),
      { seed: 5, numRuns: 50 },
    )
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { RttEstimator } from '../../src/tcp/rtt-estimator.ts'

describe('round-trip estimator', () => {
  it('starts at three round trips, or at one and 200 ms', () => {
    const long = new RttEstimator('linux')
    long.sample(300_000, 1, 1)
    const short = new RttEstimator('linux')
    short.sample(40_000, 1, 1)
    // srtt + max(2·srtt, 200 ms): 300 + 600, 40 + 200.
    assert.deepEqual([long.timeout, short.timeout], [900_000, 240_000])
  })

  it('lets the variation decay once per round trip, towards 200 ms', () => {
    const rtt = new RttEstimator('linux')
    rtt.sample(300_000, 0, 1)
    // The deviation falls by a quarter each time: 600, 450, 337.5, 253.125, … The round trip that
    // begins with the third sample has 253.125 as its maximum, and ends with the fifth.
    for (let i = 1; i <= 3; i += 1) rtt.sample(300_000, i, i + 1)
    assert.equal(rtt.timeout, 900_000)
    rtt.sample(300_000, 4, 5)
    // 300 + 600 − (600 − 253.125) / 4
    assert.equal(rtt.timeout, 813_282)
  })

  it('does not take a fall of the round-trip time for variation', () => {
    const after = (sample: number): number => {
      const rtt = new RttEstimator('linux')
      for (let i = 1; i <= 60; i += 1) rtt.sample(400_000, i, i + 1)
      rtt.sample(sample, 60, 61)
      return rtt.timeout
    }
    // srtt 450 + deviation 400; srtt 350.1 + 200, because the fall of 399 counts an eighth of that.
    // The rest is what has not yet decayed of the first 800 ms.
    assert.deepEqual([after(800_000), after(1_000)], [850_003, 550_332])
  })

  it('keeps the textbook’s floor under the whole', () => {
    const rtt = new RttEstimator('rfc6298')
    for (let i = 0; i < 100; i += 1) rtt.sample(10_000, i, i + 1)
    assert.equal(rtt.timeout, 200_000)
  })

  it('never times out before srtt + 200 ms (tcp_rto_min)', () => {
    const samples = fc.array(fc.integer({ min: 1, max: 5_000_000 }), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(samples, (list) => {
        const rtt = new RttEstimator('linux')
        list.forEach((sample, index) => {
          rtt.sample(sample, index, index + 1)
        })
        assert.ok(rtt.timeout >= (rtt.srtt8 >> 3) + 200_000)
        assert.ok(rtt.srtt8 >> 3 >= Math.min(...list) - 1 && rtt.srtt8 >> 3 <= Math.max(...list))
      }),
      { seed: 3, numRuns: 300 },
    )
  })
})

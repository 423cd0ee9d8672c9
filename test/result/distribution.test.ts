import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Histogram } from '../../src/record/histogram.ts'
import { distributionsOf } from '../../src/result/distribution.ts'
import type { Result } from '../../src/result/result.ts'
import { latency, SAMPLE_RESULT } from './sample-result.ts'

const [first] = SAMPLE_RESULT.cells
assert.ok(first)
const { strategy, profile } = first
const tag = `${strategy}:${profile}:ready`

/** Of so many trials as many as are given got there, after 1 ms, 2 ms and so on. */
function ofTrials(trials: number, reached: number): Result {
  const cell = {
    ...first,
    strategy,
    profile,
    trials,
    milestones: { ready: { ...latency(reached, 1, 1), min: 1, max: reached } },
  }
  return { ...SAMPLE_RESULT, cells: [cell as Result['cells'][number]] }
}

function counting(reached: number): Histogram {
  const histogram = new Histogram()
  for (let ms = 1; ms <= reached; ms += 1) histogram.record(ms * 1000)
  return histogram
}

describe('a distribution', () => {
  it('of a histogram steps through what is left, to the last one of all', () => {
    const [{ ready } = {}] = distributionsOf(ofTrials(20, 20), new Map([[tag, counting(20)]]))
    assert.ok(ready)
    // Rank 1; 1 - 0.9, … 0.5 of 20; half of what is left and so on: 10 %, 20 %, 30 %, 40 %, 50 %; 55 %,
    // 60 %, 65 %, 70 %, 75 %; 80 % (77.5 and 80), 85 (82.5, 85), 90 (87.5); then every one is one.
    assert.deepEqual(
      ready.points.map(({ share }) => Math.round(share * 20 + 0.5)),
      [1, 2, 4, 6, 8, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
    )
    for (const { share, ms } of ready.points) {
      const rank = share * 20 + 0.5
      // HdrHistogram's bins of three digits: below 2.048 ms a microsecond, then to the top of one.
      assert.ok(ms >= rank - 1e-9 && ms <= rank * 1.001, `${rank}: ${ms}`)
    }
    assert.deepEqual([ready.population, ready.reached], [20, 20])
  })

  it('is the same of a histogram that was stored', () => {
    const kept = counting(20)
    const stored = Histogram.decode(kept.encode())
    const of = (histogram: Histogram) =>
      distributionsOf(ofTrials(20, 20), new Map([[tag, histogram]]))
    // 20 ms lie in a bin of 16 µs; that it was the last one to the microsecond says the result.
    assert.notEqual(stored.max, kept.max)
    assert.deepEqual(of(stored), of(kept))
  })

  it('ends where the rest never got there', () => {
    const [{ ready } = {}] = distributionsOf(ofTrials(20, 15), new Map([[tag, counting(15)]]))
    // The fifteenth of twenty, in its middle.
    assert.equal(ready?.points.at(-1)?.share, 14.5 / 20)
    assert.deepEqual([ready?.population, ready?.reached], [20, 15])
  })

  it('goes through the percentiles of the result where there is no histogram, or another one', () => {
    const expected = [
      { share: 0.0005, ms: 543.21 },
      { share: 0.5, ms: 543.21 },
      { share: 0.9, ms: 543.21 },
      { share: 0.95, ms: 720 },
      { share: 0.99, ms: 720 },
      { share: 0.9995, ms: 720 },
    ]
    assert.deepEqual(distributionsOf(SAMPLE_RESULT)[0]?.ready?.points, expected)
    const other = new Map([[tag, counting(7)]])
    assert.deepEqual(distributionsOf(SAMPLE_RESULT, other)[0]?.ready?.points, expected)
  })

  it('is none where nobody got there', () => {
    assert.deepEqual(distributionsOf(SAMPLE_RESULT).at(-1), {})
  })
})

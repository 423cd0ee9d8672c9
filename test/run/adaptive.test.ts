import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import { Histogram } from '../../src/record/histogram.ts'
import { isPrecise, nextTrials } from '../../src/run/adaptive.ts'
import type { CompareRunOptions } from '../../src/run/simulated/compare.ts'
import { compareAdaptively } from '../../src/run/simulated/compare-adaptively.ts'
import { milliseconds } from '../../src/units.ts'
import { shippedProfile, specOf } from './spec.ts'

/** Ready times in microseconds, of so many trials. */
function cellWith(times: readonly number[], trials: number) {
  const ready = new Histogram()
  for (const time of times) ready.record(time)
  const stats = new CellRecorder().toStats()
  return { ...stats, trials, milestones: { ...stats.milestones, ready } }
}

/** 10,000 to 10,999 µs, each once: the interval of p50 is from rank 470 to rank 532 of 1,000. */
const EVEN = Array.from({ length: 1000 }, (_, index) => 10_000 + index)

describe('how many trials are enough', () => {
  it('doubles from 1,000 to 100,000', () => {
    const seen = [nextTrials(0)]
    while (seen.at(-1) !== nextTrials(seen.at(-1) ?? 0)) seen.push(nextTrials(seen.at(-1) ?? 0))
    assert.deepEqual(seen, [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 100_000])
  })

  it('is as many as make both ends of the interval near enough', () => {
    // 10,499 is the 500th; 1,000 samples leave ±1.96 × √(1000 × ¼) = 31 ranks: 31 µs, 0.3 %.
    const cell = cellWith(EVEN, 1000)
    assert.ok(isPrecise(cell, { precision: 0.0035, percentages: ['p50'] }))
    assert.ok(!isPrecise(cell, { precision: 0.0025, percentages: ['p50'] }))
  })

  it('holds every percentile that is asked for to it', () => {
    const late = cellWith([...EVEN.slice(0, 980), ...Array(20).fill(90_000)], 1000)
    assert.ok(isPrecise(late, { precision: 0.01, percentages: ['p50'] }))
    // 1.5 % to 2.5 % of a thousand trials may lie beyond the 98th: 10 ms or 90 ms.
    assert.ok(!isPrecise(late, { precision: 0.5, percentages: ['p50', 'p98'] }))
  })

  it('is never few where an end of the interval is open', () => {
    // 0.999 ^ 1000 is 37 %: whatever is the largest may be below p99.9.
    assert.ok(!isPrecise(cellWith(EVEN, 1000), { precision: 0.5, percentages: ['p99.9'] }))
  })

  it('knows of what never got there that it took longer, and no more', () => {
    const half = cellWith(EVEN.slice(0, 500), 1000)
    assert.ok(!isPrecise(half, { precision: 0.5, percentages: ['p50'] }))
    assert.ok(isPrecise(half, { precision: 0.01, percentages: ['p99'] }))
    assert.ok(isPrecise(cellWith([], 1000), { precision: 0.01, percentages: ['p50', 'p99'] }))
  })
})

describe('a run with as many trials as it takes', () => {
  const spec = specOf('fast-resume-direct+pipelined', {
    strategies: ['fast-resume-direct+pipelined', 'fast-resume-direct+pipelined+tfo'],
    profiles: [shippedProfile('ideal'), shippedProfile('ideal', { jitter: milliseconds(100) })],
    trials: 100_000,
  })
  const asked = { precision: 0.0036, percentages: ['p50'] } as const
  const run = async (options: Omit<CompareRunOptions, 'onProgress'>, profiles = spec.profiles) => {
    const told: (readonly [number, number])[] = []
    const onProgress = (done: number, trials: number): void => {
      told.push([done, trials])
    }
    return {
      told,
      ...(await compareAdaptively({ ...spec, profiles }, asked, { ...options, onProgress })),
    }
  }

  it('ends with one number for all cells of a profile, whoever did the trials', async () => {
    const alone = await run({ workers: 1 })
    // Nothing varies on the ideal link. On the other a round trip is up to 0.2 s longer or shorter than
    // 1 s, and p50 of a thousand trials is known to about half a hundredth.
    const [ideal, unsteady] = alone.reached
    assert.deepEqual(ideal, { trials: 1000, precise: true })
    assert.ok(unsteady?.precise && unsteady.trials > 1000, JSON.stringify(unsteady))
    assert.deepEqual(
      alone.cells.map(({ trials }) => trials),
      [1000, 1000, unsteady.trials, unsteady.trials],
    )
    assert.deepEqual(alone.told[0], [0, 4000])
    assert.deepEqual(alone.told.at(-1), [2000 + 2 * unsteady.trials, 2000 + 2 * unsteady.trials])

    const together = await run({ workers: 2 }, spec.profiles.slice(1))
    assert.deepEqual(together.reached, [unsteady])
    for (const [index, { milestones }] of together.cells.entries()) {
      assert.ok(alone.cells[2 + index]?.milestones.ready.equals(milestones.ready))
    }
  })

  it('says that it did not get there when it is interrupted', async () => {
    const { reached, interrupted } = await run({ workers: 1, signal: AbortSignal.abort() })
    assert.equal(interrupted, true)
    assert.deepEqual(reached, Array(2).fill({ trials: 0, precise: false }))
  })
})

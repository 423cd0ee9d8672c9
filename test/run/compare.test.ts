import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compare } from '../../src/run/simulated/compare.ts'
import { specOf } from './spec.ts'

/** Five shares of 200 trials, one of 100. */
const SPEC = specOf('fast-resume-direct+pipelined', { trials: 1100 })

describe('a comparison on worker threads', () => {
  it('tells its progress share by share, and counts every trial once', async () => {
    const told: number[] = []
    const { cells, interrupted } = await compare(SPEC, {
      workers: 4,
      onProgress: (trialsDone) => told.push(trialsDone),
    })
    assert.equal(interrupted, false)
    assert.deepEqual([cells[0]?.trials, cells[0]?.completed], [1100, 1100])
    // Which share is done first is not determined; that there are six, and that they add up, is.
    assert.equal(told.length, 6)
    assert.equal(told.at(-1), 1100)
    assert.deepEqual(
      told,
      told.toSorted((a, b) => a - b),
    )
  })

  it('ends early when it is interrupted, with what it has', async () => {
    const controller = new AbortController()
    const spec = { ...SPEC, trials: 10_000_000 }
    const { cells, interrupted } = await compare(spec, {
      workers: 2,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    assert.equal(interrupted, true)
    const trials = cells[0]?.trials ?? 0
    assert.ok(trials >= 200 && trials < 10_000 && trials % 200 === 0, String(trials))
  })

  it('does not begin when it is interrupted before', async () => {
    const signal = AbortSignal.abort()
    const { cells, interrupted } = await compare(SPEC, { workers: 2, signal })
    assert.deepEqual([cells[0]?.trials, interrupted], [0, true])
  })

  it('fails with what a worker fails with', async () => {
    const broken = specOf('no-such-strategy')
    await assert.rejects(compare(broken, { workers: 2 }), /no-such-strategy/)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadPolicy } from '../../src/files/policies.ts'
import { loadScenario } from '../../src/files/scenarios.ts'
import { accepted } from '../../src/json/input-error.ts'
import { compare } from '../../src/run/simulated/compare.ts'
import { staysHere, threadsWorth } from '../../src/run/simulated/size.ts'
import { specOf } from './spec.ts'

/** Ten shares of 200 trials, one of 100. */
const SPEC = specOf('fast-resume-direct+pipelined', { trials: 2100 })
const SMALL = specOf('fast-resume-direct+pipelined', { trials: 500 })

describe('a comparison on worker threads', () => {
  it('is one that would take longer than a thread to start', () => {
    assert.deepEqual([staysHere(SPEC, 2), staysHere(SMALL, 2)], [false, true])
    assert.ok(!staysHere({ ...SMALL, strategies: Array(50).fill('legacy-direct'), trials: 40 }, 2))
  })

  it('has work for several, or lives, in which nothing could interrupt the calling one', () => {
    const { scenario } = accepted(loadScenario('tunnel', 'scenario'))
    const { policy } = accepted(loadPolicy('modern', 'policy'))
    const lives = { ...SPEC, courses: [{ scenario, policy, profiles: {} }] }
    assert.ok(staysHere({ ...SPEC, trials: 1_000_000 }, 1))
    assert.deepEqual([staysHere(lives, 1), staysHere({ ...lives, trials: 90 }, 1)], [false, true])
  })

  it('has as many as are worth their start, and there are processors', () => {
    // Seven ways on three links, as usual: one thread is faster than two for 1,000 trials of each.
    const usual = specOf('', {
      ...{ trials: 1000, strategies: Array(7).fill('legacy-direct') },
      profiles: Array(3).fill(SPEC.profiles[0]),
    })
    assert.equal(threadsWorth(usual, 4), 1)
    assert.equal(threadsWorth({ ...usual, trials: 2000 }, 4), 2)
    assert.equal(threadsWorth({ ...usual, trials: 100_000 }, 4), 4)
    assert.equal(threadsWorth({ ...usual, trials: 100_000 }, 4, 100), 1)
  })

  it('tells its progress share by share, and counts every trial once', async () => {
    const told: number[] = []
    const { cells, interrupted } = await compare(SPEC, {
      workers: 2,
      onProgress: (trialsDone) => told.push(trialsDone),
    })
    assert.equal(interrupted, false)
    assert.deepEqual([cells[0]?.trials, cells[0]?.completed], [2100, 2100])
    // Which share is done first is not determined; that there are eleven, and that they add up, is.
    assert.equal(told.length, 11)
    assert.equal(told.at(-1), 2100)
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

  it('has something of every cell by then, if there was time for a share of each', async () => {
    const controller = new AbortController()
    const strategies = ['fast-resume-direct+pipelined', 'sasl2-direct', 'legacy-direct']
    const { cells } = await compare(specOf('', { strategies, trials: 1_000_000 }), {
      workers: 1,
      signal: controller.signal,
      onProgress: (trialsDone) => {
        if (trialsDone === 600) controller.abort()
      },
    })
    assert.deepEqual(
      cells.map(({ trials }) => trials),
      [200, 200, 200],
    )
  })

  it('does not begin when it is interrupted before', async () => {
    const signal = AbortSignal.abort()
    const { cells, interrupted } = await compare(SPEC, { workers: 2, signal })
    assert.deepEqual([cells[0]?.trials, interrupted], [0, true])
  })

  it('fails with what a worker fails with', async () => {
    const broken = specOf('no-such-strategy', { trials: 2100 })
    await assert.rejects(compare(broken, { workers: 2 }), /no-such-strategy/)
  })
})

describe('a small comparison, in the calling thread', () => {
  it('tells its progress share by share', async () => {
    const told: number[] = []
    const onProgress = (trialsDone: number) => told.push(trialsDone)
    const { cells } = await compare(SMALL, { workers: 4, onProgress })
    assert.deepEqual([told, cells[0]?.completed], [[200, 400, 500], 500])
  })

  it('ends between two shares when it is interrupted, by what had its turn in between too', async () => {
    const controller = new AbortController()
    const { signal } = controller
    setImmediate(() => setImmediate(() => controller.abort()))
    const { cells, interrupted } = await compare(SMALL, { workers: 1, signal })
    assert.deepEqual([cells[0]?.trials, interrupted], [200, true])
  })

  it('fails with what a trial fails with', async () => {
    await assert.rejects(compare(specOf('no-such-strategy'), { workers: 2 }), /no-such-strategy/)
  })
})

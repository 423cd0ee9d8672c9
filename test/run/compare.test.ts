import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import { compare } from '../../src/run/simulated/compare.ts'
import { workHere } from '../../src/run/simulated/here.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { staysHere, threadsWorth } from '../../src/run/simulated/size.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { LifeUnderWay } from '../../src/run/simulated/under-way.ts'
import { type Share, sharesOf, Work } from '../../src/run/simulated/work.ts'
import { specOf } from './spec.ts'

/** Ten shares of 200 trials, one of 100. */
const SPEC = specOf('fast-resume-direct+pipelined', { trials: 2100 })
const SMALL = specOf('fast-resume-direct+pipelined', { trials: 500 })

describe('a comparison on worker threads', () => {
  it('is one that would take longer than a thread to start', () => {
    assert.deepEqual([staysHere(SPEC, 2), staysHere(SMALL, 2)], [false, true])
    assert.ok(!staysHere({ ...SMALL, strategies: Array(50).fill('legacy-direct'), trials: 40 }, 2))
  })

  it('has work for several', () => {
    assert.ok(staysHere({ ...SPEC, trials: 1_000_000 }, 1))
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

  it('ends when it is interrupted by what had its turn in between', async () => {
    const controller = new AbortController()
    const { signal } = controller
    setImmediate(() => setImmediate(() => controller.abort()))
    const { cells, interrupted } = await compare(SMALL, { workers: 1, signal })
    const trials = cells[0]?.trials ?? 0
    assert.ok(interrupted && trials > 0 && trials <= 200, String(trials))
  })

  it('ends within a share when it is interrupted, and counts what has been done of it', async () => {
    const controller = new AbortController()
    const cell = prepareCell(SMALL, 0)
    const trials = new TrialRunner()
    const run = (trial: number) => {
      // Longer than a turn, on any machine.
      const until = performance.now() + (trial === 3 ? 60 : 0)
      while (performance.now() < until);
      if (trial === 3) controller.abort()
      return trials.run(cell, trial)
    }
    const runner = { begin: (share: Share) => new Work(share, run) }
    const recorder = new CellRecorder()
    const done: Share[] = []
    await workHere(runner, sharesOf(SMALL), {
      signal: controller.signal,
      onDone: (share, counted) => {
        done.push(share)
        recorder.merge(counted)
      },
    })
    assert.deepEqual(done, [{ cell: 0, from: 0, to: 4 }])
    assert.equal(recorder.toStats().trials, 4)
  })

  it('ends within a life when it is interrupted, and counts those that are over', async () => {
    const controller = new AbortController()
    const cell = prepareCell(SMALL, 0)
    const trials = new TrialRunner()
    let steps = 0
    const endless = {
      step: () => {
        steps += 1
        if (steps === 5_000) controller.abort()
        return true
      },
    }
    const begin = (trial: number) =>
      trial < 2
        ? trials.begin(cell, trial)
        : new LifeUnderWay(endless, () => assert.fail('it never ends'))
    const done: Share[] = []
    await workHere({ begin: (share: Share) => new Work(share, begin) }, sharesOf(SMALL), {
      signal: controller.signal,
      onDone: (share) => done.push(share),
    })
    assert.deepEqual(done, [{ cell: 0, from: 0, to: 2 }])
    assert.ok(steps >= 5_000)
  })

  it('fails with what a trial fails with', async () => {
    await assert.rejects(compare(specOf('no-such-strategy'), { workers: 2 }), /no-such-strategy/)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CellRecorder, type CellSnapshot } from '../../src/record/cell-recorder.ts'
import { workHere } from '../../src/run/simulated/here.ts'
import { Pool, type WorkOptions } from '../../src/run/simulated/pool.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { ShareRunner, sharesBetween, sharesOf } from '../../src/run/simulated/work.ts'
import { cellCount, type RunSpec } from '../../src/run/spec.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { usefulStrategies } from '../../src/strategies/registry.ts'
import { milliseconds } from '../../src/units.ts'
import { shippedProfile, specOf } from './spec.ts'

/** Everything that is drawn at all is drawn here: jitter, bursts, rates, radio, outages. */
const SPEC: RunSpec = specOf('', {
  trials: 40,
  servers: [PROSODY],
  strategies: ['legacy-resume-starttls', 'fast-resume-direct+pipelined+tfo'],
  profiles: [
    shippedProfile('umts_driving'),
    shippedProfile('wifi_cafe_flaky', { loss: 0.05 }),
    shippedProfile('cell_bufferbloat', { jitter: milliseconds(20) }),
  ],
})

const run = (
  spec: RunSpec,
  order: (trials: readonly number[]) => readonly number[],
): CellSnapshot[] =>
  Array.from({ length: cellCount(spec) }, (_, index) => {
    const cell = prepareCell(spec, index)
    const recorder = new CellRecorder()
    const runner = new TrialRunner()
    for (const trial of order(Array.from({ length: spec.trials }, (_, trial) => trial))) {
      recorder.record(runner.run(cell, trial))
    }
    return recorder.toSnapshot()
  })

const forwards = (trials: readonly number[]): readonly number[] => trials
const backwards = (trials: readonly number[]): readonly number[] => [...trials].reverse()

describe('same seed, same bytes', () => {
  it('in two runs', () => {
    assert.deepEqual(run(SPEC, forwards), run(SPEC, forwards))
  })

  it('with the trials in the opposite order', () => {
    assert.deepEqual(run(SPEC, backwards), run(SPEC, forwards))
  })

  it('in the calling thread and in several others', async () => {
    // Two shares of each cell; which is done first is not determined.
    const spec = { ...SPEC, trials: 201 }
    const counted = async (work: (options: WorkOptions) => Promise<void>) => {
      const shares = new Map<string, CellSnapshot>()
      await work({ onDone: ({ cell, from }, counts) => shares.set(`${cell} from ${from}`, counts) })
      return shares
    }
    const last = () => sharesBetween([...Array(cellCount(spec)).keys()], 200, 201)
    const runner = new ShareRunner(spec)
    const here = await counted((options) => workHere(runner, sharesOf(spec), options))
    assert.equal(here.size, 12)
    const again = await counted((options) => workHere(runner, last(), options))
    const pool = new Pool(spec, 2)
    try {
      assert.deepEqual(await counted((options) => pool.work(sharesOf(spec), options)), here)
      // They stay, and have prepared other cells last.
      assert.deepEqual(await counted((options) => pool.work(last(), options)), again)
    } finally {
      await pool.letGo()
    }
  })

  it('and another seed gives other bytes', () => {
    assert.notDeepEqual(run({ ...SPEC, seed: '2' }, forwards), run(SPEC, forwards))
  })
})

describe('common random numbers', () => {
  it('give every strategy the same link: the first SYN meets the same fate at the same time', () => {
    // Up to the SYN-ACK all strategies without DNS and Fast Open send the same packets, so the
    // time to `connected` of a trial must not depend on the strategy.
    const connected = usefulStrategies()
      .filter(({ over }) => over.kind !== 'quic' && !over.fastOpen)
      .map(({ name }) => {
        const cell = prepareCell({ ...SPEC, strategies: [name] }, 1)
        const runner = new TrialRunner()
        return [0, 1, 2, 3, 4].map((trial) => runner.run(cell, trial).milestonesUs.connected)
      })
    for (const one of connected) assert.deepEqual(one, connected[0])
  })
})

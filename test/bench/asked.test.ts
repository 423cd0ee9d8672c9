import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readAsked } from './asked.ts'
import { SCRIPTED, specOf } from './load.ts'
import { writtenFlights } from './ns3.ts'
import { median, medianRatio } from './rounds.ts'

describe('the bench', () => {
  it('runs everything when it is asked nothing, and only what it is asked', () => {
    assert.deepEqual(readAsked([]), {
      sections: [
        'speed',
        'costs',
        'lives',
        'storms',
        'workers',
        'merging',
        'memory',
        'reading',
        'ns-3',
      ],
      against: undefined,
      rounds: 15,
      workerTrials: 40_000,
      memoryTrials: [10_000, 100_000],
      stormClients: [1_000, 10_000, 100_000],
    })
    assert.deepEqual(readAsked(['memory', '--memory-trials', '20000', '--rounds', '1']), {
      sections: ['memory'],
      against: undefined,
      rounds: 1,
      workerTrials: 40_000,
      memoryTrials: [10_000, 20_000],
      stormClients: [1_000, 10_000, 100_000],
    })
    const against = readAsked(['--against', 'HEAD~1'])
    assert.ok(typeof against !== 'string')
    assert.deepEqual([against.sections, against.against], [[], 'HEAD~1'])
  })

  it('says what is wrong in one line', () => {
    assert.equal(
      readAsked(['sped']),
      'found "sped", expected any of speed, costs, lives, storms, workers, merging, memory, reading, ns-3',
    )
    assert.equal(
      readAsked(['--rounds', '0']),
      '--rounds: found "0", expected a whole number from 1',
    )
    assert.match(String(readAsked(['--againts', 'HEAD'])), /--againts/)
  })

  it('has ns-3 say the flights of the dialogue files', () => {
    const [legacy, fast] = SCRIPTED.map((load) => writtenFlights(specOf(load, 1)))
    assert.deepEqual([legacy?.length, legacy?.[3]], [9, '80+160/400'])
    assert.deepEqual(fast, ['517/1500', '64+620/900'])
  })

  it('compares round by round, and takes the middle', () => {
    assert.equal(median([5, 1, 9]), 5)
    assert.equal(median([4, 1, 9, 5]), 4)
    // 10/5, 12/4, 9/9: 2, 3, 1
    assert.equal(medianRatio([10, 12, 9], [5, 4, 9]), 2)
  })
})

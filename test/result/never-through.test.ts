import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { neverThrough } from '../../src/result/outcomes.ts'
import type { Result } from '../../src/result/result.ts'
import { SAMPLE_LIVES } from './sample-lives.ts'
import { SAMPLE_RESULT } from './sample-result.ts'

describe('a strategy that never got through', () => {
  it('did so in no cell', () => {
    const [cell] = SAMPLE_RESULT.cells
    if (cell === undefined) assert.fail()
    const { fallbacks: _, ...dead } = { ...cell, completed: 0 }
    const of = (...cells: Result['cells']) => neverThrough({ ...SAMPLE_RESULT, cells })
    assert.deepEqual(of(dead), [cell.strategy])
    assert.deepEqual(of(dead, cell), [])
    // Nothing was tried.
    assert.deepEqual(of({ ...dead, trials: 0 }), [])
  })

  it('recovered from no episode of a life, whatever its first attempt came to', () => {
    const strategies = [...new Set(SAMPLE_LIVES.cells.map(({ strategy }) => strategy))]
    assert.deepEqual(neverThrough(SAMPLE_LIVES), [])
    const cells = SAMPLE_LIVES.cells.map((cell) => ({
      ...cell,
      ...(cell.episodes === undefined ? {} : { episodes: { ...cell.episodes, recovered: 0 } }),
    }))
    assert.deepEqual(neverThrough({ ...SAMPLE_LIVES, cells }), strategies)
  })
})

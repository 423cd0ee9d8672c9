import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readArguments, WrongUse } from './arguments.ts'

describe('command line of fidelity', () => {
  it('runs as many trials as were measured, 200 when quick, or as many as are asked for', () => {
    const trials = (...args: readonly string[]): number | undefined => readArguments(args).trials
    assert.deepEqual(
      [trials(), trials('--quick'), trials('--quick', '--trials', '50')],
      [undefined, 200, 50],
    )
  })

  it('names what it does not know', () => {
    assert.throws(() => readArguments(['--slow']), WrongUse)
    assert.throws(() => readArguments(['--trials', 'many']), {
      constructor: WrongUse,
      message: 'Expected --trials to be a whole number, found "many"',
    })
  })
})

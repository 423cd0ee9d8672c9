/** A few cases of every target, always the same; `npm run fuzz` tries others, for as long as one likes. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { readAsked } from './asked.ts'
import { TARGETS, tryCase } from './fuzz.ts'

const ROUNDS = 6

describe('fuzzing', () => {
  for (const target of TARGETS) {
    it(`finds nothing in a few cases: ${target.name}`, async () => {
      for (let number = 0; number < ROUNDS * target.share; number += 1) {
        assert.equal(await tryCase(target, 'test', number), undefined)
      }
    })

    it(`draws the same input from the same seed: ${target.name}`, () => {
      const draw = (seed: string) => target.fuzz(Random.seeded(seed).fork('x')).input
      assert.deepEqual(draw('a'), draw('a'))
      assert.notDeepEqual(draw('a'), draw('b'))
    })
  }

  it('tells a case that fails, and what its input was', async () => {
    const error = new Error('no')
    const failing = {
      name: 'failing',
      share: 1,
      fuzz: () => ({
        input: 'x',
        run: () => {
          throw error
        },
      }),
    }
    const found = { target: 'failing', number: 7, input: 'x', error }
    assert.deepEqual(await tryCase(failing, 'test', 7), found)
  })

  it('takes minutes, a seed, and one case to try again', () => {
    assert.deepEqual(readAsked([]), { minutes: 1, seed: '1', only: undefined })
    assert.deepEqual(readAsked(['--minutes', '0.5', '--seed', 'x']), {
      minutes: 0.5,
      seed: 'x',
      only: undefined,
    })
    assert.deepEqual(readAsked(['--case', 'command line 7']), {
      minutes: 1,
      seed: '1',
      only: { target: 'command line', number: 7 },
    })
    assert.match(String(readAsked(['--minutes', 'x'])), /^--minutes: found "x"/)
    assert.match(String(readAsked(['--case', 'servers 7'])), /^--case: found "servers 7"/)
  })
})

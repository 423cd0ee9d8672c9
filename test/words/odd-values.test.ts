import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InputError } from '../../src/json/input-error.ts'
import { readCompare } from '../../src/words/reading/compare.ts'
import { readShardWords } from '../../src/words/reading/shard.ts'
import { readTrace } from '../../src/words/reading/trace.ts'

const ring: { me?: unknown } = {}
ring.me = ring
const ODD: readonly (readonly [value: unknown, found: string])[] = [
  [10n, '10n'],
  [() => 1, 'a function'],
  [Symbol('x'), 'a symbol'],
  [Number.NaN, 'NaN'],
  [ring, 'an object'],
  [[1n], 'a list'],
  [Object.create(null), '{}'],
  [[Symbol('x')], '[null]'],
  [{ toJSON: () => undefined }, 'an object'],
]

describe('words that no file can hold', () => {
  for (const [value, found] of ODD) {
    it(`are found as what they are: ${found}`, () => {
      for (const [field, read] of [
        ['trials', () => readCompare({ trials: value })],
        ['timers', () => readCompare({ timers: value })],
        ['loss', () => readCompare({ loss: value })],
        ['strategy', () => readTrace({ strategy: value })],
        ['shard', () => readShardWords({ shard: value, output: 'parts' })],
      ] as const) {
        assert.throws(read, (error) => {
          assert.ok(error instanceof InputError, String(error))
          assert.deepEqual([error.code, error.field.replace(/\[0\]$/, '')], ['wrong-value', field])
          return true
        })
      }
      assert.throws(() => readCompare({ trials: value }), { found })
    })
  }
})

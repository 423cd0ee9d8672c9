import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse } from '@humanwhocodes/momoa'
import * as z from 'zod'
import { Places } from '../../src/json/places.ts'
import { parseJson } from '../../src/json/source.ts'

const KEYS = Array.from({ length: 1_000 }, (_, at) => `key${at}`)
const text = JSON.stringify(Object.fromEntries(KEYS.map((key) => [key, 1])))

describe('places in JSON', () => {
  it('are found by looking at each member once, however many are asked for', () => {
    const { body } = parse(text)
    assert.ok(body.type === 'Object')
    let looks = 0
    for (const member of body.members) {
      const { name } = member
      Object.defineProperty(member, 'name', {
        get() {
          looks += 1
          return name
        },
      })
    }
    const places = new Places(body)
    for (const key of KEYS) {
      assert.equal(places.of([key], 'key').column, text.indexOf(`"${key}"`) + 1)
    }
    // Once to know it, once to say where its name stands.
    assert.equal(looks, 2 * KEYS.length)
  })

  it('are those of the innermost value that is there', () => {
    const places = new Places(parse('{\n "a": [1, {"b": 2}]\n}').body)
    assert.deepEqual(places.of(['a', 1, 'b'], 'value'), { line: 2, column: 17 })
    assert.deepEqual(places.of(['a', 1, 'b'], 'key'), { line: 2, column: 12 })
    assert.deepEqual(places.of(['a', 1, 'c'], 'value'), { line: 2, column: 11 })
    assert.deepEqual(places.of(['a', 2], 'value'), { line: 2, column: 7 })
    assert.deepEqual(places.of(['c', 'd'], 'key'), { line: 1, column: 1 })
  })
})

describe('of many mistakes in JSON', () => {
  it('one is reported, and what may have been meant is looked for there alone', (test) => {
    const lowered = test.mock.method(String.prototype, 'toLowerCase')
    const parsed = parseJson(text, 'f.json', z.strictObject({ key: z.optional(z.number()) }))
    assert.equal(
      parsed.ok || parsed.error.message,
      'f.json:1:2: key0: found an unknown field, expected "key"',
    )
    // What was typed, what is known, and the nearest of that, of one key.
    assert.ok(lowered.mock.callCount() <= 3)
  })
})

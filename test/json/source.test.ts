import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as z from 'zod'
import { quickJson } from '../../src/json/quick.ts'
import { parseJson } from '../../src/json/source.ts'

const read = (text: string): unknown => {
  const parsed = parseJson(text, 'f.json', z.unknown())
  return parsed.ok ? parsed.value : parsed.error.message
}

describe('JSON that people write', () => {
  it('has no control characters in its texts (RFC 8259 §7): the first is named', () => {
    assert.equal(
      read('{\n  "a": "x\u001b[2J"\n}'),
      'f.json:2:10: found the control character U+001B in a text, expected it escaped, as \\u001b',
    )
    assert.match(String(read('["\\\\\n"]')), /^f\.json:1:5: found the control character U\+000A /)
    assert.match(String(read('{"\t": 1}')), /^f\.json:1:3: found the control character U\+0009 /)
  })

  it('has no key __proto__, whose value whoever copies fields would lose', () => {
    const expected = 'found an unknown field, expected another name'
    const open = z.record(z.string(), z.json())
    for (const key of ['__proto__', '__prot\\u006f__', '\\u005F_proto__']) {
      for (const parse of [parseJson, quickJson]) {
        const parsed = parse(`{"run": [{"${key}": 1}]}`, 'f.json', open)
        assert.ok(!parsed.ok)
        assert.equal(parsed.error.message, `f.json:1:11: run[0].__proto__: ${expected}`)
      }
    }
    assert.deepEqual(read('["__proto__"]'), ['__proto__'])
  })

  it('may have them escaped, and around its texts', () => {
    assert.deepEqual(read('\t["\\n\\u001b\\"",\r\n"\\\\"]\n'), ['\n\u001b"', '\\'])
    const long = 'x'.repeat(2_000_000)
    assert.equal(read(`"${long}"`), long)
  })
})

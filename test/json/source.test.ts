import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
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

  it('may have them escaped, and around its texts', () => {
    assert.deepEqual(read('\t["\\n\\u001b\\"",\r\n"\\\\"]\n'), ['\n\u001b"', '\\'])
    const long = 'x'.repeat(2_000_000)
    assert.equal(read(`"${long}"`), long)
  })
})

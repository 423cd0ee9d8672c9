import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { briefly, escapedJson, printable, withoutPasswords } from '../src/foreign-text.ts'
import { InputError } from '../src/json/input-error.ts'
import { jsonText } from '../src/json/text.ts'
import { CODE_POINT } from './code-point.ts'

/** Whether a terminal would obey it, or break a line at it. */
const isHarmful = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f) || code === 0x61c) return true
  return (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
}

const assertHarmless = (text: string): void =>
  assert.deepEqual([...text].filter(isHarmful), [], JSON.stringify(text))

const anything = fc.string({ unit: CODE_POINT })

describe('text of foreign origin', () => {
  it('becomes one harmless line', () => {
    assert.equal(printable('a\r\n\t b\u001b[31m\u0000\u007f\u0085\u202e'), 'a b␛[31m␀␡\ufffd\ufffd')
    assert.equal(
      printable('not-auth\u009b31m\u0085RED  twice'),
      'not-auth\ufffd31m\ufffdRED  twice',
    )
    fc.assert(fc.property(anything, (text) => assertHarmless(printable(text))))
  })

  it('becomes no longer than it may, and never half a character', () => {
    assert.equal(briefly('abcdef', 6), 'abcdef')
    assert.equal(briefly('abcdefg', 6), 'abcde…')
    assert.equal(briefly('ab😀cdef', 4), 'ab…')
  })

  it('has no password where an address would have one', () => {
    for (const address of [
      ...['xmpp://alice:geheim@localhost', 'alice:geheim@localhost', 'xmpp:alice:geheim@localhost'],
      ...['xmpps://a:ge@heim@localhost:5223', 'x"a:geheim@b"y', 'a:geheim@b c:geheim@d'],
    ]) {
      assert.doesNotMatch(withoutPasswords(`found "${address}"`), /heim/)
    }
    for (const text of ['xmpp://alice@localhost:5222', 'a: b@c', 'x:1:2: found "y@z"', 'a:b']) {
      assert.equal(withoutPasswords(text), text)
    }
  })

  it('is the same in JSON, whose own text is harmless', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const written = escapedJson(JSON.stringify([text]))
        assertHarmless(written)
        assert.deepEqual(JSON.parse(written), [text])
        assert.deepEqual(JSON.parse(jsonText({ text })), { text })
      }),
    )
  })

  it('makes complaints of one line that fits, whatever was found', () => {
    const error = (found: string) =>
      new InputError({ code: 'wrong-value', field: 'x', found, expected: 'y' }).message
    assert.equal(error('a\n\u001b[2Jb'), 'x: found a ␛[2Jb, expected y')
    assert.equal(error('z'.repeat(1_000)), `x: found ${'z'.repeat(199)}…, expected y`)
    fc.assert(
      fc.property(anything, (text) => {
        const { message } = new InputError({
          ...{ code: 'malformed', file: text, line: 1, field: text },
          ...{ found: text, expected: text.repeat(50) },
        })
        assertHarmless(message)
        assert.ok(message.length <= 1_000)
      }),
    )
  })
})

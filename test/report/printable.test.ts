import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { columns, fit, printable, wrap } from '../../src/report/printable.ts'

describe('printable', () => {
  it('makes one harmless line of anything', () => {
    assert.equal(printable('a\r\n\t b\u001b[31m\u0000\u007f\u0085\u202e'), 'a b␛[31m␀␡\ufffd\ufffd')
  })

  it('knows wide and combining characters', () => {
    // Latin 1 each; 漢 and 😀 2 each; the acute accent joins its letter
    assert.deepEqual([columns('abc'), columns('漢😀'), columns('e\u0301')], [3, 4, 1])
  })

  it('cuts to the columns there are', () => {
    assert.deepEqual(
      [fit('abcdef', 6), fit('abcdef', 5), fit('漢漢漢', 4)],
      ['abcdef', 'abcd…', '漢…'],
    )
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 1, max: 20 }),
        (text, limit) => {
          assert.ok(columns(fit(printable(text), limit)) <= limit)
        },
      ),
      { seed: 3, numRuns: 300 },
    )
  })

  it('wraps at spaces', () => {
    assert.deepEqual(wrap('one two three', 7), ['one two', 'three'])
    assert.deepEqual(wrap('overlong it', 4), ['ove…', 'it'])
    assert.deepEqual(wrap('', 4), [])
  })
})

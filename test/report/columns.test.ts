import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { printable } from '../../src/foreign-text.ts'
import { columns, fit, fitMiddle, wrap, wrapName } from '../../src/report/columns.ts'

describe('columns of a terminal', () => {
  it('knows wide and combining characters, and what is joined to one', () => {
    // Latin 1 each; 漢 and 😀 2 each; the acute accent joins its letter; a family is one emoji
    assert.deepEqual(['abc', '漢😀', 'e\u0301', '👨\u200d👩\u200d👧'].map(columns), [3, 4, 1, 2])
    // What the ladder and the tables are drawn of takes one column each.
    for (const one of '─│├┤▶◀●○✗↻…«»█░†·–≥') assert.equal(columns(one), 1, one)
  })

  it('cuts names in their middle', () => {
    const names = ['fast-resume-direct at prosody-13', 'fast-resume-direct at ejabberd']
    assert.deepEqual(
      names.map((name) => fitMiddle(name, 20)),
      ['fast-resum…rosody-13', 'fast-resum… ejabberd'],
    )
    assert.equal(fitMiddle('abc', 3), 'abc')
  })

  it('cuts to the columns there are', () => {
    assert.deepEqual(
      [fit('abcdef', 6), fit('abcdef', 5), fit('漢漢漢', 4), fit('e\u0301e\u0301e\u0301', 2)],
      ['abcdef', 'abcd…', '漢…', 'e\u0301…'],
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

  it('wraps at spaces, and loses nothing of a word that is too long', () => {
    assert.deepEqual(wrap('one two three', 7), ['one two', 'three'])
    assert.deepEqual(wrap('overlong it', 4), ['over', 'long', 'it'])
  })

  it('tears no number from its unit', () => {
    // 'wakes in 158 ms' has 15 columns.
    assert.deepEqual(wrap('wakes in 158 ms median', 14), ['wakes in', '158 ms median'])
    assert.deepEqual(wrap('above 99 % of 5 somethings', 9), [
      'above',
      '99 % of 5',
      'something',
      's',
    ])
  })

  it('breaks names where they are joined', () => {
    // '  +pipelined+tfo †' has 18 columns.
    const name = 'fast-resume+pipelined+tfo †'
    assert.deepEqual(wrapName(name, '+', 18), ['fast-resume', '  +pipelined+tfo †'])
    assert.deepEqual(wrapName(name, '+', 17), ['fast-resume', '  +pipelined', '  +tfo †'])
    assert.deepEqual(wrapName('plain', '+', 3), ['plain'])
  })
})

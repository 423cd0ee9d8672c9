import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import * as z from 'zod'
import { parseJson } from '../../src/json/source.ts'

const complaint = (text: string): string => {
  const read = parseJson(text, 'a.json', z.unknown())
  return read.ok ? 'none' : read.error.message
}

const OPEN = 'found the end of the text, expected all that was opened to be closed'

describe('text that is no JSON', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['{', `1:1: ${OPEN}`],
    ['{"a": [1', `1:8: ${OPEN}`],
    ['{"a": 1,', `1:8: ${OPEN}`],
    ['', '1:1: found the end of the text, expected well-formed JSON'],
    ['{\n"a": 1,\n}', '3:1: found "," before "}", expected no comma behind the last one'],
    ['[1,]', '1:4: found "," before "]", expected no comma behind the last one'],
    [
      '{"a": 1\n"b": 2}',
      '2:1: found a text right behind another value, expected a comma or a colon between',
    ],
    [
      '[1 {"b": 2}]',
      '1:4: found "{" right behind another value, expected a comma or a colon between',
    ],
    ['{"a": 1}}', '1:9: found "}" too many, expected nothing behind the end'],
    ['{"a": ,}', '1:7: found ",", expected well-formed JSON'],
  ]
  for (const [text, expected] of cases) {
    it(`is told of in its own signs: ${JSON.stringify(text)}`, () => {
      assert.equal(complaint(text), `a.json:${expected}`)
    })
  }

  it('never speaks of the parser’s tokens, however it is cut off', () => {
    const whole = fc.json().filter((text) => text.length > 1)
    fc.assert(
      fc.property(whole, fc.nat(), (text, at) => {
        const cut = text.slice(0, at % text.length)
        assert.doesNotMatch(complaint(cut), /Brace|Bracket|Comma|Colon|String/)
      }),
    )
  })
})

import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { jsonText } from '../../src/json/text.ts'

describe('JSON as text', () => {
  it('keeps on one line what fits on one, and the order of keys', () => {
    // 98 letters, two quotes and two brackets are 102 columns: too long for one line of 100.
    const long = 'x'.repeat(98)
    assert.equal(
      jsonText({ b: [1, [2.5, null]], a: { e: {}, l: [] }, long: [long, ''] }),
      `{
  "b": [1, [2.5, null]],
  "a": { "e": {}, "l": [] },
  "long": [
    "${long}",
    ""
  ]
}
`,
    )
  })

  it('fills a line to its hundredth column and no further', () => {
    // {"k": "…"} has 2 braces, 2 spaces, 5 columns of key and 2 quotes around the value: 11.
    assert.equal(jsonText({ k: 'x'.repeat(89) }).trimEnd().length, 100)
    assert.ok(jsonText({ k: 'x'.repeat(90) }).includes('\n  "k"'))
  })

  it('reads back as any value that went in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value))
        assert.deepEqual(JSON.parse(jsonText(plain)), plain)
      }),
      { seed: 7, numRuns: 200 },
    )
  })

  it('refuses figures that are none', () => {
    assert.throws(() => jsonText({ mean: Number.NaN }), /finite number/)
  })
})

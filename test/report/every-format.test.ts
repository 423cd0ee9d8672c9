/** Conformance: what holds for everything that is written, whoever reads it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { WRITTEN } from './written.ts'

const HOSTILE = 'a|b"c,<i>`*\u001b[31m\n::error::%0A&\u{1D499}\ud800'

/** A course of what happened when, to everybody. */
const NAMELESS = ['storm-csv.csv']
/** Refused, because their readers have no way to tell what is a name. */
const PLAIN_NAMES_ONLY = ['latency.hlog', 'latency.hgrm']

for (const [file, write] of Object.entries(WRITTEN)) {
  describe(file, () => {
    const text = write('somebody')

    it('names whom it is about, has no figure that is none, and ends with one line end', () => {
      assert.equal(text.includes('somebody'), !NAMELESS.includes(file))
      assert.doesNotMatch(text, /NaN|Infinity|undefined/)
      assert.match(text, /[^\n]\n$/)
      assert.equal(write('somebody'), text)
    })

    it('has no control characters but line ends, whatever names contain', () => {
      if (PLAIN_NAMES_ONLY.includes(file)) assert.throws(() => write(HOSTILE), SyntaxError)
      else assert.doesNotMatch(write(HOSTILE), /(?!\n)\p{Cc}/u)
    })
  })
}

/** Each field of a CSV whose fields have neither quotes nor commas in them. */
const fieldsOf = (csv: string): readonly string[] => csv.split(/[\n,]/)

describe('a name that is a formula to spreadsheets', () => {
  for (const first of ['=', '+', '-', '@']) {
    const name = `${first}1+cmd|A0`
    for (const [file, write] of Object.entries(WRITTEN)) {
      if (!file.endsWith('.csv') || NAMELESS.includes(file)) continue
      it(`is a text in CSV: ${first} in ${file}`, () => {
        const fields = fieldsOf(write(name))
        assert.ok(fields.includes(`'${name}`))
        assert.ok(!fields.includes(name))
      })
    }
  }
})

it('lines that programs read stay one line each, whatever names contain', () => {
  for (const file of ['served.jsonl', 'proxied.jsonl', 'verdicts-annotations.txt']) {
    const lines = (name: string): number => WRITTEN[file]?.(name).split('\n').length ?? 0
    assert.equal(lines(HOSTILE), lines('somebody'))
  }
})

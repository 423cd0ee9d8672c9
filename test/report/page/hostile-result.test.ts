/** Results that no run would have: whatever the schema lets through can be shown. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { renderHtml } from '../../../src/report/html.ts'
import { renderSvg } from '../../../src/report/svg.ts'
import { type Result, resultSchema } from '../../../src/result/result.ts'
import { cases } from '../../cases.ts'
import { SAMPLE_LIVES } from '../../result/sample-lives.ts'
import { SAMPLE_RESULT } from '../../result/sample-result.ts'
import { readHtml, readXml } from './read-markup.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** The same, with what `change` makes of each number, in their order. */
function withNumbers(value: Json, change: (number: number) => number): Json {
  if (typeof value === 'number') return change(value)
  if (Array.isArray(value)) return value.map((item) => withNumbers(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withNumbers(item, change)]),
  )
}

const strange = fc.constantFrom(0, 1, 3, 1e-9, 0.5, 999.95, 1e9, 1e15, 2 ** 53 - 1, 1e300)

const cellsOf = (result: Result): Json => JSON.parse(JSON.stringify(result.cells))

describe('numbers of strangers', () => {
  for (const [name, result] of Object.entries({ attempts: SAMPLE_RESULT, lives: SAMPLE_LIVES })) {
    it(`of ${name} are drawn, or refused`, () => {
      let drawn = 0
      fc.assert(
        fc.property(fc.infiniteStream(fc.tuple(fc.nat({ max: 40 }), strange)), (numbers) => {
          const cells = withNumbers(cellsOf(result), (number) => {
            const { value } = numbers.next()
            return value !== undefined && value[0] === 0 ? value[1] : number
          })
          const read = resultSchema.safeParse({ ...result, cells })
          if (!read.success) return
          drawn += 1
          for (const text of [renderHtml(read.data), renderSvg(read.data)]) {
            assert.doesNotMatch(text, /NaN|Infinity|undefined/)
            assert.ok(text.length < 500_000)
          }
          assert.deepEqual(readHtml(renderHtml(read.data)).errors, [])
          readXml(renderSvg(read.data))
        }),
        { seed: 1, numRuns: cases(60) },
      )
      assert.ok(drawn >= cases(6), `${drawn} drawn`)
    })
  }

  it('do not make anybody draw for ever', () => {
    const [cell] = SAMPLE_RESULT.cells
    assert.ok(cell)
    const waits = { total: 2 ** 53 - 1, byLayer: { tcp: 2 ** 53 - 1 } }
    const result = { ...SAMPLE_RESULT, cells: [{ ...cell, waits }] }
    assert.ok(renderSvg(result).length < 50_000)
    assert.match(renderSvg(result), /9007199254740991/)
  })
})

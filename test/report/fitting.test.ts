import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import stringWidth from 'string-width'
import { DIFFERENCE_FORMATS } from '../../src/report/difference/formats.ts'
import { fitted } from '../../src/report/fitting.ts'
import type { Sheet } from '../../src/report/sheet.ts'
import { renderTable } from '../../src/report/table.ts'
import { VERDICT_FORMATS } from '../../src/report/verdict/formats.ts'
import { differenceOf } from '../../src/result/difference/difference.ts'
import type { Result } from '../../src/result/result.ts'
import { SAMPLE_LIVES } from '../result/sample-lives.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'
import { checkedAlone } from './specimens/verdicts.ts'

const sheet = (heads: readonly string[], ...rows: readonly (readonly string[])[]): Sheet => ({
  title: 'a sheet',
  notes: [],
  columns: heads.map((head, index) => ({ head, align: index === 0 ? 'left' : 'right' })),
  rows,
  remarks: [],
})

describe('a sheet with sentences', () => {
  it('has them on several lines before it loses a column', () => {
    const long = 'layer by layer as it was in the baseline'
    const wide: Sheet = {
      ...sheet(['name', 'expected', 'found'], ['legacy-direct', long, '4 waits']),
      columns: [
        { head: 'name', align: 'left' },
        { head: 'expected', align: 'left', isText: true },
        { head: 'found', align: 'left', isText: true },
      ],
    }
    // 13 + 40 + 7 columns and two gaps of one: ten more than there is room for.
    const { sheet: narrow } = fitted(wide, 52)
    assert.equal(narrow.columns.length, 3)
    assert.deepEqual(narrow.rows[0]?.[1]?.split('\n'), [
      'layer by layer as it was in',
      'the baseline',
    ])
    assert.deepEqual(narrow.remarks, [])
  })
})

describe('a sheet that is too wide', () => {
  const wide = sheet(
    ['name', 'first', 'second', 'total'],
    ['legacy-resume-starttls', '1', '2', '3'],
  )

  it('gets narrow gaps, then names on several lines', () => {
    // 22 + 5 + 6 + 5 columns and three gaps of two, or of one.
    assert.equal(fitted(wide, 44).gap, '  ')
    assert.equal(fitted(wide, 41).gap, ' ')
    assert.equal(fitted(wide, 40).sheet.rows[0]?.[0], 'legacy-resume\n  -starttls')
  })

  it('loses columns from the right but for the sum, and says which', () => {
    const { sheet: narrow } = fitted(wide, 30)
    assert.deepEqual(
      narrow.columns.map(({ head }) => head),
      ['name', 'first', 'total'],
    )
    assert.deepEqual(narrow.remarks, [
      'no room here for second: a wider terminal has it, and every other format',
    ])
  })

  it('has names on lines of which none is blank when it loses columns', () => {
    const name = 'fast-resume-direct+pipelined+tfo+tls-resumed'
    // 44 + 6 + 7 columns and two gaps of one; names of 16 columns leave room for one more of six.
    const { sheet: narrow } = fitted(sheet(['name', 'first6', 'second7'], [name, '1', '2']), 24)
    assert.deepEqual(
      narrow.columns.map(({ head }) => head),
      ['name', 'first6'],
    )
    // 24 less 6 and a gap: 17, into which neither `fast-resume-direct` nor `+tfo+tls-resumed` and two blanks go.
    assert.equal(narrow.rows[0]?.[0], 'fast-resume\n  -direct\n  +pipelined+tfo\n  +tls-resumed')
  })
})

/** Every line but those of commands, which are pasted. */
const widest = (text: string): number =>
  Math.max(
    ...text
      .split('\n')
      .filter((line) => !line.includes('npx xmpp-rtt'))
      .map((line) => stringWidth(line)),
  )

const saved = { ms: 120.5, ci95: [-1234.5, 12345.6] as [number, number] }
const SAVING: Result = {
  ...SAMPLE_RESULT,
  cells: SAMPLE_RESULT.cells.map((cell, index) =>
    index % 2 === 0
      ? cell
      : {
          ...cell,
          saved: {
            against: { strategy: 'legacy-resume-starttls', server: 'prosody' },
            ...{ p50: saved, p95: saved, p99: null },
          },
        },
  ),
}

describe('what is printed', () => {
  for (const width of [80, 60]) {
    it(`fits ${width} columns`, () => {
      const options = { color: false, width, strict: false }
      const where = 'lte_good, tunnel, conversations-background'
      const verdict = {
        subject: { kind: 'strategy', name: 'fast-resume-direct+pipelined+tfo', where },
        kind: 'broken',
        expected: '3 waits, layer by layer as in the baseline',
        found: '12345 ms (11111 to 22222)',
        details: [],
      } as const
      for (const text of [
        renderTable(SAVING, options),
        renderTable(SAMPLE_LIVES, options),
        DIFFERENCE_FORMATS.table.render(differenceOf(SAMPLE_RESULT, SAVING), options),
        DIFFERENCE_FORMATS.table.render(differenceOf(SAMPLE_LIVES, SAMPLE_LIVES), options),
        VERDICT_FORMATS.table.render(checkedAlone([verdict]), options),
      ]) {
        assert.ok(widest(text) <= width, text)
      }
    })
  }
})

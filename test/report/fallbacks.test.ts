import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderCsv } from '../../src/report/csv.ts'
import { renderJson } from '../../src/report/json.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { renderTable } from '../../src/report/table.ts'
import type { Result } from '../../src/result/result.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

const BY_FALLBACK = {
  'fast-refused': { trials: 300, waits: { total: 6, byLayer: { tcp: 1, tls: 1, auth: 4 } } },
}
/** Of the first cell's trials 700 were completed and 300 fell back; none failed. */
const RESULT: Result = {
  ...SAMPLE_RESULT,
  cells: SAMPLE_RESULT.cells.map((cell, index) =>
    index === 0 ? { ...cell, completed: 700, fallbacks: BY_FALLBACK } : cell,
  ),
}
const NAME = 'legacy-resume-starttls'

describe('what got through by a fallback', () => {
  it('has a column and a line of its own in tables, and is no failure', () => {
    for (const text of [renderTable(RESULT), renderMarkdown(RESULT)]) {
      assert.match(text, /by fallback/)
      assert.ok(text.includes(`${NAME}: 300 of 1000 ready by fallback (FAST refused), waits 6`))
      assert.ok(!text.includes('300 of 1000 failed'))
      // Waits of the row are those of the completed alone.
      assert.match(text, new RegExp(`${NAME}[ |]+9[ |]+543`))
      assert.match(text, /30\.0 %[ |]+0/)
    }
    assert.doesNotMatch(renderTable(SAMPLE_RESULT), /fallback/)
  })

  it('has columns of its own in CSV', () => {
    const [header = '', row = ''] = renderCsv(RESULT).split('\n')
    const at = (name: string) => row.split(',')[header.split(',').indexOf(name)]
    assert.deepEqual(['completed', 'ready_by_fallback', 'fallbacks', 'failed', 'waits'].map(at), [
      '700',
      '300',
      'fast-refused:300:6',
      '0',
      '9',
    ])
  })

  it('stands in JSON with its waits', () => {
    assert.deepEqual(JSON.parse(renderJson(RESULT)).cells[0].fallbacks, BY_FALLBACK)
  })
})

import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { renderCsv } from '../../src/report/csv.ts'
import type { Result } from '../../src/result/result.ts'
import type { Saved } from '../../src/result/saved-schema.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

const lines = (result: Result): readonly string[] => renderCsv(result).trimEnd().split('\n')

/** The named fields of a row without quotes in it. */
function fields(row: number, ...names: readonly string[]): readonly (string | undefined)[] {
  const [header = '', ...rows] = lines(SAMPLE_RESULT)
  const values = rows[row]?.split(',') ?? []
  return names.map((name) => values[header.split(',').indexOf(name)])
}

describe('csv', () => {
  it('has a header and one row per cell, all of the same length', () => {
    const counts = lines(SAMPLE_RESULT).map((line) => line.split(',').length)
    // 15 of the cell, 11 layers, 9 figures, 4 milestones of 20 figures (count, mean, min,
    // four percentiles with what they lie beyond and two ends each, max)
    assert.deepEqual(
      counts,
      Array.from({ length: 5 }, () => 15 + 11 + 9 + 4 * 20),
    )
  })

  it('says what attempts were given where none of them got there', () => {
    const [cell] = SAMPLE_RESULT.cells
    if (cell === undefined) assert.fail()
    const [header = '', row = ''] = lines({
      ...SAMPLE_RESULT,
      cells: [{ ...cell, completed: 0, milestones: {} }],
    })
    const at = (name: string) => row.split(',')[header.split(',').indexOf(name)]
    assert.deepEqual(['ready_count', 'ready_p50_ms', 'ready_p50_beyond_ms'].map(at), [
      '0',
      '',
      String(SAMPLE_RESULT.settings.timeoutMs),
    ])
  })

  it('has what a row saves where rows are held against the first', () => {
    const [first, second] = SAMPLE_RESULT.cells
    if (first === undefined || second === undefined) assert.fail()
    const saved: Saved = {
      against: { strategy: first.strategy, server: null },
      p50: { ms: 109.5, ci95: [101, 117] },
      p95: { ms: -2, ci95: [-3, null] },
      p99: null,
    }
    const [header = '', ...rows] = lines({ ...SAMPLE_RESULT, cells: [first, { ...second, saved }] })
    const columns = header.split(',')
    const from = columns.indexOf('saved_against')
    assert.deepEqual(
      rows.map((row) => row.split(',').slice(from).join()),
      [',,,,,,,,,,', `${first.strategy},,109.5,101,117,-2,-3,,,,`],
    )
    assert.equal(columns.slice(from).length, 2 + 3 * 3)
  })

  it('has the figures of a cell', () => {
    assert.deepEqual(
      fields(
        2,
        'profile',
        'strategy',
        'trials',
        'completed',
        'failed',
        'failures',
        'waits',
        'waits_auth',
        'waits_bind',
        'bytes_down',
        'link_bytes_up',
        'link_bytes_down',
        'packets_retransmitted',
        'connected_p95_ms',
        'ready_count',
        'ready_p50_ms',
        'ready_p99_ci95_low_ms',
      ),
      [
        'edge',
        'legacy-resume-starttls',
        '1000',
        '987',
        '13',
        'connection-reset:1;timeout:12',
        '9',
        '2',
        '0',
        '6789.125',
        '3000',
        '8000',
        '0.015',
        '61',
        '987',
        '4654.3',
        '7200',
      ],
    )
  })

  it('leaves empty what does not exist', () => {
    assert.deepEqual(
      fields(3, 'failed', 'waits', 'waits_tcp', 'bytes_up', 'ready_count', 'ready_p50_ms'),
      ['1000', '', '', '', '0', ''],
    )
  })

  it('quotes names as RFC 4180 says', () => {
    const [cell] = SAMPLE_RESULT.cells
    assert.ok(cell !== undefined)
    const result = { ...SAMPLE_RESULT, cells: [{ ...cell, profile: 'a,"b"' }] }
    assert.match(lines(result)[1] ?? '', /^"a,""b""",legacy-resume-starttls,/)
  })

  it('has a header without cells, too', () => {
    assert.deepEqual(lines({ ...SAMPLE_RESULT, cells: [] }), lines(SAMPLE_RESULT).slice(0, 1))
  })
})

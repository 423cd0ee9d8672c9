import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { renderCsv } from '../../src/report/csv.ts'
import { serversText } from '../../src/report/heading.ts'
import { latencySheets, roundTripSheet } from '../../src/report/sheet.ts'
import { differenceOf } from '../../src/result/difference/difference.ts'
import type { Result } from '../../src/result/result.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

/** Every cell at one more server, where a wait more was needed and nothing got through on edge. */
const TWO: Result = {
  ...SAMPLE_RESULT,
  settings: { ...SAMPLE_RESULT.settings, server: { names: ['prosody', 'mine'] } },
  cells: SAMPLE_RESULT.cells.flatMap((cell) => [
    cell,
    { ...cell, server: 'mine', waits: cell.waits && { ...cell.waits, total: 10 } },
  ]),
}
const LEGACY = 'legacy-resume-starttls'

describe('a result of several servers', () => {
  it('has a row for each of them', () => {
    const sheet = roundTripSheet(TWO)
    assert.deepEqual(
      sheet.columns.slice(0, 2).map(({ head }) => head),
      ['strategy', 'server'],
    )
    assert.deepEqual(
      sheet.rows.slice(0, 2).map((row) => [row[0], row[1], row.at(-1)]),
      [
        [LEGACY, 'prosody', '9'],
        [LEGACY, 'mine', '10'],
      ],
    )
    for (const { columns, rows } of latencySheets(TWO, 'full')) {
      assert.equal(columns[1]?.head, 'server')
      assert.deepEqual(
        rows.map((row) => row[1]),
        ['prosody', 'mine', 'prosody', 'mine'],
      )
      for (const row of rows) assert.equal(row.length, columns.length)
    }
  })

  it('says where something failed', () => {
    const [, edge] = latencySheets(TWO, 'brief')
    assert.deepEqual(edge?.remarks.slice(0, 2), [
      `${LEGACY} at prosody: 13 of 1000 failed (connection-reset 1, timeout 12)`,
      `${LEGACY} at mine: 13 of 1000 failed (connection-reset 1, timeout 12)`,
    ])
  })

  it('names them in its heading and in a column of CSV, a single one in neither', () => {
    assert.equal(serversText(TWO), 'servers prosody, mine')
    assert.equal(serversText(SAMPLE_RESULT), 'server prosody')
    const head = (result: Result): string[] => renderCsv(result).split('\n', 1)[0]?.split(',') ?? []
    assert.deepEqual(head(TWO).slice(0, 3), ['profile', 'strategy', 'server'])
    assert.deepEqual(
      head(TWO).filter((name) => name !== 'server'),
      head(SAMPLE_RESULT),
    )
  })

  it('is held against the same servers of another one, or against its only one', () => {
    const pairs = (one: Result, other: Result): unknown =>
      differenceOf(one, other).cells.map(({ strategy, server, waits }) => [
        ...[strategy, server, waits.before, waits.after],
      ])
    const both = pairs(TWO, TWO)
    assert.deepEqual(both, [
      [LEGACY, 'prosody', 9, 9],
      [LEGACY, 'mine', 10, 10],
      // 988 trials of two waits and 12 of three; at the other 988 of ten.
      ['fast-resume-direct+pipelined+tfo', 'prosody', 2.012, 2.012],
      ['fast-resume-direct+pipelined+tfo', 'mine', 9.916, 9.916],
      ...(both as unknown[]).slice(4),
    ])
    const [, mine] = TWO.cells
    assert.ok(mine)
    assert.deepEqual(pairs({ ...TWO, cells: [mine] }, TWO), [
      [LEGACY, 'prosody', 10, 9],
      [LEGACY, 'mine', 10, 10],
    ])
  })
})

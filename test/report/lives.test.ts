/** What formats show of lives. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { differenceSheets } from '../../src/report/difference/sheets.ts'
import { FORMATS, type Format } from '../../src/report/formats.ts'
import { differenceOf } from '../../src/result/difference/difference.ts'
import { SAMPLE_LIVES } from '../result/sample-lives.ts'
import { latency } from '../result/sample-result.ts'

const NARROW = { color: false, width: 80 }

for (const [name, format] of Object.entries<Format>(FORMATS)) {
  describe(`format ${name} of lives`, () => {
    const text = format.render(SAMPLE_LIVES, NARROW)

    it('names the scenario and every policy', () => {
      for (const word of ['tunnel', 'quick', 'slow'])
        assert.match(text, new RegExp(`\\b${word}\\b`))
    })

    it('shows how long recovery took, and what failed on the way', () => {
      // 10,000 ms; OpenMetrics and figures count in seconds.
      assert.match(text, /10000|10\.0 s|seconds\S+ 10\n/)
      assert.match(text, /connect-timeout\W+3\b/)
    })

    it('has no figure that is none', () => {
      assert.doesNotMatch(text, /NaN|Infinity|undefined/)
    })
  })
}

describe('a table of lives', () => {
  const lines = FORMATS.table.render(SAMPLE_LIVES, NARROW).split('\n')

  it('fits 80 columns, the command apart', () => {
    const [, , ...below] = lines
    assert.deepEqual(
      below.filter((line) => [...line].length > 80),
      [],
    )
  })

  it('draws the parts of each bar to scale, told apart without colour', () => {
    // Parts meet where their sums are rounded to: of 10000 ms in 24 columns, 9500 waiting are 23, 100
    // in vain and 300 shaking hands are the last one; of 1000, 100 are none and the rest two.
    const bars = lines.flatMap((line) => /(\d+) {2}([░·▒█▓]+)$/.exec(line)?.slice(1) ?? [])
    assert.deepEqual(bars, ['1000', '▒█', '10000', `${'·'.repeat(23)}█`])
  })

  it('says how many messages came late, twice, or never', () => {
    // 100, 4 and 20 of 4000.
    const [row] = lines.filter((line) => /slow +9000 +9100/.test(line))
    assert.match(row ?? '', /2\.5 % +0\.1 % +0\.5 %$/)
  })
})

describe('csv of lives', () => {
  it('has a column for every part, time and fate', () => {
    const [head = '', ...rows] = FORMATS.csv.render(SAMPLE_LIVES).trim().split('\n')
    const names = head.split(',')
    const of = (name: string, row = 0): string | undefined =>
      rows[row]?.split(',')[names.indexOf(name)]
    assert.equal(of('scenario'), 'tunnel')
    assert.equal(of('policy', 1), 'slow')
    assert.equal(of('in_vain_ms'), '500')
    assert.equal(of('ready_since_broke_p50_ms'), '61000')
    assert.equal(of('recovered_p95_ms', 1), '10000')
    assert.equal(of('messages_up_late', 1), '100')
    assert.equal(of('messages_up_lost', 1), 'unmanaged:20')
    assert.equal(of('message_down_p99_ms', 1), '9100')
  })
})

describe('a difference of lives', () => {
  it('is of those of the same policy, by when they were recovered', () => {
    const later = {
      ...SAMPLE_LIVES,
      cells: SAMPLE_LIVES.cells.map((cell) => {
        const { episodes } = cell
        if (episodes === undefined) return cell
        const times = { ...episodes.times, recovered: latency(999, 2000, 2000) }
        return { ...cell, episodes: { ...episodes, times } }
      }),
    }
    const [sheet] = differenceSheets(differenceOf(SAMPLE_LIVES, later))
    assert.match(sheet?.title ?? '', /tunnel: before → after$/)
    assert.deepEqual(
      sheet?.rows.filter((row) => row.includes('p50 ms')).map((row) => row.slice(1, 4)),
      [
        ['quick', 'p50 ms', '1000 → 2000'],
        ['slow', 'p50 ms', '10000 → 2000'],
      ],
    )
  })
})

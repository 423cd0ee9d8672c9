import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import {
  bar,
  interval,
  mean,
  millisecondDecimals,
  milliseconds,
  range,
  share,
} from '../../src/report/figures.ts'
import type { ResultIntervalEnd } from '../../src/result/result.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

describe('figures', () => {
  it('gives a column of milliseconds one precision', () => {
    assert.deepEqual([millisecondDecimals([99.9, 5000]), millisecondDecimals([100, 5000])], [1, 0])
    assert.deepEqual([milliseconds(99.94, 1), milliseconds(4654.3, 0)], ['99.9', '4654'])
  })

  it('shows what does not exist as a dash', () => {
    const [, , , dead] = SAMPLE_RESULT.cells
    assert.ok(dead)
    assert.deepEqual(
      [milliseconds(undefined, 1), mean(dead, 'bytes', 'up'), range([])],
      ['–', '–', '–'],
    )
  })

  it('gives a mean the precision of its unit: whole octets, tenths of packets', () => {
    // The sample's first cell has 2345.5 octets and 9.25 packets up; 0.015 packets are sent again.
    const [cell] = SAMPLE_RESULT.cells
    assert.ok(cell)
    assert.deepEqual([mean(cell, 'bytes', 'up'), mean(cell, 'packets', 'up')], ['2346', '9.3'])
    assert.equal(mean(cell, 'packets', 'retransmitted'), '0.0')
  })

  it('writes an interval as far as its ends are known', () => {
    const ready = SAMPLE_RESULT.cells[0]?.milestones.ready
    assert.ok(ready)
    const never: ResultIntervalEnd = { beyondMs: 4000 }
    const written = (low: ResultIntervalEnd, high: ResultIntervalEnd): string =>
      interval({ ...ready, ci95: { ...ready.ci95, p50: [low, high] } }, 'p50', 0)
    assert.deepEqual(
      [written(1095, 1122), written(1095, null), written(null, 1122), written(null, null)],
      ['1095–1122', '≥ 1095', '≤ 1122', '–'],
    )
    assert.deepEqual(
      [written(1095, never), written(never, never), written(never, null)],
      ['1095–> 4 s', '> 4 s', '> 4 s'],
    )
  })

  it('shows a range only where there is one', () => {
    assert.deepEqual([range([3, 3]), range([5, 3, 4])], ['3', '3–5'])
  })

  it('never rounds a failure away, nor a success', () => {
    assert.deepEqual(
      [share(0, 1000), share(13, 1000), share(1, 10_000), share(9999, 10_000), share(5, 5)],
      ['0', '1.3 %', '<0.1 %', '>99.9 %', '100 %'],
    )
  })

  it('draws bars to scale', () => {
    // Of 10 columns for 100: 50 takes 5, 80 takes 8, and nothing is too short to be seen.
    assert.deepEqual(
      [
        ...[bar(50, 80, 100, 10), bar(0, 0, 100, 10), bar(100, 100, 100, 10)],
        // Nobody got there.
        bar(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 100, 10),
      ],
      ['█████░░░', '█', '██████████', '██████████'],
    )
  })
})

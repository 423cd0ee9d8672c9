import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import { FIGURE_PART_COUNT, FIGURES, figuresOf, numbersOf } from '../../src/record/figure.ts'
import { FigureSums } from '../../src/record/figure-sums.ts'
import { renderCsv } from '../../src/report/csv.ts'
import { toCell } from '../../src/result/cell.ts'
import { resultSchema } from '../../src/result/result.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'
import { readyTrial } from './sample-trials.ts'

/** A different number for every part of every figure: 1, 2, 3 … in the order of the table. */
const COUNTED = figuresOf(Array.from({ length: FIGURE_PART_COUNT }, (_, index) => index + 1))

describe('figures', () => {
  it('are numbers in the order of the table, and back', () => {
    assert.deepEqual(numbersOf(COUNTED), [1, 2, 3, 4, 5, 6, 7, 8, 9])
    assert.deepEqual(COUNTED, {
      bytes: { up: 1, down: 2 },
      linkBytes: { up: 3, down: 4 },
      packets: { up: 5, down: 6, retransmitted: 7 },
      waitsBehind: { service: 8, backend: 9 },
    })
  })

  it('refuse to become inexact', () => {
    const sums = new FigureSums()
    sums.merge(numbersOf(COUNTED).map(() => Number.MAX_SAFE_INTEGER))
    assert.throws(() => sums.add(COUNTED), /sum below 2\^53/)
  })

  it('reach snapshot, cell, schema and CSV from the table alone, each part by its name', () => {
    const one = new CellRecorder()
    one.record({ ...readyTrial(1000, 0), figures: COUNTED })
    const both = new CellRecorder()
    both.record({ ...readyTrial(1000, 0), figures: COUNTED })
    both.merge(structuredClone(one.toSnapshot()))
    // Two trials of the same figures: their mean is what each of them has.
    const cell = toCell(
      { strategy: 'legacy-resume-starttls', profile: 'lte_good', server: 'prosody' },
      both.toStats(),
      60_000,
    )
    const result = { ...SAMPLE_RESULT, cells: [cell] }
    assert.deepEqual(resultSchema.parse(result), result)
    const [head, row] = renderCsv(result).split('\n')
    const names = head?.split(',') ?? []
    let counted = 0
    for (const [name, { parts }] of Object.entries(FIGURES)) {
      for (const part of parts) {
        counted += 1
        const mean: Readonly<Record<string, number>> = cell[name as keyof typeof FIGURES] ?? {}
        assert.equal(mean[part], counted)
        const column = `${name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`)}_${part}`
        assert.equal(row?.split(',')[names.indexOf(column)], String(counted), column)
      }
    }
  })
})

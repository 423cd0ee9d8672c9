import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sideBySideSheets } from '../../src/report/side-by-side.ts'
import type { Result } from '../../src/result/result.ts'
import { SAMPLE_RESULT } from '../result/sample-result.ts'

describe('two results side by side', () => {
  const result: Result = SAMPLE_RESULT
  const [cell] = result.cells
  assert.ok(cell?.bytes)

  it('are the same when they are the same', () => {
    const [sheet] = sideBySideSheets(result, result)
    const differences = sheet?.rows.flatMap((row) => row.filter((text) => text.endsWith('%')))
    assert.deepEqual([...new Set(differences)], ['0.0 %'])
  })

  it('say how much the second is above the first', () => {
    const { bytes } = cell
    const twin = { ...cell, bytes: { up: (bytes?.up ?? 0) * 1.05, down: (bytes?.down ?? 0) * 0.9 } }
    const [sheet] = sideBySideSheets({ ...result, cells: [cell] }, { ...result, cells: [twin] })
    const [row] = sheet?.rows ?? []
    assert.deepEqual(
      row?.filter((text) => text.endsWith('%')),
      ['0.0 %', '+5.0 %', '-10.0 %'],
    )
  })

  it('leave out what only one of them has', () => {
    const other = { ...result, cells: [{ ...cell, strategy: 'another' }] }
    assert.deepEqual(sideBySideSheets(result, other), [])
  })
})

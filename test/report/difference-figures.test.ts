/** The figures of one row of a difference add up, as they are written. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changeTexts } from '../../src/report/difference/figures.ts'
import { directed, NOTHING_KNOWN } from '../../src/result/difference/change.ts'

describe('a difference in words', () => {
  it('rounds halves away from zero, also where they are a little less in binary', () => {
    const waits = { before: 3, after: 3.995, difference: 0.995, ci95: [0.985, 1.005] } as const
    const told = changeTexts('waits', directed(waits))
    assert.deepEqual(
      [told.values, told.difference, told.interval],
      ['3.00 → 4.00', '+1.00', '+0.99 to +1.01'],
    )
    const back = { before: 3.995, after: 3, difference: -0.995, ci95: null } as const
    assert.equal(changeTexts('waits', directed(back)).difference, '−1.00')
  })

  it('calls what neither reached by how long each was given', () => {
    const told = changeTexts('p95', {
      ...directed(NOTHING_KNOWN),
      beyondMs: { before: 2_000, after: 10_000 },
    })
    assert.deepEqual(told, {
      values: '> 2 s → > 10 s',
      difference: '–',
      interval: '–',
      verdict: '–',
    })
  })
})

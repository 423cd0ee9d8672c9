import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { nearestName } from '../../src/json/named.ts'

const NAMES = ['lte_good', 'train', 'sasl2-direct', 'fast-resume-direct', 'tfo', 'ideal', 'trace']

describe('the nearest name', () => {
  it('is what was mistyped, or begun', () => {
    for (const [found, meant] of [
      ['lte_god', 'lte_good'],
      ['LTE_GOODS', 'lte_good'],
      ['trian', 'train'], // two of five letters
      ['fats-resume-direct', 'fast-resume-direct'],
      ['fast', 'fast-resume-direct'],
      ['sasl2', 'sasl2-direct'],
    ] as const) {
      assert.equal(nearestName(found, NAMES), meant, found)
    }
  })

  it('is none that most of it would have to be changed for', () => {
    for (const found of ['profiles', 'tf2x', 'xxx', 'di', '']) {
      assert.equal(nearestName(found, NAMES), undefined, found)
    }
  })
})

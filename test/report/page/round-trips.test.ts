/** Blocks of round trips that are too narrow for the names of their layers. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { embedded } from '../../../src/report/plot/figure.ts'
import {
  type RoundTripRow,
  roundTripsFigure,
  shortNames,
} from '../../../src/report/plot/round-trips.ts'
import { charted } from '../../../src/report/plot/series.ts'
import { LAYERS } from '../../../src/result/names.ts'
import { SAMPLE_RESULT } from '../../result/sample-result.ts'
import { readXml } from './read-markup.ts'

const [series] = charted(SAMPLE_RESULT).series
assert.ok(series !== undefined)

/** Fifteen blocks: 20.7 pixels each on a small screen, of which 16.2 are for a name, 3.5 a letter. */
const ROW: RoundTripRow = {
  ...{ series, name: 'a', total: '15' },
  runs: [
    { layer: 'tcp', always: 11, sometimes: 0 },
    { layer: 'starttls', always: 1, sometimes: 0 },
    { layer: 'auth', always: 1, sometimes: 0 },
    { layer: 'restart', always: 1, sometimes: 1 },
  ],
}

describe('blocks of round trips', () => {
  it('have short names where there is no room for more, and they are explained', () => {
    assert.deepEqual(shortNames([ROW], 'narrow'), ['sta: starttls', 'res: restart'])
    const written = readXml(embedded(roundTripsFigure([ROW], 'narrow'), 'f').text)
      .filter(({ name }) => name === 'text')
      .map(({ text }) => text)
    for (const [name, count] of Object.entries({ tcp: 11, sta: 1, auth: 1, res: 2 }))
      assert.equal(written.filter((words) => words === name).length, count, name)
  })

  it('have their names where there is room', () => {
    assert.deepEqual(shortNames([ROW], 'wide'), [])
  })

  it('have short names that tell layers apart', () => {
    assert.equal(new Set(LAYERS.map((layer) => layer.slice(0, 3))).size, LAYERS.length)
  })
})

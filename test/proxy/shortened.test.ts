/** What of the real path is taken off the link. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Impairment } from '../../src/link/impairments.ts'
import { shortened } from '../../src/run/proxy/shortened.ts'
import { type Duration, microseconds } from '../../src/units.ts'

const delay = (us: number): Impairment => ({ kind: 'delay', delay: microseconds(us) })
const delays = (row: readonly Impairment[]): number =>
  row.reduce((sum, one) => sum + (one.kind === 'delay' ? one.delay : 0), 0)

describe('a link without the round trip of what is behind it', () => {
  it('has so much less delay, each way half of it, and never less than none', () => {
    const row = fc.array(fc.nat(10_000), { maxLength: 3 })
    fc.assert(
      fc.property(row, row, fc.nat(20_000_000), (ups, downs, own) => {
        const link = { up: ups.map(delay), down: downs.map(delay) }
        const { link: near, takenOff } = shortened(link, own as Duration)
        const [up, down] = [
          delays(link.up) - delays(near.up),
          delays(link.down) - delays(near.down),
        ]
        assert.equal(takenOff, up + down)
        assert.equal(up, Math.min(Math.floor(own / 2), delays(link.up)))
        assert.equal(down, Math.min(Math.ceil(own / 2), delays(link.down)))
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  it('is otherwise the same', () => {
    const loss: Impairment = { kind: 'loss', probability: 0.1 }
    const { link } = shortened({ up: [loss, delay(100)], down: [loss] }, microseconds(100))
    assert.deepEqual(link, { up: [loss, delay(50)], down: [loss] })
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Fifo } from '../src/fifo.ts'

describe('what goes out as it came in', () => {
  it('is what an array gives by shift, whatever comes and goes', () => {
    const steps = fc.array(fc.oneof(fc.nat(3_000), fc.integer({ min: -3_000, max: -1 })))
    fc.assert(
      fc.property(steps, (counts) => {
        const fifo = new Fifo<number>()
        const array: number[] = []
        let next = 0
        for (const count of counts) {
          for (let i = 0; i < count; i += 1) {
            fifo.push(next)
            array.push(next)
            next += 1
          }
          for (let i = 0; i > count; i -= 1) assert.equal(fifo.shift(), array.shift())
          assert.deepEqual([fifo.length, fifo.first], [array.length, array[0]])
        }
      }),
      { seed: 1, numRuns: 100 },
    )
  })
})

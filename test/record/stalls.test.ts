import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { StallCount } from '../../src/record/stalls.ts'

const counted = (...layers: Parameters<StallCount['waited']>[0][]): StallCount => {
  const count = new StallCount()
  for (const layer of layers) count.waited(layer)
  return count
}

describe('stalls', () => {
  it('are waits of the layer that is waited for, each counted once', () => {
    const count = counted('tcp', 'tls', 'header')
    assert.deepEqual(count.late({ actual: 3, unheld: 2 }), ['header'])
    assert.deepEqual(count.late({ actual: 3, unheld: 2 }), [])
    count.waited('auth')
    assert.deepEqual(count.late({ actual: 5, unheld: 3 }), ['auth'])
  })

  it('are counted anew on another connection', () => {
    const count = counted('tcp', 'tls', 'dns')
    assert.deepEqual(count.late({ actual: 3, unheld: 2 }), ['dns'])
    count.again()
    count.waited('tcp')
    assert.deepEqual(count.late({ actual: 1, unheld: 0 }), [])
    count.waited('tls')
    assert.deepEqual(count.late({ actual: 2, unheld: 1 }), ['tls'])
  })

  it('are none where what was held back comes in the turn of something else', () => {
    assert.deepEqual(counted('tcp', 'header', 'auth').late({ actual: 2, unheld: 1 }), [])
  })

  it('are none where a turn is more than the waits for another reason', () => {
    assert.deepEqual(counted('tcp', 'header').late({ actual: 3, unheld: 3 }), [])
  })
})

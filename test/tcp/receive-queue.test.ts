import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ReceiveQueue } from '../../src/tcp/receive-queue.ts'

const from = (next: number): ReceiveQueue => {
  const queue = new ReceiveQueue()
  queue.next = next
  return queue
}

describe('receive queue', () => {
  it('reports what lies beyond a gap, the latest first, and closes it', () => {
    const queue = from(1)
    assert.equal(queue.accept(101, 201), 'out-of-order')
    assert.equal(queue.accept(301, 401), 'out-of-order')
    assert.deepEqual(queue.takeBlocks(), [
      { left: 301, right: 401 },
      { left: 101, right: 201 },
    ])
    assert.equal(queue.accept(1, 101), 'in-order')
    assert.equal(queue.accept(201, 301), 'filled')
    assert.deepEqual([queue.next, queue.gapless, queue.takeBlocks()], [401, true, []])
  })

  it('merges what touches', () => {
    const queue = from(1)
    queue.accept(101, 201)
    queue.accept(201, 301)
    assert.deepEqual(queue.takeBlocks(), [{ left: 101, right: 301 }])
  })

  it('reports a duplicate once, before the gaps (RFC 2883)', () => {
    const queue = from(101)
    queue.accept(201, 301)
    assert.equal(queue.accept(1, 101), 'duplicate')
    assert.deepEqual(queue.takeBlocks(), [
      { left: 1, right: 101 },
      { left: 201, right: 301 },
    ])
    assert.deepEqual(queue.takeBlocks(), [{ left: 201, right: 301 }])
  })

  it('reports the part of a segment that it had already', () => {
    const queue = from(81)
    assert.equal(queue.accept(1, 241), 'in-order')
    assert.deepEqual([queue.next, queue.takeBlocks()], [241, [{ left: 1, right: 81 }]])
  })

  it('fits three blocks beside the timestamps', () => {
    const queue = from(1)
    for (const left of [11, 31, 51, 71]) queue.accept(left, left + 10)
    assert.equal(queue.takeBlocks().length, 3)
  })

  it('ends with everything, in whatever order and however often it comes', () => {
    const pieces = fc.shuffledSubarray(
      Array.from({ length: 12 }, (_, index) => index),
      {
        minLength: 12,
      },
    )
    const again = fc.array(fc.integer({ min: 0, max: 11 }), { maxLength: 12 })
    fc.assert(
      fc.property(pieces, again, (order, repeats) => {
        const queue = from(1)
        for (const index of [...repeats, ...order]) queue.accept(1 + index * 10, 11 + index * 10)
        assert.deepEqual([queue.next, queue.gapless], [121, true])
      }),
      { seed: 2, numRuns: 300 },
    )
  })
})

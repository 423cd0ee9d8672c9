import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { PriorityQueue } from '../../src/clock/priority-queue.ts'
import type { Instant } from '../../src/units.ts'

type Operation =
  | { readonly kind: 'push'; readonly delay: number }
  | { readonly kind: 'pop' }
  | { readonly kind: 'cancel'; readonly which: number }

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('push'), delay: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pop') }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('cancel'), which: fc.nat(1000) }) },
)

describe('the priority queue', () => {
  it('does what a sorted list does, through any pushes, pops and cancels', () => {
    let sweeps = 0
    const behavesLikeAList = (operations: readonly Operation[]) => {
      const queue = new PriorityQueue()
      const entries: ReturnType<PriorityQueue['push']>[] = []
      let list: { time: number; sequence: number }[] = []
      let now = 0
      let popped = -1
      let cancels = 0
      for (const step of operations) {
        if (step.kind === 'push') {
          const sequence = entries.length
          const time = now + step.delay
          entries.push(
            queue.push(time as Instant, () => {
              popped = sequence
            }),
          )
          list.push({ time, sequence })
          list.sort((a, b) => a.time - b.time || a.sequence - b.sequence)
        } else if (step.kind === 'cancel') {
          const entry = entries[step.which % Math.max(entries.length, 1)]
          if (entry === undefined) continue
          queue.cancel(entry)
          list = list.filter(({ sequence }) => sequence !== entry.sequence)
          cancels += 1
        } else {
          const expected = list.shift()
          assert.equal(queue.peek(), expected?.time)
          const taken = queue.pop()
          assert.equal(taken?.time, expected?.time)
          taken?.task()
          if (expected !== undefined) {
            assert.equal(popped, expected.sequence)
            now = expected.time
          }
        }
        assert.equal(queue.size, list.length)
      }
      if (cancels > 64) sweeps += 1
    }
    fc.assert(fc.property(fc.array(operation, { maxLength: 400, size: 'max' }), behavesLikeAList), {
      seed: 1,
      numRuns: 150,
    })
    assert.ok(sweeps > 10, 'the runs must be long enough to sweep out dead entries')
  })

  it('is in order after it has swept out the cancelled', () => {
    const staysInOrder = (times: readonly number[], cancelled: readonly boolean[]) => {
      const queue = new PriorityQueue()
      const entries = times.map((time) => queue.push(time as Instant, () => {}))
      // The heap's own order of the survivors would do only by luck: cancel from anywhere.
      const left = entries.filter((entry, index) => {
        if (cancelled[index] === true) queue.cancel(entry)
        return cancelled[index] !== true
      })
      const expected = left.map(({ time }) => time).sort((a, b) => a - b)
      assert.deepEqual(
        expected.map(() => queue.pop()?.time),
        expected,
      )
      assert.equal(queue.pop(), undefined)
    }
    const length = { minLength: 200, maxLength: 200 }
    // Two of three cancelled: more than 64, and more than half.
    const cancelled = fc.array(
      fc.nat(2).map((draw) => draw > 0),
      length,
    )
    fc.assert(fc.property(fc.array(fc.nat(1000), length), cancelled, staysInOrder), {
      seed: 2,
      numRuns: 100,
    })
  })

  it('refuses a time before the last one taken', () => {
    const queue = new PriorityQueue()
    queue.push(10 as Instant, () => {})
    queue.pop()
    assert.throws(() => queue.push(9 as Instant, () => {}), /not before 10 ns, found 9/)
    queue.push(10 as Instant, () => {})
    assert.equal(queue.size, 1)
  })

  it('does not grow with timers that are re-armed for ever', () => {
    // One distant timer re-armed 100,000 times: each push follows a cancel, so at most 64 dead
    // entries (below which it does not sweep) and one living are ever there. Were they kept,
    // this would take 100,000 places; `peek` finds the one that lives.
    const queue = new PriorityQueue()
    let entry = queue.push(1_000_000 as Instant, () => {})
    for (let i = 1; i <= 100_000; i += 1) {
      queue.cancel(entry)
      entry = queue.push((1_000_000 + i) as Instant, () => {})
      assert.ok(queue.places <= 65, `${queue.places} places`)
    }
    assert.deepEqual([queue.size, queue.peek()], [1, 1_100_000])
  })
})

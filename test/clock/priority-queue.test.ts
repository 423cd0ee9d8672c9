import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { PriorityQueue } from '../../src/clock/priority-queue.ts'
import { Call } from '../../src/engine.ts'
import type { Instant } from '../../src/units.ts'

type Operation =
  | { readonly kind: 'set'; readonly delay: number }
  /** A task that may be waiting, or may have been taken. */
  | { readonly kind: 'set-again'; readonly which: number; readonly delay: number }
  | { readonly kind: 'pop' }
  | { readonly kind: 'clear'; readonly which: number }

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('set'), delay: fc.nat(20) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('set-again'),
      which: fc.nat(1000),
      delay: fc.nat(20),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pop') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('clear'), which: fc.nat(1000) }) },
)

const task = (): Call => new Call(() => {})

describe('the priority queue', () => {
  it('does what a sorted list does, however tasks are set, set again, taken and cleared', () => {
    const behavesLikeAList = (operations: readonly Operation[]) => {
      const queue = new PriorityQueue()
      const tasks: Call[] = []
      let list: { time: number; sequence: number; one: Call }[] = []
      let now = 0
      let sequence = 0
      const set = (one: Call, time: number): void => {
        queue.set(one, time as Instant)
        list = list.filter((other) => other.one !== one)
        list.push({ time, sequence, one })
        sequence += 1
        list.sort((a, b) => a.time - b.time || a.sequence - b.sequence)
      }
      for (const step of operations) {
        if (step.kind === 'set') {
          const one = task()
          tasks.push(one)
          set(one, now + step.delay)
        } else if (step.kind === 'pop') {
          const expected = list.shift()
          assert.equal(queue.peek(), expected?.time)
          assert.equal(queue.pop(), expected?.one)
          if (expected !== undefined) now = expected.time
        } else {
          const one = tasks[step.which % Math.max(tasks.length, 1)]
          if (one === undefined) continue
          if (step.kind === 'set-again') set(one, now + step.delay)
          else {
            queue.clear(one)
            list = list.filter((other) => other.one !== one)
          }
        }
        assert.equal(queue.size, list.length)
      }
      assert.deepEqual(
        list.map(() => queue.pop()?.time),
        list.map(({ time }) => time),
      )
    }
    fc.assert(fc.property(fc.array(operation, { maxLength: 400, size: 'max' }), behavesLikeAList), {
      seed: 1,
      numRuns: 150,
    })
  })

  it('refuses a time before the last one taken', () => {
    const queue = new PriorityQueue()
    queue.set(task(), 10 as Instant)
    queue.pop()
    assert.throws(() => queue.set(task(), 9 as Instant), /not before 10 ns, found 9/)
    queue.set(task(), 10 as Instant)
    assert.equal(queue.size, 1)
  })

  it('does not grow with timers that are re-armed for ever', () => {
    const queue = new PriorityQueue()
    const timer = task()
    for (let i = 0; i <= 100_000; i += 1) {
      queue.set(timer, (1_000_000 + i) as Instant)
      assert.equal(queue.size, 1)
    }
    assert.equal(queue.peek(), 1_100_000)
  })

  it('forgets what waits, which may then be set anew, in this queue or another', () => {
    const queue = new PriorityQueue()
    const timer = task()
    queue.set(timer, 10 as Instant)
    queue.forget()
    assert.deepEqual([queue.size, queue.pop()], [0, undefined])
    queue.set(timer, 5 as Instant)
    assert.equal(queue.pop(), timer)
  })
})

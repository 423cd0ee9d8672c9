import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Foresight } from '../../src/attach/live/foresight.ts'

describe('what the client does ahead of the time on the link', () => {
  it('happens at once when nothing is ahead', () => {
    const done: string[] = []
    const foresight = new Foresight()
    foresight.when('progress', () => done.push('hello'))
    assert.deepEqual({ done, progress: foresight.progress }, { done: ['hello'], progress: false })
  })

  it('waits for the last octet that caused it, and no longer', () => {
    const done: string[] = []
    const foresight = new Foresight()
    foresight.told(100)
    foresight.when('remark', () => done.push('heard'))
    foresight.told(50)
    foresight.when('progress', () => done.push('answered'))
    foresight.reach(99)
    assert.deepEqual(done, [])
    foresight.reach(149)
    assert.deepEqual({ done, progress: foresight.progress }, { done: ['heard'], progress: true })
    foresight.reach(150)
    assert.deepEqual(
      { done, progress: foresight.progress },
      { done: ['heard', 'answered'], progress: false },
    )
  })

  it('waits for the end of the stream if that is the cause', () => {
    const done: string[] = []
    const foresight = new Foresight()
    foresight.told(10)
    foresight.toldEnd()
    foresight.when('progress', () => done.push('gave up'))
    foresight.reach(10)
    assert.deepEqual(done, [])
    foresight.reachEnd()
    assert.deepEqual(done, ['gave up'])
  })

  it('keeps its order, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ told: fc.nat(300), reached: fc.nat(300) }), { maxLength: 30 }),
        (steps) => {
          const foresight = new Foresight()
          const done: { readonly index: number; readonly cause: number }[] = []
          let told = 0
          let reached = 0
          steps.forEach((step, index) => {
            told += step.told
            foresight.told(step.told)
            const cause = told
            foresight.when(index % 2 === 0 ? 'progress' : 'remark', () => {
              assert.ok(cause <= reached, 'not before its cause')
              done.push({ index, cause })
            })
            reached = Math.min(told, reached + step.reached)
            foresight.reach(reached)
          })
          reached = told
          foresight.reach(reached)
          assert.deepEqual(
            done.map(({ index }) => index),
            steps.map((_, index) => index),
          )
          assert.equal(foresight.progress, false)
        },
      ),
    )
  })
})

import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../src/clock/virtual.ts'
import type { Instant } from '../../src/units.ts'

const at = (time: number): Instant => time as Instant

describe('a virtual clock', () => {
  it('is at the time of the task while it runs, exactly', () => {
    const clock = new VirtualClock()
    const seen: Instant[] = []
    clock.at(at(60_000_000_001), () => seen.push(clock.now()))
    clock.runUntilIdle()
    assert.deepEqual(seen, [60_000_000_001])
    assert.equal(clock.now(), 60_000_000_001)
  })

  it('runs up to and including a time, and then it is that time', () => {
    const clock = new VirtualClock()
    const ran: number[] = []
    for (const time of [10, 20, 21]) clock.at(at(time), () => ran.push(time))
    clock.at(at(15), () => clock.at(at(20), () => ran.push(20.5)))
    clock.run(at(20))
    assert.deepEqual(
      { ran, now: clock.now(), next: clock.next(), pending: clock.pending },
      { ran: [10, 20, 20.5], now: 20, next: 21, pending: 1 },
    )
    clock.run(at(20)) // nothing due: stays
    assert.equal(clock.now(), 20)
  })

  it('steps from task to task and says when there is none', () => {
    const clock = new VirtualClock()
    clock.at(at(5), () => {})
    clock.at(at(7), () => {})()
    assert.deepEqual([clock.step(), clock.now(), clock.step(), clock.now()], [true, 5, false, 5])
  })

  it('refuses the past', () => {
    const clock = new VirtualClock()
    clock.run(at(10))
    assert.throws(() => clock.at(at(9), () => {}), /not before now \(10 ns\), found 9/)
    assert.throws(() => clock.run(at(9)), /not before now \(10 ns\), found 9/)
    clock.at(at(10), () => {})
    assert.equal(clock.pending, 1)
  })

  it('refuses to be moved by a task', () => {
    const clock = new VirtualClock()
    for (const move of [
      () => clock.runUntilIdle(),
      () => clock.run(at(9)),
      () => clock.step(),
      () => clock.reset(),
    ]) {
      clock.at(clock.now(), move)
      assert.throws(() => clock.step(), /a task must not move it/)
    }
  })

  it('goes on after a task that threw', () => {
    const clock = new VirtualClock()
    let ran = false
    clock.at(at(1), () => {
      throw new Error('broken task')
    })
    clock.at(at(2), () => {
      ran = true
    })
    assert.throws(() => clock.runUntilIdle(), /broken task/)
    clock.runUntilIdle()
    assert.ok(ran)
  })

  it('starts again after a reset, and old cancels do not touch new tasks', () => {
    const clock = new VirtualClock()
    const ran: string[] = []
    const cancelOld = clock.at(at(5), () => ran.push('old'))
    clock.run(at(3))
    clock.reset()
    assert.deepEqual([clock.now(), clock.pending], [0, 0])
    clock.at(at(1), () => ran.push('new'))
    cancelOld()
    assert.equal(clock.pending, 1)
    clock.runUntilIdle()
    assert.deepEqual(ran, ['new'])
  })
})

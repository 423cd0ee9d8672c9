import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { RealClock } from '../../src/clock/real.ts'
import type { Instant } from '../../src/units.ts'
import { milliseconds, plus } from '../../src/units.ts'

describe('a real clock', () => {
  it('begins near zero and goes on by itself', async () => {
    const madeAfter = performance.now()
    const clock = new RealClock()
    const first = clock.now()
    // However long that took.
    const tookMs = performance.now() - madeAfter
    await new Promise((resolve) => setImmediate(resolve))
    const second = clock.now()
    assert.ok(Number.isSafeInteger(first) && Number.isSafeInteger(second))
    assert.ok(first >= 0 && first <= Math.ceil(tookMs * 1e6) && second > first, `${first} ns`)
  })

  it('runs what is already late as soon as it can, in the order it came', async () => {
    const clock = new RealClock()
    const ran: string[] = []
    await new Promise<void>((resolve) => {
      clock.at(-5 as Instant, () => ran.push('first'))
      clock.at(-9 as Instant, () => ran.push('second'))
      clock.at(plus(clock.now(), milliseconds(1)), resolve)
    })
    assert.deepEqual(ran, ['first', 'second'])
  })

  it('runs nothing after it was stopped', async () => {
    const clock = new RealClock()
    let ran = false
    const task = () => {
      ran = true
    }
    clock.at(clock.now(), task)
    clock.at(plus(clock.now(), milliseconds(3)), task)
    clock.stop()
    // Due later, and looked at later: whatever the stopped clock still ran would have run before.
    const witness = new RealClock()
    await new Promise<void>((resolve) => {
      witness.at(plus(witness.now(), milliseconds(6)), resolve)
    })
    assert.equal(ran, false)
  })

  it('waits for a distant task without its timer overflowing', async () => {
    // Node's timers count to 2³¹ − 1 ms (24.8 days); beyond, they would fire at once.
    const warnings: string[] = []
    const listen = (warning: Error) => warnings.push(warning.name)
    process.on('warning', listen)
    const clock = new RealClock()
    let ran = false
    clock.at(plus(clock.now(), milliseconds(2 ** 31 * 3)), () => {
      ran = true
    })
    await new Promise<void>((resolve) => {
      clock.at(plus(clock.now(), milliseconds(4)), resolve)
    })
    clock.stop()
    process.off('warning', listen)
    assert.deepEqual({ ran, warnings }, { ran: false, warnings: [] })
  })
})

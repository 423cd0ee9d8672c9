import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Alarm, Driver, type Engine } from '../src/engine.ts'
import { type Instant, START } from '../src/units.ts'

/** Answers every number below 3 with its successor, and asks to be woken when told `deadline`. */
class Counter implements Engine<number, number> {
  readonly #outputs: number[] = []
  inside = false
  wakeAt: Instant | undefined

  handle(input: number): void {
    assert.equal(this.inside, false, 're-entered')
    this.inside = true
    if (input < 3) this.#outputs.push(input + 1)
    this.inside = false
  }

  poll(): number | undefined {
    return this.#outputs.shift()
  }

  deadline(): Instant | undefined {
    return this.wakeAt
  }

  wake(): void {
    this.wakeAt = undefined
    this.#outputs.push(100)
  }
}

class ManualAlarm implements Alarm {
  readonly tasks = new Map<Instant, () => void>()
  now = (): Instant => START
  at(time: Instant, task: () => void): () => void {
    this.tasks.set(time, task)
    return () => this.tasks.delete(time)
  }
}

describe('Driver', () => {
  it('queues an input that arrives during delivery, so that no engine is re-entered', () => {
    const delivered: number[] = []
    const driver: Driver<number, number> = new Driver(
      new Counter(),
      new ManualAlarm(),
      (output) => {
        delivered.push(output)
        driver.handle(output) // a cycle of engines
      },
    )
    driver.handle(0)
    assert.deepEqual(delivered, [1, 2, 3])
  })

  it('arms one alarm for the deadline, replaces it, and drains after waking', () => {
    const counter = new Counter()
    const alarm = new ManualAlarm()
    const delivered: number[] = []
    const driver = new Driver(counter, alarm, (output: number) => delivered.push(output))
    counter.wakeAt = 10 as Instant
    driver.handle(3)
    counter.wakeAt = 20 as Instant
    driver.handle(3)
    assert.deepEqual([...alarm.tasks.keys()], [20])
    alarm.tasks.get(20 as Instant)?.()
    assert.deepEqual(delivered, [100])
  })

  it('lets go of its alarm when stopped', () => {
    const counter = new Counter()
    const alarm = new ManualAlarm()
    const driver = new Driver(counter, alarm, () => {})
    counter.wakeAt = 10 as Instant
    driver.handle(3)
    driver.stop()
    assert.equal(alarm.tasks.size, 0)
  })
})

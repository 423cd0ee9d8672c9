import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type Alarm, Driver, type Engine, Outputs, type Task } from '../src/engine.ts'
import { type Instant, START } from '../src/units.ts'

/** Answers every number below 3 with its successor; wakes at `wakeAt`; says what others say. */
class Counter implements Engine<number, number> {
  readonly #outputs: number[] = []
  readonly heard: number[] = []
  inside = false
  wakeAt: Instant | undefined
  #ask: () => void = () => {}

  attention(ask: () => void): void {
    this.#ask = ask
  }

  /** Somebody else makes this engine speak. */
  say(output: number): void {
    this.#outputs.push(output)
    this.#ask()
  }

  handle(input: number): void {
    assert.equal(this.inside, false, 're-entered')
    this.inside = true
    this.heard.push(input)
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
  readonly tasks = new Map<Instant, Task>()
  now = (): Instant => START
  set(task: Task, time: Instant): void {
    this.clear(task)
    this.tasks.set(time, task)
  }

  clear(task: Task): void {
    for (const [time, waiting] of this.tasks) if (waiting === task) this.tasks.delete(time)
  }

  ring(time: number): void {
    const task = this.tasks.get(time as Instant)
    this.tasks.delete(time as Instant)
    task?.run()
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
    alarm.ring(20)
    assert.deepEqual(delivered, [100])
  })

  describe('when stopped', () => {
    it('lets go of its alarm', () => {
      const counter = new Counter()
      const alarm = new ManualAlarm()
      const driver = new Driver(counter, alarm, () => {})
      counter.wakeAt = 10 as Instant
      driver.handle(3)
      driver.stop()
      assert.equal(alarm.tasks.size, 0)
    })

    it('hears nothing and says nothing, whatever is handed in', () => {
      const counter = new Counter()
      const alarm = new ManualAlarm()
      const delivered: number[] = []
      const driver = new Driver(counter, alarm, (output: number) => delivered.push(output))
      driver.stop()
      counter.wakeAt = 10 as Instant
      driver.handle(0)
      driver.begin()
      counter.say(50)
      assert.deepEqual([counter.heard, delivered, alarm.tasks.size], [[], [], 0])
    })

    it('in the middle of a delivery, delivers nothing more and forgets what is queued', () => {
      const counter = new Counter()
      const alarm = new ManualAlarm()
      const delivered: number[] = []
      const driver: Driver<number, number> = new Driver(counter, alarm, (output) => {
        delivered.push(output)
        driver.handle(1) // waits in the queue, for ever
        driver.stop()
      })
      counter.wakeAt = 10 as Instant
      counter.say(60)
      counter.say(61)
      driver.handle(0)
      assert.deepEqual([counter.heard, delivered, alarm.tasks.size], [[], [60], 0])
    })

    it('by the engine’s own waking, delivers nothing of it', () => {
      const counter = new Counter()
      const alarm = new ManualAlarm()
      const delivered: number[] = []
      const driver: Driver<number, number> = new Driver(counter, alarm, (output) =>
        delivered.push(output),
      )
      counter.wakeAt = 10 as Instant
      driver.begin()
      counter.wake = () => {
        counter.say(100)
        driver.stop()
      }
      alarm.ring(10)
      assert.deepEqual([delivered, alarm.tasks.size], [[], 0])
    })
  })

  describe('when the engine asks for attention', () => {
    const asked = () => {
      const counter = new Counter()
      const alarm = new ManualAlarm()
      const delivered: number[] = []
      const driver = new Driver(counter, alarm, (output: number) => delivered.push(output))
      return { counter, alarm, delivered, driver }
    }

    it('delivers when whoever is at work has finished, all at once, and arms the deadline', () => {
      const { counter, alarm, delivered } = asked()
      counter.say(7)
      counter.say(8)
      assert.deepEqual(delivered, [])
      counter.wakeAt = 10 as Instant
      alarm.ring(START)
      assert.deepEqual([delivered, [...alarm.tasks.keys()]], [[7, 8], [10]])
    })

    it('asks nobody while it is being drained: what is said then is delivered with the rest', () => {
      const counter = new Counter()
      const alarm = new ManualAlarm()
      const delivered: number[] = []
      const driver = new Driver(counter, alarm, (output: number) => {
        delivered.push(output)
        if (output === 2) counter.say(9)
      })
      driver.handle(1)
      assert.deepEqual([delivered, alarm.tasks.size], [[2, 9], 0])
    })

    it('can be called off by stopping', () => {
      const { counter, alarm, delivered, driver } = asked()
      counter.say(7)
      driver.stop()
      alarm.ring(START)
      assert.deepEqual([delivered, alarm.tasks.size], [[], 0])
    })
  })
})

describe('Outputs', () => {
  it('come out in the order in which they were put, however they are drained', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer())), (acts) => {
        const outputs = new Outputs<number>()
        const expected: number[] = []
        for (const act of acts) {
          if (act === null) assert.equal(outputs.poll(), expected.shift())
          else {
            outputs.put(act)
            expected.push(act)
          }
        }
      }),
    )
  })
})

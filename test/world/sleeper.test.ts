/** No timer of a process that sleeps runs; upon waking, what has come is read before it strikes. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Driver, type Engine } from '../../src/engine.ts'
import { type Instant, instant, seconds } from '../../src/units.ts'
import { Sleeper } from '../../src/world/sleeper.ts'

const at = (time: number): Instant => instant(seconds(time))

/** Gives up at 10 s, unless it has heard something. */
class Waiting implements Engine<string, string> {
  readonly #said: string[] = []
  #until: Instant | undefined = at(10)

  handle(input: string, now: Instant): void {
    this.#until = undefined
    this.#said.push(`${input} at ${now / seconds(1)}`)
  }

  poll(): string | undefined {
    return this.#said.shift()
  }

  deadline(): Instant | undefined {
    return this.#until
  }

  wake(now: Instant): void {
    this.#until = undefined
    this.#said.push(`gave up at ${now / seconds(1)}`)
  }
}

function asleepUntil(wakes: number, hears: 'an answer' | 'nothing'): readonly string[] {
  const clock = new VirtualClock()
  const said: string[] = []
  const sleeper = new Sleeper(new Waiting())
  const driver = new Driver(sleeper, clock, (output: string) => said.push(output))
  driver.begin()
  clock.at(at(5), () => {
    sleeper.sleep()
    driver.begin()
  })
  clock.at(at(wakes), () => {
    sleeper.rise(clock.now())
    if (hears === 'an answer') driver.handle('answered')
    driver.begin()
  })
  while (clock.step()) {}
  return said
}

describe('a process that sleeps', () => {
  it('is late with what was due meanwhile, and in time with what was not', () => {
    assert.deepEqual(asleepUntil(60, 'nothing'), ['gave up at 60'])
    assert.deepEqual(asleepUntil(7, 'nothing'), ['gave up at 10'])
  })

  it('reads what has come first', () => {
    assert.deepEqual(asleepUntil(60, 'an answer'), ['answered at 60'])
  })
})

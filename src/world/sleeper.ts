/**
 * An engine whose process may sleep: no timer of it runs meanwhile. What would have been due is due upon
 * waking, behind what waits in its sockets (`receive-buffer.ts`): an answer that came in time is read, and
 * nobody is held for dead who has given it. (An event loop that looks at its timers first would be less
 * patient.)
 */
import type { Engine } from '../engine.ts'
import { type Instant, later, START } from '../units.ts'

export class Sleeper<Input, Output> implements Engine<Input, Output> {
  readonly #engine: Omit<Engine<Input, Output>, 'attention'>
  #state: 'awake' | 'asleep' = 'awake'
  #wokeAt: Instant = START

  constructor(engine: Omit<Engine<Input, Output>, 'attention'>) {
    this.#engine = engine
  }

  sleep(): void {
    this.#state = 'asleep'
  }

  rise(now: Instant): void {
    this.#state = 'awake'
    this.#wokeAt = now
  }

  handle(input: Input, now: Instant): void {
    this.#engine.handle(input, now)
  }

  poll(): Output | undefined {
    return this.#engine.poll()
  }

  deadline(): Instant | undefined {
    const deadline = this.#state === 'asleep' ? undefined : this.#engine.deadline()
    return deadline === undefined ? undefined : later(deadline, this.#wokeAt)
  }

  wake(now: Instant): void {
    this.#engine.wake(now)
  }
}

/**
 * The first seam: what an engine is, and the one driver of engines.
 *
 * An engine does no I/O and asks nobody for the time. It is told an input and the time, and
 * is then drained of its outputs and asked for its next deadline.
 */
import type { Instant } from './units.ts'

export interface Engine<Input, Output> {
  /** Takes one input. `now` never runs backwards from one call to the next. */
  handle(input: Input, now: Instant): void
  /** The next output, or undefined when there is none for now. */
  poll(): Output | undefined
  /** When the engine wants to be woken if nothing else happens, or undefined for never. */
  deadline(): Instant | undefined
  /** The deadline has come. An engine without deadlines is never called. */
  wake(now: Instant): void
}

/** What a driver needs of a clock: the time, and one cancellable task. */
export interface Alarm {
  now(): Instant
  at(time: Instant, task: () => void): () => void
}

/**
 * Owns "hand in, drain completely, re-arm the deadline" for one engine, so that no engine
 * ever meets re-entrancy: an input that arrives while outputs are being delivered (a cycle of
 * engines, each feeding the next) waits in a queue until the draining is done.
 */
export class Driver<Input, Output> {
  readonly #engine: Engine<Input, Output>
  readonly #alarm: Alarm
  readonly #deliver: (output: Output, now: Instant) => void
  readonly #waiting: Input[] = []
  #draining = false
  #armedFor: Instant | undefined
  #cancel: (() => void) | undefined

  constructor(
    engine: Engine<Input, Output>,
    alarm: Alarm,
    deliver: (output: Output, now: Instant) => void,
  ) {
    this.#engine = engine
    this.#alarm = alarm
    this.#deliver = deliver
  }

  /** Hands in one input; returns after every output has been delivered, unless already draining. */
  handle(input: Input): void {
    this.#waiting.push(input)
    if (!this.#draining) this.#drain()
  }

  /** Delivers what the engine has to say unasked, and arms its first deadline. */
  begin(): void {
    if (!this.#draining) this.#drain()
  }

  /** Stops the alarm; the engine hears nothing any more. */
  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#armedFor = undefined
    this.#waiting.length = 0
  }

  #drain(): void {
    this.#draining = true
    const now = this.#alarm.now()
    for (;;) {
      const output = this.#engine.poll()
      if (output !== undefined) {
        this.#deliver(output, now)
        continue
      }
      const input = this.#waiting.shift()
      if (input === undefined) break
      this.#engine.handle(input, now)
    }
    this.#draining = false
    this.#rearm()
  }

  #rearm(): void {
    const deadline = this.#engine.deadline()
    if (deadline === this.#armedFor) return
    this.#cancel?.()
    this.#cancel = undefined
    this.#armedFor = deadline
    if (deadline === undefined) return
    this.#cancel = this.#alarm.at(deadline, () => {
      this.#armedFor = undefined
      this.#cancel = undefined
      this.#engine.wake(this.#alarm.now())
      this.#drain()
    })
  }
}

/**
 * The clock of one attempt: its time begins with it, so that an attempt of a storm, at whatever
 * moment, is told the same times as a trial, which has a clock of its own.
 */
import { type Cancel, type Clock, callAt } from '../clock/clock.ts'
import type { Task } from '../engine.ts'
import type { Instant } from '../units.ts'

export class OwnTime implements Clock {
  readonly #clock: Clock
  readonly #origin: Instant

  constructor(clock: Clock) {
    this.#clock = clock
    this.#origin = clock.now()
  }

  now(): Instant {
    return this.own(this.#clock.now())
  }

  /** A time of everybody's, in this one's. */
  own(time: Instant): Instant {
    return (time - this.#origin) as Instant
  }

  /** A time of this one's, in everybody's. */
  everybodys(time: Instant): Instant {
    return (time + this.#origin) as Instant
  }

  set(task: Task, time: Instant): void {
    this.#clock.set(task, this.everybodys(time))
  }

  clear(task: Task): void {
    this.#clock.clear(task)
  }

  at(time: Instant, task: () => void): Cancel {
    return callAt(this, time, task)
  }
}

/**
 * Virtual time: it stands still while a task runs and jumps to the next one when it is done.
 *
 * Sixty seconds of waiting cost nothing, and nothing on the machine can change what happens.
 * Left out: any relation to real time. Whoever needs the cost of computing on the simulated
 * path charges it as a delay of its own.
 */
import type { Task } from '../engine.ts'
import type { Instant } from '../units.ts'
import { START } from '../units.ts'
import { type Cancel, type Clock, callAt } from './clock.ts'
import { PriorityQueue } from './priority-queue.ts'

export class VirtualClock implements Clock {
  readonly #queue = new PriorityQueue()
  #now: Instant = START
  #running = false

  now(): Instant {
    return this.#now
  }

  /** Tasks that are still to run. */
  get pending(): number {
    return this.#queue.size
  }

  /** When the next task is due, or undefined when there is none. */
  next(): Instant | undefined {
    return this.#queue.peek()
  }

  at(time: Instant, task: () => void): Cancel {
    return callAt(this, time, task)
  }

  /** Throws when `time` is past: in virtual time nothing is late, so whoever asks is wrong. */
  set(task: Task, time: Instant): void {
    if (!(time >= this.#now)) {
      throw new Error(`Expected a time not before now (${this.#now} ns), found ${time}`)
    }
    this.#queue.set(task, time)
  }

  clear(task: Task): void {
    this.#queue.clear(task)
  }

  /** Runs the next task, at its time; false when there was none. */
  step(): boolean {
    this.#refuseNesting()
    return this.#runNext()
  }

  /**
   * Runs every task due up to and including `until`, those handed in meanwhile too. Then it is
   * `until`. Tasks for later stay.
   */
  run(until: Instant): void {
    this.#refuseNesting()
    if (!(until >= this.#now)) {
      throw new Error(`Expected a time not before now (${this.#now} ns), found ${until}`)
    }
    for (let next = this.next(); next !== undefined && next <= until; next = this.next()) {
      this.#runNext()
    }
    this.#now = until
  }

  /** Runs until no task is left. Tasks that for ever hand in new ones make this endless. */
  runUntilIdle(): void {
    this.#refuseNesting()
    while (this.#runNext()) {}
  }

  /** Back to the start with no tasks, for the next trial; keeps what memory it has. */
  reset(): void {
    this.#refuseNesting()
    this.#queue.forget()
    this.#now = START
  }

  #runNext(): boolean {
    const next = this.#queue.pop()
    if (next === undefined) return false
    this.#now = next.time
    this.#running = true
    try {
      next.run()
    } finally {
      this.#running = false
    }
    return true
  }

  #refuseNesting(): void {
    if (this.#running) throw new Error('The clock is running: a task must not move it')
  }
}

/**
 * The clock of one attempt. Its time begins with it, so that an attempt of a storm, at whatever moment,
 * is told the same times as a trial, which has a clock of its own.
 *
 * 1. What happens to an attempt happens in the order of its times, and in that in which it was set.
 * 2. An attempt that runs ahead does so until it is to meet others: what it has at hand is at work as
 *    long as it can be, however many others are. What others have to do with waits for its turn, which
 *    comes when nothing of anybody is due before it ({@link OwnTime.inTurn}); until then nothing else
 *    happens here.
 * 3. One that does not run ahead meets others wherever it is (in a cell that it shares): all that
 *    happens to it is in its turn.
 */
import { type Cancel, type Clock, callAt } from '../clock/clock.ts'
import { PriorityQueue } from '../clock/priority-queue.ts'
import { Call, type Task } from '../engine.ts'
import type { Instant } from '../units.ts'

export type Pace = 'ahead' | 'in-step'

export class OwnTime implements Clock {
  readonly #clock: Clock
  readonly #pace: Pace
  readonly #origin: Instant
  readonly #queue = new PriorityQueue()
  readonly #turn = new Call(() => this.#goOn())
  /** When that is, of everybody's time. */
  #turnAt: Instant | undefined
  /** Of the task that runs; undefined: none does. */
  #now: Instant | undefined
  /** What has to do with others, and when, of everybody's time. */
  readonly #meetings: (() => void)[] = []
  #meetsAt: Instant | undefined
  #state: 'in-use' | 'ended' = 'in-use'
  /** Of everybody's time: from then on all is in turn, since it may be ended then, and is to leave things as they are. */
  limit: Instant

  constructor(clock: Clock, pace: Pace, limit: Instant) {
    this.#clock = clock
    this.#pace = pace
    this.#origin = clock.now()
    this.limit = limit
  }

  now(): Instant {
    return this.#now ?? this.own(this.#clock.now())
  }

  /** Whether nothing of anybody is due before now. */
  get isInTurn(): boolean {
    return this.everybodys(this.now()) === this.#clock.now()
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
    if (this.#state === 'ended') return
    this.#queue.set(task, time)
    if (this.#now === undefined) this.#await(this.everybodys(time))
  }

  clear(task: Task): void {
    this.#queue.clear(task)
  }

  at(time: Instant, task: () => void): Cancel {
    return callAt(this, time, task)
  }

  /** Calls it when it is its turn: at once, or as what happens next here, at the same time. */
  inTurn(meet: () => void): void {
    if (this.isInTurn) {
      meet()
      return
    }
    this.#meetsAt = this.everybodys(this.now())
    this.#meetings.push(meet)
  }

  /** Nothing happens here any more. */
  end(): void {
    this.#state = 'ended'
    this.#clock.clear(this.#turn)
    this.#queue.forget()
    this.#meetings.length = 0
  }

  /** All that can happen now. */
  #goOn(): void {
    this.#turnAt = undefined
    while (this.#state === 'in-use') {
      const at = this.#next()
      if (at === undefined) break
      if (at > this.#clock.now() && !this.#mayRunAhead(at)) {
        this.#await(at)
        break
      }
      this.#now = this.own(at)
      this.#runNext()
    }
    this.#now = undefined
  }

  #next(): Instant | undefined {
    if (this.#meetsAt !== undefined) return this.#meetsAt
    const next = this.#queue.peek()
    return next === undefined ? undefined : this.everybodys(next)
  }

  #runNext(): void {
    if (this.#meetsAt === undefined) {
      this.#queue.pop()?.run()
      return
    }
    this.#meetsAt = undefined
    for (const meet of this.#meetings.splice(0)) meet()
  }

  #mayRunAhead(at: Instant): boolean {
    return this.#pace === 'ahead' && this.#meetsAt === undefined && at < this.limit
  }

  #await(time: Instant): void {
    if (this.#turnAt !== undefined && this.#turnAt <= time) return
    this.#turnAt = time
    this.#clock.set(this.#turn, time)
  }
}

/**
 * Real time, monotonic, in nanoseconds since this clock was made. The only file that asks the
 * machine for the time.
 *
 * One timer of the machine serves the earliest task; the order of tasks is our own queue's, as
 * in virtual time, because timers of the machine fire in an order of their own when they are
 * due within the same millisecond. They also know only milliseconds and may fire a little
 * early, so the last stretch before a task is spent polling the event loop: it costs
 * processor time, and buys tens of microseconds of accuracy instead of milliseconds.
 *
 * Left out: being on time. A busy process runs tasks late; `now()` within them tells how late.
 */
import type { Task } from '../engine.ts'
import { between, type Duration, type Instant, NANOSECONDS_PER_MILLISECOND } from '../units.ts'
import { type Cancel, type Clock, callAt } from './clock.ts'
import { PriorityQueue } from './priority-queue.ts'

/** Closer than this to a task the clock polls: the resolution of the machine's timers, twice. */
const POLLING_MS = 2
/** The longest time that Node's timers can count, in milliseconds; longer ones fire at once. */
const TIMER_MAX_MS = 0x7fff_ffff

type Wakeup =
  | { readonly kind: 'timer'; readonly handle: NodeJS.Timeout; readonly due: Instant }
  | { readonly kind: 'polling'; readonly handle: NodeJS.Immediate }

export class RealClock implements Clock {
  readonly #originMs = performance.now()
  readonly #ran: ((late: Duration) => void) | undefined
  readonly #queue = new PriorityQueue()
  #wakeup: Wakeup | undefined
  #running = false

  /** `ran`: told of each task, when it runs, how late that is. */
  constructor(ran?: (late: Duration) => void) {
    this.#ran = ran
  }

  now(): Instant {
    const elapsedMs = performance.now() - this.#originMs
    return Math.round(elapsedMs * NANOSECONDS_PER_MILLISECOND) as Instant
  }

  at(time: Instant, task: () => void): Cancel {
    return callAt(this, time, task)
  }

  /** Tasks that are still to run. */
  get pending(): number {
    return this.#queue.size
  }

  /** A time that is already past means: as soon as possible, after whatever is due before. */
  set(task: Task, time: Instant): void {
    if (Number.isNaN(time)) throw new Error('Expected a time, found NaN')
    const now = this.now()
    this.#queue.set(task, time > now ? time : now)
    if (!this.#running) this.#arm()
  }

  clear(task: Task): void {
    this.#queue.clear(task)
    if (!this.#running) this.#arm()
  }

  /** Calls every task off, so that nothing keeps the process alive. */
  stop(): void {
    this.#queue.forget()
    this.#disarm()
  }

  #runDue(): void {
    this.#running = true
    try {
      // What is due now, and not what tasks hand in meanwhile: sockets want their turn too.
      const now = this.now()
      for (let next = this.#queue.peek(); next !== undefined && next <= now; ) {
        this.#ran?.(between(next, this.now()))
        this.#queue.pop()?.run()
        next = this.#queue.peek()
      }
    } finally {
      this.#running = false
      this.#arm()
    }
  }

  #arm(): void {
    const next = this.#queue.peek()
    if (next === undefined) {
      this.#disarm()
      return
    }
    const wakeup = this.#wakeup
    if (wakeup?.kind === 'polling') return
    if (wakeup?.kind === 'timer' && wakeup.due <= next) return
    this.#disarm()
    const leftMs = Math.floor((next - this.now()) / NANOSECONDS_PER_MILLISECOND)
    if (leftMs < POLLING_MS) {
      this.#wakeup = { kind: 'polling', handle: setImmediate(this.#woken) }
      return
    }
    const delayMs = Math.min(leftMs - POLLING_MS + 1, TIMER_MAX_MS)
    this.#wakeup = { kind: 'timer', handle: setTimeout(this.#woken, delayMs), due: next }
  }

  readonly #woken = (): void => {
    this.#wakeup = undefined
    this.#runDue()
  }

  #disarm(): void {
    const wakeup = this.#wakeup
    this.#wakeup = undefined
    if (wakeup?.kind === 'timer') clearTimeout(wakeup.handle)
    if (wakeup?.kind === 'polling') clearImmediate(wakeup.handle)
  }
}

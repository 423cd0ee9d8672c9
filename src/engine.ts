/**
 * The first seam: what an engine is, and the one driver of engines.
 *
 * An engine does no I/O and asks nobody for the time. It is told an input and the time, and
 * is then drained of its outputs and asked for its next deadline.
 */
import { type Instant, START } from './units.ts'

export interface Engine<Input, Output> {
  /** Takes one input. `now` never runs backwards from one call to the next. */
  handle(input: Input, now: Instant): void
  /** The next output, or undefined when there is none for now. */
  poll(): Output | undefined
  /** When the engine wants to be woken if nothing else happens, or undefined for never. */
  deadline(): Instant | undefined
  /** The deadline has come. An engine without deadlines is never called. */
  wake(now: Instant): void
  /**
   * For an engine that others make speak although nothing is handed in (a server's connection
   * that is displaced by another): called once by its driver; each call of `ask` from then on
   * gets the engine drained, at the same instant, when whoever is at work now has finished.
   */
  attention?(ask: () => void): void
}

/**
 * What an engine has to say, in order. Its array is used again and never cut short, which would cost a
 * new one with the next output: engines are drained after every input.
 */
export class Outputs<Output> {
  readonly #outputs: (Output | undefined)[] = []
  #next = 0
  #end = 0

  put(output: Output): void {
    this.#outputs[this.#end] = output
    this.#end += 1
  }

  poll(): Output | undefined {
    if (this.#next < this.#end) {
      const output = this.#outputs[this.#next]
      this.#outputs[this.#next] = undefined
      this.#next += 1
      return output
    }
    this.#next = 0
    this.#end = 0
    return undefined
  }
}

/**
 * Something that is to be done at a time. It is itself what a clock keeps of it, so that whoever
 * has the same done again and again (a timer, a packet on its way) makes it once.
 */
export abstract class Task {
  /** When it is due, and as which of all that are due then. The clock's. */
  time: Instant = START
  sequence = 0
  /** Where it waits among the others, or −1. The clock's. */
  place = -1

  abstract run(): void
}

/** What a driver needs of a clock: the time, and tasks that can be put off and called off. */
export interface Alarm {
  now(): Instant
  /**
   * Runs the task once, at that time, and not at the one that it waits for if it does. Tasks run in
   * the order of their times, and those for the same time in the order in which they were set;
   * never within this call.
   */
  set(task: Task, time: Instant): void
  /** Calls the task off; harmless when it does not wait. */
  clear(task: Task): void
}

/** A task that is nothing but something to call. */
export class Call extends Task {
  readonly #call: () => void

  constructor(call: () => void) {
    super()
    this.#call = call
  }

  override run(): void {
    this.#call()
  }
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
  #state: State = 'fresh'
  #armedFor: Instant | undefined
  readonly #wakeup = new Call(() => this.#woken())
  readonly #attention: Task | undefined
  /** Whether the engine has asked for attention and not had it yet. */
  #asked = false

  constructor(
    engine: Engine<Input, Output>,
    alarm: Alarm,
    deliver: (output: Output, now: Instant) => void,
  ) {
    this.#engine = engine
    this.#alarm = alarm
    this.#deliver = deliver
    if (engine.attention === undefined) return
    const attention = new Call(() => {
      this.#asked = false
      this.begin()
    })
    this.#attention = attention
    engine.attention(() => this.#attend(attention))
  }

  /** Hands in one input; returns after every output has been delivered, unless already draining. */
  handle(input: Input): void {
    if (this.#is('stopped')) return
    if (this.#is('draining')) {
      this.#waiting.push(input)
      return
    }
    // What is left to be said is said first; where there can be nothing, nobody asks.
    const hasSaidAll = this.#is('drained') && !this.#asked
    this.#state = 'draining'
    if (hasSaidAll) this.#engine.handle(input, this.#alarm.now())
    this.#drain(hasSaidAll ? undefined : input)
  }

  /** Delivers what the engine has to say unasked, and arms its first deadline. */
  begin(): void {
    if (!this.#isIdle) return
    this.#state = 'draining'
    this.#drain()
  }

  /**
   * Ends it for good: the engine hears nothing any more, and nothing of what it still has to say
   * is delivered, not even the rest of what is being delivered at this moment.
   */
  stop(): void {
    this.#state = 'stopped'
    this.#waiting.length = 0
    this.#disarm()
    if (this.#asked && this.#attention !== undefined) this.#alarm.clear(this.#attention)
  }

  /** `first`: what is to be handed in before all that waits. */
  #drain(first?: Input): void {
    const now = this.#alarm.now()
    let next = first
    while (this.#is('draining')) {
      const output = this.#engine.poll()
      if (output !== undefined) {
        this.#deliver(output, now)
        continue
      }
      const input = next ?? (this.#waiting.length === 0 ? undefined : this.#waiting.shift())
      next = undefined
      if (input === undefined) this.#rest()
      else this.#engine.handle(input, now)
    }
  }

  #rest(): void {
    this.#state = 'drained'
    const deadline = this.#engine.deadline()
    if (deadline === this.#armedFor) return
    if (deadline === undefined) this.#disarm()
    else {
      this.#armedFor = deadline
      this.#alarm.set(this.#wakeup, deadline)
    }
  }

  #woken(): void {
    this.#armedFor = undefined
    this.#state = 'draining'
    this.#engine.wake(this.#alarm.now())
    this.#drain()
  }

  #disarm(): void {
    if (this.#armedFor === undefined) return
    this.#alarm.clear(this.#wakeup)
    this.#armedFor = undefined
  }

  /** Not at once: whoever makes the engine speak is itself in the middle of something. */
  #attend(attention: Task): void {
    if (!this.#isIdle || this.#asked) return
    this.#asked = true
    this.#alarm.set(attention, this.#alarm.now())
  }

  get #isIdle(): boolean {
    return this.#state === 'drained' || this.#state === 'fresh'
  }

  /** Asked anew each time: what is delivered may stop the driver. */
  #is(state: State): boolean {
    return this.#state === state
  }
}

/** `fresh`: nothing has been asked of the engine yet. `stopped` is for ever. */
type State = 'fresh' | 'drained' | 'draining' | 'stopped'

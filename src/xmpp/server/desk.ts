/**
 * Where the requests of one connection are worked on, one after the other: each waits for those
 * before it and for the processor, is answered, and its answer leaves when its think time is
 * over. Answers to what came in one read leave in one write (`flight` framing), or each element
 * on its own (`element` framing), as measured servers do.
 *
 * Knows nothing of what requests are, or mean: whoever takes them writes an {@link Answer}.
 */
import { Fifo } from '../../fifo.ts'
import { type Instant, plus } from '../../units.ts'
import type { Answer } from './answer.ts'
import type { Turn } from './conversation.ts'
import type { Customer, Turns } from './processor.ts'
import type { ServerSettings } from './settings.ts'

/** What the desk needs of its connection. */
export interface Clerk<Heard> {
  /** Answers one request. */
  take(request: Heard, turn: Turn): void
  /** An answer to be written. */
  begin(): Answer
  /** What leaves at one time. */
  send(texts: readonly string[]): void
  /** Everything that was said before has been sent. */
  proceed(next: 'secure' | 'close'): void
  /** Its turn with the processor has come, perhaps because another connection's is over. */
  served(): void
}

interface Request<Heard> {
  readonly heard: Heard
  readonly read: number
  readonly early: boolean
  readonly pipelined: boolean
}

type State =
  | { readonly kind: 'idle' }
  /** In line for the processor. */
  | { readonly kind: 'in-line' }
  /** About an answer that was made; the processor is held. */
  | {
      readonly kind: 'thinking'
      readonly answer: Answer
      readonly read: number
      readonly until: Instant
    }
  | { readonly kind: 'closed' }

const IDLE: State = { kind: 'idle' }
const IN_LINE: State = { kind: 'in-line' }
const CLOSED: State = { kind: 'closed' }

export class Desk<Heard> implements Customer {
  readonly #framing: ServerSettings['framing']
  readonly #processor: Turns
  readonly #clerk: Clerk<Heard>
  #requests = new Fifo<Request<Heard>>()
  #state: State = IDLE
  /** The answer that is being made at this moment. */
  #making: Answer | undefined
  #unsent: string[] = []
  #reads = 0

  constructor(framing: ServerSettings['framing'], processor: Turns, clerk: Clerk<Heard>) {
    this.#framing = framing
    this.#processor = processor
    this.#clerk = clerk
  }

  /** Requests that nobody has begun with. */
  get waiting(): number {
    return this.#requests.length
  }

  get closed(): boolean {
    return this.#state.kind === 'closed'
  }

  /** Whether there is anything that it has not been through with. */
  get busy(): boolean {
    return this.#state.kind === 'thinking' || this.#state.kind === 'in-line'
  }

  /** When thinking ends. */
  deadline(): Instant | undefined {
    return this.#state.kind === 'thinking' ? this.#state.until : undefined
  }

  /** The requests that came in one read. */
  receive(requests: readonly Heard[], early: boolean, now: Instant): void {
    if (this.closed) return
    this.#reads += 1
    const read = this.#reads
    let pipelined = this.#state.kind !== 'idle'
    for (const heard of requests) {
      this.#requests.push({ heard, read, early, pipelined })
      pipelined = true
    }
    this.#proceed(now)
  }

  /** The deadline has come. */
  wake(now: Instant): void {
    const state = this.#state
    if (state.kind !== 'thinking' || now < state.until) return
    this.#state = IDLE
    this.#put(state.answer, state.read)
    this.#processor.release(now)
    this.#proceed(now)
  }

  /** The processor has time for the next request. */
  serve(now: Instant): 'done' | Instant {
    this.#state = IDLE
    this.#clerk.served()
    const { answer, read } = this.#answer(now)
    const until = plus(now, answer.think)
    if (until > now) {
      this.#state = { kind: 'thinking', answer, read, until }
      return until
    }
    this.#put(answer, read)
    this.#proceed(now)
    return 'done'
  }

  /**
   * Something that nobody here asked for: behind everything that was decided before it, or the
   * order would not be that in which stanzas are counted (XEP-0198 §4), and `<resumed/>` might come
   * behind what it announces.
   */
  interject(texts: readonly string[]): void {
    if (this.closed) return
    const answer = this.#state.kind === 'thinking' ? this.#state.answer : this.#making
    if (answer !== undefined) for (const text of texts) answer.say(text)
    else if (this.#unsent.length > 0) this.#unsent.push(...texts)
    else this.#clerk.send(texts)
  }

  /** Says its last word at once, and does nothing else any more. */
  conclude(answer: Answer, now: Instant): void {
    if (this.closed) return
    this.#drop(now)
    this.#put(answer, this.#reads)
  }

  /** Does and says nothing any more. */
  close(now: Instant): void {
    this.#drop(now)
    this.#end()
  }

  /** Puts itself in line when there is something to do, and is quiet when there is not. */
  #proceed(now: Instant): void {
    if (this.#state.kind !== 'idle') return
    if (this.#requests.length === 0) {
      this.#flush()
      return
    }
    this.#state = IN_LINE
    this.#processor.claim(this, now)
  }

  #answer(now: Instant): { readonly answer: Answer; readonly read: number } {
    const request = this.#requests.shift()
    if (request === undefined) throw new Error('Expected a request at a desk that is served')
    const answer = this.#clerk.begin()
    const { heard, early, pipelined, read } = request
    this.#making = answer
    this.#clerk.take(heard, { now, early, pipelined, read, answer })
    this.#making = undefined
    return { answer, read }
  }

  #put(answer: Answer, read: number): void {
    if (this.#framing === 'flight') this.#unsent.push(...answer.texts)
    else for (const text of answer.texts) this.#clerk.send([text])
    if (answer.next === 'continue') {
      if (this.#requests.first?.read !== read) this.#flush()
      return
    }
    this.#flush()
    this.#requests = new Fifo()
    if (answer.next === 'close') this.#end()
    this.#clerk.proceed(answer.next)
  }

  #flush(): void {
    if (this.#unsent.length === 0) return
    const texts = this.#unsent
    this.#unsent = []
    this.#clerk.send(texts)
  }

  /** Gives back what is held of the processor. */
  #drop(now: Instant): void {
    const state = this.#state
    this.#state = IDLE
    if (state.kind === 'thinking') this.#processor.release(now)
    else if (state.kind === 'in-line') this.#processor.withdraw(this)
  }

  #end(): void {
    this.#state = CLOSED
    this.#requests = new Fifo()
    this.#unsent = []
  }
}

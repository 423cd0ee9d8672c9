/**
 * The client's side of a conversation: runs a script against a byte stream, and afterwards says
 * what it is told to.
 *
 * Models a client that reacts at once (no think time of its own). Knows no socket, no chance
 * beyond the generator it is given for nonces, and no particular protocol step; the script knows
 * those. When to ask whether the server is still there, when to give up and when to come back are
 * policies above it.
 *
 * How waits are counted, one rule: a wait is counted when the script blocks in an `expect` and
 * something has been said since the last counted wait; it belongs to the layer of what was said
 * last. Answers that are expected one after the other without saying anything in between are
 * therefore one wait, and so is everything sent in one flight. Waits for DNS, TCP and TLS are
 * counted below and passed on.
 *
 * What is said leaves when the script blocks: two `say`s before an `expect` are pipelining.
 *
 * What the server says and nobody expects is left to courtesy (`courtesy.ts`); only stream
 * errors, text that cannot be read and the end of the stream end an attempt by themselves.
 *
 * After a script has got through, the engine stays: it answers, counts and acknowledges, hands
 * on what arrives, and takes orders (`order.ts`) until the stream ends.
 */
import { type Engine, Outputs } from '../../engine.ts'
import { briefly } from '../../foreign-text.ts'
import type { Random } from '../../random.ts'
import type { Failure, TransportCommand, TransportEvent } from '../../transport.ts'
import { between, type Instant, plus, START } from '../../units.ts'
import type { ReaderLimits } from '../../xml/xml.ts'
import type { Framing } from '../framing/framing.ts'
import { OCTETS } from '../framing/octets.ts'
import type { Counting } from './courtesy.ts'
import { brokenOff } from './expectation.ts'
import { Intake } from './intake.ts'
import type { Order } from './order.ts'
import type { DialogueOutput, End } from './output.ts'
import type { ReadyStream } from './ready-stream.ts'
import type { Blocking, Reply, Script } from './script.ts'
import { ScriptRun, type Stand } from './script-run.ts'
import { Speech } from './speech.ts'

export type { DialogueOutput, Outcome } from './output.ts'

type State =
  | { readonly kind: 'unstarted' }
  | { readonly kind: 'blocked'; readonly on: Blocking; readonly until: Instant | undefined }
  | { readonly kind: 'ready' }
  | { readonly kind: 'leaving'; readonly until: Instant }
  | { readonly kind: 'closed' }

export interface DialogueOptions {
  /** For nonces only. */
  readonly random: Random
  readonly limits?: ReaderLimits
  /** That of RFC 6120 unless another is given. */
  readonly framing?: Framing
}

export type DialogueInput = TransportEvent | Order

export class Dialogue implements Engine<DialogueInput, DialogueOutput> {
  readonly #script: ScriptRun
  readonly #speech: Speech
  readonly #intake: Intake
  readonly #outputs = new Outputs<DialogueOutput>()
  #state: State = { kind: 'unstarted' }
  /** Of the last input: a script connects before it waits with a limit. */
  #now: Instant = START
  /** The first that was heard of the connection. */
  #begun: Instant | undefined

  constructor(script: Script<ReadyStream>, options: DialogueOptions) {
    const { random, limits, framing = OCTETS } = options
    const put = (output: DialogueOutput) => this.#outputs.put(output)
    const counting: Counting = { sent: undefined, handled: undefined }
    const speech = new Speech(framing, counting, put)
    const intake = new Intake({ framing, limits }, counting, speech, put)
    const elapsed = () => between(this.#begun ?? this.#now, this.#now)
    this.#script = new ScriptRun(script, { random, speech, intake, counting, elapsed, put })
    this.#speech = speech
    this.#intake = intake
  }

  handle(input: DialogueInput, now: Instant): void {
    this.#now = now
    this.#begun ??= now
    this.#start()
    if (this.#state.kind === 'closed') return
    switch (input.kind) {
      case 'connected':
        this.#unblock('connect', { kind: 'done' })
        break
      case 'secured':
        this.#unblock('secure', { kind: 'tls', tls: input.tls })
        break
      case 'upgraded':
        this.#unblock('upgrade', { kind: 'done' })
        break
      case 'waited':
        this.#outputs.put({ kind: 'waited', layer: input.layer })
        break
      case 'received':
        this.#intake.inbox.receive(input.bytes)
        this.#listen()
        break
      case 'closed':
        this.#closed(input.error)
        break
      default:
        this.#obey(input)
    }
  }

  /** The first call starts the script. */
  poll(): DialogueOutput | undefined {
    this.#start()
    return this.#outputs.poll()
  }

  deadline(): Instant | undefined {
    switch (this.#state.kind) {
      case 'blocked':
      case 'leaving':
        return this.#state.until
      case 'ready':
        return this.#intake.asks.deadline()
      case 'unstarted':
      case 'closed':
        return undefined
    }
  }

  wake(now: Instant): void {
    this.#now = now
    const state = this.#state
    if (state.kind === 'blocked' && state.until !== undefined && now >= state.until) {
      this.#resume({ kind: 'overdue' })
    } else if (state.kind === 'leaving' && now >= state.until) {
      this.#end({ kind: 'left' })
    } else if (state.kind === 'ready') {
      const failure = this.#intake.asks.failure(now)
      if (failure !== undefined) this.#fail(failure)
    }
  }

  #start(): void {
    if (this.#state.kind === 'unstarted') this.#stand(this.#script.begin())
  }

  #unblock(on: Blocking['kind'], reply: Reply): void {
    if (this.#state.kind === 'blocked' && this.#state.on.kind === on) this.#resume(reply)
  }

  #resume(reply: Reply): void {
    this.#stand(this.#script.resume(reply))
  }

  #stand(stand: Stand): void {
    switch (stand.kind) {
      case 'blocked':
        this.#block(stand.on)
        return
      case 'failed':
        this.#fail(stand.failure)
        return
      case 'through':
        this.#speech.flush()
        this.#state = { kind: 'ready' }
        this.#outputs.put({
          kind: 'finished',
          outcome: { kind: 'ready', stream: stand.stream },
        })
        this.#listen()
    }
  }

  #block(on: Blocking): void {
    this.#speech.flush()
    const within = on.kind === 'expect' ? on.within : undefined
    const until = within === undefined ? undefined : plus(this.#now, within)
    this.#state = { kind: 'blocked', on, until }
    if (on.kind === 'connect' || on.kind === 'secure' || on.kind === 'upgrade') {
      this.#command({ kind: on.kind })
      return
    }
    const layer = this.#speech.takeWait()
    if (layer !== undefined) this.#outputs.put({ kind: 'waited', layer })
  }

  /** Offers what has arrived to the script if it waits for it, else to courtesy. */
  #listen(): void {
    const state = this.#state
    const received = state.kind === 'blocked' ? this.#script.hear(state.on) : this.#intake.take([])
    if (received === undefined) this.#speech.flush()
    else if (received.kind === 'broken') this.#fail(received.failure)
    else this.#resume(received.reply)
  }

  /** An order to a dialogue whose stream has ended meanwhile comes to nothing. */
  #obey(order: Order): void {
    if (this.#state.kind === 'leaving') return
    if (this.#state.kind !== 'ready') throw new Error(`Expected to be ready, got "${order.kind}"`)
    if (order.kind === 'leave') {
      this.#speech.close()
      this.#state = { kind: 'leaving', until: plus(this.#now, order.within) }
    } else if (order.kind === 'white-space') {
      this.#speech.sayNothing()
    } else {
      this.#speech.sayUnasked('data', order.element)
      if (order.kind === 'ask') this.#intake.asks.add(order, this.#now)
    }
    this.#speech.flush()
  }

  #closed(error: Failure | undefined): void {
    const on: Blocking = this.#state.kind === 'blocked' ? this.#state.on : NOTHING_WANTED
    this.#fail(error ?? brokenOff(on, 'the connection closed'))
  }

  /** Ends the attempt, or the stream of one that has succeeded before. */
  #fail({ detail, ...named }: Failure): void {
    const { kind } = this.#state
    // It may hold words of the server's.
    const failure: Failure = { ...named, detail: briefly(detail, DETAIL_AT_MOST) }
    if (kind === 'leaving') this.#end({ kind: 'left' })
    else if (kind === 'ready') this.#end({ kind: 'lost', failure })
    else this.#stop({ kind: 'finished', outcome: { kind: 'failed', failure } })
  }

  #end(end: End): void {
    this.#stop({ kind: 'ended', end })
  }

  #stop(lastWord: DialogueOutput): void {
    this.#state = { kind: 'closed' }
    this.#intake.inbox.forgetAll()
    this.#speech.discard()
    this.#outputs.put(lastWord)
    this.#command({ kind: 'close' })
  }

  #command(command: TransportCommand): void {
    this.#outputs.put({ kind: 'command', command })
  }
}

/** Characters. */
const DETAIL_AT_MOST = 500

const NOTHING_WANTED: Blocking = { kind: 'expect', wanted: [] }

/**
 * The client's side of a conversation: runs a script against a byte stream.
 *
 * Models a client that reacts at once (no think time of its own). Knows no time, no socket, no
 * chance beyond the generator it is given for nonces, and no particular protocol step; the
 * script knows those. Leaves out keep-alives and reconnecting, which are policies above it.
 *
 * How waits are counted, one rule: a wait is counted when the script blocks in an `expect` and
 * something has been said since the last counted wait; it belongs to the layer of what was said
 * last. Answers that are expected one after the other without saying anything in between are
 * therefore one wait, and so is everything sent in one flight. Waits for DNS, TCP and TLS are
 * counted below and passed on.
 *
 * What is said leaves when the script blocks, all of it in one write: two `say`s before an
 * `expect` are pipelining.
 *
 * What the server says and nobody expects is left to courtesy (`courtesy.ts`); only stream
 * errors, text that cannot be read and the end of the stream end an attempt by themselves.
 * After a script has got through, the engine stays: it answers, counts and acknowledges.
 */
import type { Engine } from '../../engine.ts'
import type { Random } from '../../random.ts'
import type { Failure, TransportCommand, TransportEvent } from '../../transport.ts'
import type { Instant } from '../../units.ts'
import { encodeText, type ReaderLimits, type XmlElement } from '../../xml/xml.ts'
import { STREAMS } from '../namespaces.ts'
import { isStanza } from '../stream-management.ts'
import { type Counting, courtesy } from './courtesy.ts'
import { brokenOff, isWanted, streamError } from './expectation.ts'
import { Hearing } from './hearing.ts'
import { Outgoing } from './outgoing.ts'
import type { DialogueOutput } from './output.ts'
import type { Action, Blocking, Reply, Script, SpokenLayer, Wanted } from './script.ts'
import type { Session } from './session.ts'
import { Heard, Said } from './utterance.ts'

export type { DialogueOutput, Outcome } from './output.ts'

type State =
  | { readonly kind: 'unstarted' }
  | { readonly kind: 'blocked'; readonly on: Blocking }
  | { readonly kind: 'finished' }
  | { readonly kind: 'closed' }

export interface DialogueOptions {
  /** For nonces only. */
  readonly random: Random
  readonly limits?: ReaderLimits
}

export class Dialogue implements Engine<TransportEvent, DialogueOutput> {
  readonly #script: Script<Session>
  readonly #random: Random
  /** Holds nothing whenever the script is blocked in an `expect`. */
  readonly #hearing: Hearing
  readonly #outputs: DialogueOutput[] = []
  readonly #outgoing = new Outgoing()
  readonly #counting: Counting = { sent: undefined, handled: undefined }
  #state: State = { kind: 'unstarted' }
  /** The layer of what was said last, until it has been waited for. */
  #unanswered: SpokenLayer | undefined

  constructor(script: Script<Session>, options: DialogueOptions) {
    this.#script = script
    this.#random = options.random
    this.#hearing = new Hearing(options.limits)
  }

  handle(event: TransportEvent): void {
    this.#start()
    if (this.#state.kind === 'closed') return
    switch (event.kind) {
      case 'connected':
        this.#unblock('connect', { kind: 'done' })
        break
      case 'secured':
        this.#unblock('secure', { kind: 'tls', tls: event.tls })
        break
      case 'waited':
        this.#outputs.push({ kind: 'waited', layer: event.layer })
        break
      case 'received':
        this.#hearing.receive(event.bytes)
        this.#listen()
        break
      case 'closed':
        this.#closed(event.error)
        break
    }
  }

  /** The first call starts the script. */
  poll(): DialogueOutput | undefined {
    this.#start()
    return this.#outputs.shift()
  }

  /** A dialogue has no timers: it waits for as long as it is left waiting. */
  deadline(): Instant | undefined {
    return undefined
  }

  wake(): void {}

  #start(): void {
    if (this.#state.kind === 'unstarted') this.#run({ kind: 'done' })
  }

  #unblock(on: Blocking['kind'], reply: Reply): void {
    if (this.#state.kind === 'blocked' && this.#state.on.kind === on) this.#run(reply)
  }

  /** Offers what has arrived to the script if it waits for it, else to courtesy. */
  #listen(): void {
    if (this.#state.kind === 'finished') {
      this.#nextHeard([])
      this.#flush()
      return
    }
    if (this.#state.kind !== 'blocked') return
    const reply = this.#hear(this.#state.on)
    if (reply === undefined) this.#flush()
    else this.#run(reply)
  }

  /** Lets the script act until it blocks, gets through or fails. */
  #run(first: Reply): void {
    let reply: Reply | undefined = first
    while (reply !== undefined) {
      const next = this.#script.next(reply)
      if (next.done === true) {
        this.#flush()
        this.#state = { kind: 'finished' }
        this.#outputs.push({ kind: 'finished', outcome: { kind: 'ready', session: next.value } })
        this.#listen()
        return
      }
      reply = this.#perform(next.value)
    }
  }

  /** The reply to an action, or undefined when the script has to wait or has failed. */
  #perform(action: Action): Reply | undefined {
    switch (action.kind) {
      case 'connect':
      case 'secure':
      case 'expect':
      case 'expectBytes':
        return this.#hear(action) ?? this.#block(action)
      case 'open':
        this.#say(action.step, action.header, encodeText(action.header))
        break
      case 'say':
        if (isStanza(action.element)) this.#counting.sent?.send(action.element)
        this.#say(action.step, action.element, encodeText(action.element.serialize()))
        break
      case 'sayBytes':
        this.#hearing.turnToOctets()
        this.#say(action.step, `…(${action.bytes.length} octets)`, action.bytes)
        // Raw octets are written as the script says: each action is a write of its own.
        this.#flush()
        break
      case 'nonce':
        return { kind: 'nonce', nonce: this.#random.bytes(action.octets) }
      case 'count':
        this.#counting[action.direction] = action.ledger
        break
      case 'reached':
        this.#outputs.push({ kind: 'reached', milestone: action.milestone })
        break
      case 'fail':
        this.#fail(action.failure)
        return undefined
    }
    return { kind: 'done' }
  }

  #say(step: SpokenLayer, content: XmlElement | string, bytes: Uint8Array): void {
    this.#outputs.push(new Said(step, bytes.length, content))
    this.#outgoing.add(bytes)
    this.#unanswered = step
  }

  #block(on: Blocking): undefined {
    if (this.#state.kind === 'closed') return
    this.#flush()
    this.#state = { kind: 'blocked', on }
    if (on.kind === 'connect' || on.kind === 'secure') {
      this.#command({ kind: on.kind })
    } else if (this.#unanswered !== undefined) {
      this.#outputs.push({ kind: 'waited', layer: this.#unanswered })
      this.#unanswered = undefined
    }
  }

  /** What answers a blocking action at once, if anything that has arrived does. */
  #hear(on: Blocking): Reply | undefined {
    switch (on.kind) {
      case 'connect':
        return undefined
      case 'secure':
        return this.#forgetCleartext()
      case 'expect':
        return this.#nextHeard(on.wanted)
      case 'expectBytes':
        return this.#hearing.takeOctets(on.count) ? { kind: 'done' } : undefined
    }
  }

  /** Whoever adds something in the clear behind `<proceed/>` is not the server. */
  #forgetCleartext(): undefined {
    if (this.#hearing.forgetCleartext() === 'nothing-left') return
    const detail = 'expected TLS to begin behind <proceed/>, found more text in the clear'
    return this.#fail({ code: 'protocol-violation', detail })
  }

  /** Takes what has arrived until something wanted comes; the rest is dealt with on the way. */
  #nextHeard(wanted: readonly Wanted[]): Reply | undefined {
    for (;;) {
      const event = this.#hearing.next()
      if (event === undefined) return undefined
      this.#outputs.push(new Heard(event))
      switch (event.kind) {
        case 'error':
          return this.#fail(event.failure)
        case 'end':
          return this.#fail(brokenOff({ kind: 'expect', wanted }, 'the end of the stream'))
        case 'header':
          if (wanted.some((one) => one.kind === 'header')) return event
          break
        case 'element': {
          const { element } = event
          if (element.is('error', STREAMS)) return this.#fail(streamError(element))
          if (isStanza(element)) this.#counting.handled?.receive()
          if (isWanted(wanted, element)) return { kind: 'element', element }
          this.#beCourteous(element)
        }
      }
    }
  }

  /** An answer out of courtesy leaves with what was said before it, and is not waited for. */
  #beCourteous(heard: XmlElement): undefined {
    const reaction = courtesy(heard, this.#counting)
    if (reaction.kind === 'offence') return this.#fail(reaction.failure)
    if (reaction.kind === 'silence') return
    if (isStanza(reaction.element)) this.#counting.sent?.send(reaction.element)
    const bytes = encodeText(reaction.element.serialize())
    this.#outputs.push(new Said('sm', bytes.length, reaction.element))
    this.#outgoing.add(bytes)
  }

  #flush(): void {
    const bytes = this.#outgoing.take()
    if (bytes !== undefined) this.#command({ kind: 'send', bytes })
  }

  #closed(error: Failure | undefined): void {
    if (this.#state.kind === 'blocked') {
      this.#fail(error ?? brokenOff(this.#state.on, 'the connection closed'))
    }
    this.#state = { kind: 'closed' }
  }

  /** Ends the attempt, or closes a connection whose attempt has succeeded before. */
  #fail(failure: Failure): undefined {
    const succeeded = this.#state.kind === 'finished'
    this.#state = { kind: 'closed' }
    this.#hearing.forgetAll()
    this.#outgoing.discard()
    if (!succeeded) this.#outputs.push({ kind: 'finished', outcome: { kind: 'failed', failure } })
    this.#command({ kind: 'close' })
  }

  #command(command: TransportCommand): void {
    this.#outputs.push({ kind: 'command', command })
  }
}

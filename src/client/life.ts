/**
 * The life of one client, from its first attempt on: when it wants to connect, when it gives an
 * attempt up, when it holds its connection for dead, when it tries again, and what its user sends
 * meanwhile. A policy decides all of it; nothing here knows a network.
 *
 * 1. The first attempt is given the time that a single attempt of a comparison is given: the
 *    policy's own limits hold from the second one on.
 * 2. What the user sends goes out at once on a stream that is ready, else when the next one is.
 * 3. Whoever sleeps does nothing: what would have been due is done upon waking.
 *
 * Left out: what is presented to the user, and a user who loses patience.
 */
import type { Engine } from '../engine.ts'
import { type Policy, type Reaction, untilConnected } from '../policy/policy.ts'
import type { Random } from '../random.ts'
import { type Duration, type Instant, plus } from '../units.ts'
import type { XmlElement } from '../xml/xml.ts'
import type { Order } from '../xmpp/dialogue/order.ts'
import type { End } from '../xmpp/dialogue/output.ts'
import { AVAILABLE } from '../xmpp/verbs/presence.ts'
import { Outbox } from './outbox.ts'
import { Retries } from './retries.ts'
import type { LifeInput, LifeOutput, StreamKind } from './signals.ts'
import { Vigilance } from './vigilance.ts'

export interface LifeOptions {
  readonly policy: Policy
  /** For the jitter of its delays. */
  readonly random: Random
  /** Whom it asks whether anybody is there. */
  readonly domain: string
  /** How long the first attempt is given. */
  readonly patience: Duration
  /** Of several whoever connects may itself give each its time. */
  readonly addresses?: 'one' | 'several'
}

type State =
  | { readonly kind: 'unborn' }
  /** Undefined: it does not try again by itself. */
  | { readonly kind: 'waiting'; readonly until: Instant | undefined }
  | {
      readonly kind: 'attempting'
      readonly beganAt: Instant
      readonly giveUpAt: Instant | undefined
    }
  | {
      readonly kind: 'online'
      readonly stream: StreamKind
      readonly vigilance: Vigilance
    }

export class Life implements Engine<LifeInput, LifeOutput> {
  readonly outbox = new Outbox()
  readonly #options: LifeOptions
  readonly #outputs: LifeOutput[] = []
  #state: State = { kind: 'unborn' }
  #isAwake = true
  #attempts = 0
  readonly #retries: Retries

  constructor(options: LifeOptions) {
    const { policy, random } = options
    this.#options = options
    this.#retries = new Retries(policy.comeBack, random)
  }

  /** Whether it waits for an answer that says whether the server is there. */
  get asks(): boolean {
    return this.#state.kind === 'online' && this.#state.vigilance.asks
  }

  handle(input: LifeInput, now: Instant): void {
    switch (input.kind) {
      case 'begin':
        this.#attempt(now)
        return
      case 'connected':
        this.#connected()
        return
      case 'ready':
        this.#ready(input, now)
        return
      case 'failed':
        this.#failed(now)
        return
      case 'lost':
        this.#lost(input.end, now)
        return
      case 'heard':
        if (this.#state.kind === 'online') this.#state.vigilance.heard(now)
        return
      case 'answered':
        if (this.#state.kind !== 'online') return
        this.#state.vigilance.answered()
        this.#watch(now)
        return
      case 'acknowledged':
        this.outbox.forget(input.stanzas)
        return
      case 'network':
        if (this.#isAwake) this.#networkChanged(now)
        return
      case 'slept':
        this.#isAwake = false
        return
      case 'woke':
        this.#isAwake = true
        this.#woken(input.by, now)
        this.wake(now)
        return
      case 'compose':
        this.outbox.add(input.message)
        if (this.#state.kind === 'online') this.#say([input.message], now)
    }
  }

  poll(): LifeOutput | undefined {
    return this.#outputs.shift()
  }

  deadline(): Instant | undefined {
    if (!this.#isAwake) return undefined
    const state = this.#state
    switch (state.kind) {
      case 'unborn':
        return undefined
      case 'waiting':
        return state.until
      case 'attempting':
        return state.giveUpAt
      case 'online':
        return state.vigilance.deadline()
    }
  }

  wake(now: Instant): void {
    const state = this.#state
    const at = this.deadline()
    if (at === undefined || now < at) return
    if (state.kind === 'waiting') this.#attempt(now)
    else if (state.kind === 'attempting') this.#giveUp(now)
    else if (state.kind === 'online') this.#watch(now)
  }

  #attempt(now: Instant): void {
    this.#attempts += 1
    const { patience } = this.#options
    const limit = this.#attempts === 1 ? patience : this.#limit
    const giveUpAt = limit === undefined ? undefined : plus(now, limit)
    this.#state = { kind: 'attempting', beganAt: now, giveUpAt }
    this.#outputs.push({ kind: 'attempt', number: this.#attempts })
  }

  /** Until an attempt is connected. */
  get #limit(): Duration | undefined {
    const { policy, addresses } = this.#options
    const { limits } = policy
    const isEachGivenItsTime = limits.connectPer === 'address' && addresses === 'several'
    return isEachGivenItsTime ? limits.login : untilConnected(limits)
  }

  #connected(): void {
    const state = this.#state
    if (state.kind !== 'attempting' || this.#attempts === 1) return
    const { login } = this.#options.policy.limits
    const giveUpAt = login === undefined ? undefined : plus(state.beganAt, login)
    this.#state = { ...state, giveUpAt }
  }

  #ready(
    { stream, way, presence, carried }: Extract<LifeInput, { kind: 'ready' }>,
    now: Instant,
  ): void {
    const { policy, domain } = this.#options
    this.#retries.forget()
    const vigilance = new Vigilance(policy.notice, { domain, stream }, now)
    this.#state = { kind: 'online', stream, vigilance }
    if (carried.length > 0) vigilance.said(now)
    // A session that was resumed has its presence still (XEP-0198 §5).
    if (way === 'bound' && presence === 'unsaid') this.#order({ kind: 'say', element: AVAILABLE })
    this.#say(this.outbox.missingFrom(carried), now)
  }

  #say(messages: readonly XmlElement[], now: Instant): void {
    const state = this.#state
    if (state.kind !== 'online' || messages.length === 0) return
    for (const message of messages) this.#order({ kind: 'say', element: message })
    state.vigilance.said(now)
    if (state.stream === 'unmanaged') this.outbox.forget(messages)
    this.#watch(now)
  }

  #watch(now: Instant): void {
    if (this.#state.kind !== 'online' || !this.#isAwake) return
    const { vigilance } = this.#state
    for (let due = vigilance.due(now); due !== undefined; due = vigilance.due(now)) {
      this.#order(due)
    }
  }

  #order(order: Order): void {
    this.#outputs.push({ kind: 'order', order })
  }

  #failed(now: Instant): void {
    const state = this.#state
    if (state.kind !== 'attempting') return
    this.#state = { kind: 'waiting', until: this.#retries.failed(state.beganAt, now) }
  }

  #lost(end: End, now: Instant): void {
    const state = this.#state
    if (state.kind !== 'online') return
    const loss = isOverdue(end) ? state.vigilance.silence(now) : 'end'
    this.#state = { kind: 'waiting', until: this.#retries.lost(loss, now) }
  }

  #giveUp(now: Instant): void {
    const detail = 'was not ready in time and was given up'
    this.#outputs.push({ kind: 'let-go', failure: { code: 'timeout', detail } })
    this.#failed(now)
  }

  #leave(now: Instant): void {
    const detail = 'expected the network that it was opened on, found another'
    this.#outputs.push({ kind: 'let-go', failure: { code: 'connection-closed', detail } })
    this.#attempt(now)
  }

  #networkChanged(now: Instant): void {
    const { kind } = this.#state
    if (kind === 'online') {
      this.#react(this.#options.policy.notice.networkChange, now)
      return
    }
    if (kind === 'unborn' || !this.#retries.networkChanged()) return
    if (kind === 'attempting') this.#leave(now)
    else this.#attempt(now)
  }

  #woken(by: 'user' | 'push', now: Instant): void {
    const { wake, push } = this.#options.policy.notice
    this.#react(by === 'push' ? push : wake, now)
  }

  #react(reaction: Reaction, now: Instant): void {
    const state = this.#state
    if (state.kind !== 'online') return
    if (reaction.kind === 'reconnect') this.#leave(now)
    else if (reaction.kind === 'probe') this.#order(state.vigilance.probe(reaction.timeout, now))
  }
}

/** Of an answer. TCP's own patience is seen as an end: its socket fails. */
const isOverdue = (end: End): boolean => end.kind === 'lost' && end.failure.code === 'timeout'

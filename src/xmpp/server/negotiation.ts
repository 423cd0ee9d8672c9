/**
 * One client's stream from the server's side: what is awaited, what is answered (RFC 6120 §4 to
 * §7, XEP-0388). The phases and what may follow what are a table in `phases.ts`; whatever is not
 * awaited is answered with the error that it names, and never with an exception.
 */
import type { TlsFacts } from '../../transport.ts'
import { type Instant, START } from '../../units.ts'
import { element, type StreamEvent, type XmlElement } from '../../xml/xml.ts'
import { SASL2_OF_ISR, SM } from '../namespaces.ts'
import type { StreamCondition } from './answer.ts'
import { beginSasl1, beginSasl2, continueExchange, continueTask } from './authentication.ts'
import { bindLegacy } from './binding.ts'
import type { Conversation, SecurityMode, Turn } from './conversation.ts'
import { resumeInstantly } from './instant.ts'
import { manageBound, manageUnauthenticated, manageUnbound } from './management.ts'
import { type HeaderEvent, openStream, sayHeader } from './opening.ts'
import {
  AUTHENTICATION,
  CLOSED,
  follows,
  type Occasion,
  occasionOf,
  PHASES,
  type Phase,
} from './phases.ts'
import { endSession } from './routing.ts'
import type { ThinkTimes } from './settings.ts'
import { takeStanza } from './stanzas.ts'
import { takeInTheClear } from './starttls.ts'

type HeaderPhase = Extract<Phase, { kind: 'header' }>

/** Stanzas that are kept until an exchange is over; more than that is not a pipelining client. */
const KEPT_AT_MOST = 16

const HEADER_TIMES: Readonly<Record<HeaderPhase['stage'], keyof ThinkTimes>> = {
  clear: 'clearFeatures',
  secured: 'features',
  authenticated: 'restart',
}

const FIRST_PHASES: Readonly<Record<SecurityMode, Phase>> = {
  starttls: { kind: 'header', stage: 'clear', user: '' },
  direct: { kind: 'tls' },
  arranged: { kind: 'header', stage: 'secured', user: '' },
}

export class Negotiation {
  readonly #conversation: Conversation
  readonly #kept: XmlElement[] = []
  #phase: Phase

  constructor(
    {
      domain,
      random,
      carrier,
      framing,
    }: Pick<Conversation, 'domain' | 'random' | 'carrier' | 'framing'>,
    mode: SecurityMode,
  ) {
    // Field by field: an object made by spreading is slow, and this one is made for each trial.
    this.#conversation = {
      domain,
      random,
      carrier,
      framing,
      tls: undefined,
      from: undefined,
      now: START,
      login: undefined,
      failures: 0,
      fastAttempts: 0,
      understoodUntil: Number.POSITIVE_INFINITY,
    }
    this.#phase = FIRST_PHASES[mode]
  }

  /** Authenticated, and so trusted with larger elements. */
  get trusted(): boolean {
    const phase = this.#phase
    if (phase.kind === 'header') return phase.user !== ''
    return phase.kind === 'binding' || phase.kind === 'stanza'
  }

  get awaitsTls(): boolean {
    return this.#phase.kind === 'tls'
  }

  /** When the client is given up that has not answered `<r/>`. */
  get acknowledgementDue(): Instant | undefined {
    const { domain } = this.#conversation
    const { acknowledgementSeconds: patience } = domain.settings.sm
    if (patience === 'unlimited' || this.#phase.kind !== 'stanza') return undefined
    const { acknowledgement } = this.#phase.session
    return acknowledgement.kind === 'none'
      ? undefined
      : domain.instantAt(acknowledgement.since + patience * 1_000)
  }

  /** Seconds for which the client may be silent as it is now. */
  get patience(): number | undefined {
    const { silenceSeconds } = this.#conversation.domain.settings
    if (silenceSeconds === 'unlimited' || this.#phase.kind !== 'stanza') return undefined
    return this.#conversation.framing.name === 'XEP-0206' ? undefined : silenceSeconds
  }

  /**
   * Whether a client is still there that has been silent for so long: what it is told, or undefined
   * if it is given up.
   */
  probe(now: Instant): readonly string[] | undefined {
    const { domain, framing } = this.#conversation
    if (this.#phase.kind !== 'stanza') return []
    const { session } = this.#phase
    if (session.management.kind === 'off') return framing.carriedBy === 'octets' ? [' '] : []
    if (session.acknowledgement.kind === 'owed') return undefined
    session.acknowledgement = { kind: 'owed', since: domain.wallClock(now) }
    return [framing.element(element('r', SM))]
  }

  secured(tls: TlsFacts | undefined): void {
    this.#conversation.tls = tls
    if (this.#phase.kind !== 'tls') return // the handshake behind early data is complete
    const header: Phase = { kind: 'header', stage: 'secured', user: '' }
    this.#phase = follows(this.#phase, 'secured', header)
  }

  take(event: StreamEvent, turn: Turn): void {
    if (this.#phase.kind === 'closed' || this.#phase.kind === 'deaf') return
    this.#conversation.now = turn.now
    switch (event.kind) {
      case 'header':
        this.#header(event, turn)
        return
      case 'element':
        this.#element(event.element, turn)
        this.#catchUp(turn)
        return
      case 'end':
        this.#end(turn)
        return
      case 'error':
        this.refuse(event.condition, turn)
    }
  }

  /** A stream error out of turn; the session, if any, waits for its client. */
  refuse(condition: StreamCondition, { answer, now }: Turn): void {
    if (this.#phase.kind === 'header' && this.#phase.user === '') {
      sayHeader(undefined, this.#conversation, answer)
    }
    answer.streamError(condition)
    this.lost(now)
  }

  /** The connection is gone. */
  lost(now: Instant): void {
    const { domain, carrier } = this.#conversation
    const phase = this.#phase
    this.#phase = CLOSED
    if (phase.kind !== 'stanza') return
    const { attachment } = phase.session
    if (attachment.kind === 'live' && attachment.carrier === carrier) {
      domain.lose(phase.session, now)
    }
  }

  /** The session belongs to another connection now. */
  displaced(): void {
    this.#phase = CLOSED
  }

  /** `</stream:stream>`: the client says goodbye, so there is nothing to come back to. */
  #end({ answer, now }: Turn): void {
    const { domain } = this.#conversation
    const phase = this.#phase
    if (phase.kind === 'stanza') endSession(phase.session, domain, domain.wallClock(now))
    this.#phase = CLOSED
    answer.close()
  }

  #header(event: HeaderEvent, turn: Turn): void {
    const phase = this.#phase
    if (phase.kind === 'header') this.#move('header', this.#opened(event, phase, turn), turn)
    else this.#wrong('unsupported-stanza-type', turn)
  }

  #opened(event: HeaderEvent, { stage, user }: HeaderPhase, turn: Turn): Phase {
    const conversation = this.#conversation
    // Where messages are carried it begins in one of its own, and nobody reads it too early.
    const isStream = conversation.framing.carriedBy === 'octets'
    if (stage === 'authenticated' && turn.pipelined && isStream) {
      const policy = conversation.domain.settings.legacyPipelining
      if (policy !== 'always') {
        if (event.declaration) return this.#wrong('not-well-formed', turn)
        if (policy === 'never') return { kind: 'deaf' }
        conversation.understoodUntil = turn.read
      }
    }
    const problem = openStream(event, stage, conversation, turn.answer)
    if (problem !== undefined) return this.#wrong(problem, turn)
    turn.answer.after(HEADER_TIMES[stage])
    switch (stage) {
      case 'clear':
        return { kind: 'starttls' }
      case 'secured':
        return AUTHENTICATION
      case 'authenticated':
        return { kind: 'binding', user }
    }
  }

  #element(heard: XmlElement, turn: Turn): void {
    const { leadsTo, otherwise } = PHASES[this.#phase.kind]
    const occasion = occasionOf(heard)
    if (turn.read > this.#conversation.understoodUntil) this.#wrong('unsupported-stanza-type', turn)
    else if (occasion === undefined || leadsTo[occasion] === undefined) this.#wrong(otherwise, turn)
    else this.#move(occasion, this.#answered(heard, occasion, turn), turn)
  }

  /** What an element that is awaited leads to. */
  #answered(heard: XmlElement, occasion: Occasion, turn: Turn): Phase {
    const phase = this.#phase
    const conversation = this.#conversation
    switch (phase.kind) {
      case 'starttls':
        return takeInTheClear(heard, conversation, turn)
      case 'authentication':
        if (occasion === 'management') {
          const refused = manageUnauthenticated(conversation, turn)
          return refused ?? this.#wrong(PHASES.authentication.otherwise, turn)
        }
        if (occasion === 'auth') return beginSasl1(conversation, heard, turn)
        return heard.namespace === SASL2_OF_ISR
          ? resumeInstantly(conversation, heard, turn)
          : beginSasl2(conversation, heard, turn)
      case 'response':
        if (occasion === 'stanza' && phase.exchange.profile === 'sasl2' && this.#keeps(heard)) {
          return phase
        }
        return continueExchange(phase.exchange, conversation, heard, turn)
      case 'task':
        if (occasion === 'stanza' && this.#keeps(heard)) return phase
        return occasion === 'stanza'
          ? this.#wrong(PHASES.task.otherwise, turn)
          : continueTask(phase.unfinished, conversation, heard, turn)
      case 'binding':
        return occasion === 'management'
          ? manageUnbound(heard, phase.user, conversation, turn)
          : bindLegacy(heard, phase.user, conversation, turn)
      case 'stanza':
        if (occasion === 'stanza') return takeStanza(heard, phase.session, conversation, turn)
        if (occasion === 'management') return manageBound(heard, phase.session, conversation, turn)
        phase.session.csi = heard.name === 'active' ? 'active' : 'inactive'
        return phase
      case 'header':
      case 'tls':
      case 'deaf':
      case 'closed':
        throw new Error(`Expected no element to be awaited in "${phase.kind}"`)
    }
  }

  /** XEP-0388 §2.6 forbids it, both servers that were measured keep it for afterwards. */
  #keeps(heard: XmlElement): boolean {
    if (this.#conversation.domain.settings.sasl2.stanzasMeanwhile === 'refused') return false
    if (this.#kept.length >= KEPT_AT_MOST) return false
    this.#kept.push(heard)
    return true
  }

  #catchUp(turn: Turn): void {
    while (
      this.#kept.length > 0 &&
      this.#phase.kind !== 'response' &&
      this.#phase.kind !== 'task'
    ) {
      const kept = this.#kept.shift()
      if (kept === undefined || this.#phase.kind === 'closed') return
      this.#element(kept, turn)
    }
  }

  #move(occasion: Occasion, to: Phase, { now }: Turn): void {
    if (to.kind === 'closed') this.lost(now)
    else this.#phase = follows(this.#phase, occasion, to)
  }

  #wrong(condition: StreamCondition, { answer, now }: Turn): Phase {
    answer.streamError(condition)
    this.lost(now)
    return CLOSED
  }
}

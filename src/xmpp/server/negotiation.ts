/**
 * One client's stream from the server's side: what is awaited, what is answered (RFC 6120 §4 to
 * §7, XEP-0388). Each phase is named for what it awaits; whatever it does not await is answered
 * with the error that the specifications name, and never with an exception.
 */
import type { TlsFacts } from '../../transport.ts'
import type { Instant } from '../../units.ts'
import { element, type StreamEvent, streamHeader, type XmlElement } from '../../xml/xml.ts'
import { CLIENT, CSI, SASL, SASL2, SM, STARTTLS, STREAMS } from '../namespaces.ts'
import { isStanza } from '../stream-management.ts'
import type { Answer, StreamCondition } from './answer.ts'
import { beginSasl1, beginSasl2, continueExchange } from './authentication.ts'
import { bindLegacy } from './binding.ts'
import {
  AUTHENTICATION,
  CLOSED,
  type Conversation,
  type Hearing,
  type Phase,
} from './conversation.ts'
import { announcedBindings, featuresText } from './features.ts'
import { streamId } from './identifiers.ts'
import { manageBound, manageUnbound } from './management.ts'
import type { ThinkTimes } from './settings.ts'
import { takeStanza } from './stanzas.ts'

type HeaderEvent = Extract<StreamEvent, { kind: 'header' }>
type HeaderPhase = Extract<Phase, { kind: 'header' }>

/** Stanzas that are kept until an exchange is over; more than that is not a pipelining client. */
const KEPT_AT_MOST = 16

const HEADER_TIMES: Readonly<Record<HeaderPhase['stage'], keyof ThinkTimes>> = {
  clear: 'clearFeatures',
  secured: 'features',
  authenticated: 'restart',
}

export class Negotiation {
  readonly #conversation: Conversation
  readonly #kept: XmlElement[] = []
  #phase: Phase = { kind: 'header', stage: 'clear', user: '' }

  constructor(conversation: Conversation, mode: 'starttls' | 'direct') {
    this.#conversation = conversation
    if (mode === 'direct') this.#phase = { kind: 'tls' }
  }

  /** Authenticated, and so trusted with larger elements. */
  get trusted(): boolean {
    const { kind } = this.#phase
    if (kind === 'header') return this.#phase.user !== ''
    return kind === 'binding' || kind === 'stanza'
  }

  get awaitsTls(): boolean {
    return this.#phase.kind === 'tls'
  }

  secured(tls: TlsFacts): void {
    this.#conversation.tls = tls
    if (this.#phase.kind !== 'tls') return // the handshake behind early data is complete
    this.#phase = { kind: 'header', stage: 'secured', user: '' }
  }

  take(event: StreamEvent, hearing: Hearing): void {
    if (this.#phase.kind === 'closed' || this.#phase.kind === 'deaf') return
    switch (event.kind) {
      case 'header':
        this.#phase = this.#header(event, hearing)
        return
      case 'element':
        this.#phase = this.#element(event.element, hearing)
        this.#catchUp(hearing)
        return
      case 'end':
        this.#end(hearing)
        return
      case 'error':
        this.refuse(event.condition, hearing)
    }
  }

  /** A stream error out of turn; the session, if any, waits for its client. */
  refuse(condition: StreamCondition, { answer, now }: Hearing): void {
    if (this.#phase.kind === 'header' && this.#phase.user === '') this.#sayHeader(undefined, answer)
    answer.streamError(condition)
    this.lost(now)
  }

  /** The connection is gone. */
  lost(now: Instant): void {
    const { server, link } = this.#conversation
    const phase = this.#phase
    this.#phase = CLOSED
    if (phase.kind !== 'stanza') return
    const { attachment } = phase.session
    if (attachment.kind === 'live' && attachment.link === link) {
      server.sessions.lose(phase.session, server.wallClock(now))
    }
  }

  /** The session belongs to another connection now. */
  displaced(): void {
    this.#phase = CLOSED
  }

  /** `</stream:stream>`: the client says goodbye, so there is nothing to come back to. */
  #end({ answer }: Hearing): void {
    const phase = this.#phase
    if (phase.kind === 'stanza') this.#conversation.server.sessions.end(phase.session)
    this.#phase = CLOSED
    answer.close()
  }

  #header(event: HeaderEvent, hearing: Hearing): Phase {
    const { answer } = hearing
    const phase = this.#phase
    if (phase.kind !== 'header') return this.#unexpected(hearing)
    if (phase.stage === 'authenticated' && hearing.pipelined) {
      const policy = this.#conversation.server.settings.legacyPipelining
      if (policy !== 'always') {
        if (event.declaration) return this.#wrong('not-well-formed', hearing)
        if (policy === 'never') return { kind: 'deaf' }
        this.#conversation.understoodUntil = hearing.read
      }
    }
    const from = event.attributes['from']
    const problem = this.#headerProblem(event)
    this.#sayHeader(from, answer)
    if (problem !== undefined) return this.#wrong(problem, hearing)
    this.#conversation.from = from === undefined ? undefined : bare(from)
    answer.say(this.#features(phase.stage)).after(HEADER_TIMES[phase.stage])
    switch (phase.stage) {
      case 'clear':
        return { kind: 'starttls' }
      case 'secured':
        return AUTHENTICATION
      case 'authenticated':
        return { kind: 'binding', user: phase.user }
    }
  }

  /** RFC 6120 §4.7 and §4.8. */
  #headerProblem(event: HeaderEvent): StreamCondition | undefined {
    const { domain } = this.#conversation.server.settings
    const { to, from, version } = event.attributes
    if (event.namespace !== STREAMS) return 'invalid-namespace'
    if (event.name !== 'stream') return 'bad-format'
    if (event.content !== CLIENT) return 'invalid-namespace'
    if (to !== domain) return 'host-unknown'
    if (version === undefined || !/^[1-9][0-9]*\.[0-9]+$/.test(version))
      return 'unsupported-version'
    if (from !== undefined && domainOf(from) !== domain) return 'invalid-from'
    return undefined
  }

  #sayHeader(to: string | undefined, answer: Answer): void {
    const { server, random } = this.#conversation
    answer.say(
      streamHeader({
        id: streamId(server.settings, random),
        to,
        from: server.settings.domain,
        version: '1.0',
        lang: 'en',
        declaration: true,
      }),
    )
  }

  #features(stage: HeaderPhase['stage']): string {
    const { server, from, tls } = this.#conversation
    const { settings, texts } = server
    const known = from === undefined ? 'unknown' : 'known'
    const name = stage === 'secured' ? `${stage} ${known} ${tls?.version}` : stage
    let text = texts.get(name)
    if (text === undefined) {
      text = featuresText({ settings, stage, from: known }, announcedBindings(settings.sasl, tls))
      texts.set(name, text)
    }
    return text
  }

  #element(heard: XmlElement, hearing: Hearing): Phase {
    const phase = this.#phase
    if (hearing.read > this.#conversation.understoodUntil) return this.#unexpected(hearing)
    switch (phase.kind) {
      case 'starttls':
        return this.#starttls(heard, hearing)
      case 'authentication':
        return this.#authentication(heard, hearing)
      case 'response':
        if (phase.exchange.profile === 'sasl2' && this.#keeps(heard)) return phase
        return continueExchange(phase.exchange, this.#conversation, heard, hearing)
      case 'binding':
        if (heard.namespace === SM) {
          return manageUnbound(heard, phase.user, this.#conversation, hearing)
        }
        return bindLegacy(heard, phase.user, this.#conversation, hearing)
      case 'stanza':
        if (isStanza(heard)) return takeStanza(heard, phase.session, this.#conversation, hearing)
        if (heard.namespace === SM) {
          return manageBound(heard, phase.session, this.#conversation, hearing)
        }
        if (heard.namespace === CSI && (heard.name === 'active' || heard.name === 'inactive')) {
          phase.session.csi = heard.name
          return phase
        }
        return this.#unexpected(hearing)
      case 'header':
      case 'tls':
      case 'deaf':
      case 'closed':
        return this.#unexpected(hearing)
    }
  }

  #starttls(heard: XmlElement, hearing: Hearing): Phase {
    const { answer } = hearing
    if (heard.is('starttls', STARTTLS)) {
      answer.say(element('proceed', STARTTLS)).after('proceed')
      answer.next = 'secure'
      return { kind: 'tls' }
    }
    if (heard.is('auth', SASL)) {
      const condition = element('encryption-required', SASL)
      answer.say(element('failure', SASL, {}, condition)).after('failure')
      this.#conversation.failures += 1
      const { failuresAllowed } = this.#conversation.server.settings.sasl
      return this.#conversation.failures < failuresAllowed
        ? { kind: 'starttls' }
        : this.#wrong('policy-violation', hearing)
    }
    return this.#wrong('not-authorized', hearing)
  }

  #authentication(heard: XmlElement, hearing: Hearing): Phase {
    if (heard.is('auth', SASL)) return beginSasl1(this.#conversation, heard, hearing)
    if (heard.is('authenticate', SASL2)) return beginSasl2(this.#conversation, heard, hearing)
    return this.#wrong('not-authorized', hearing)
  }

  /** XEP-0388 §2.6.3 forbids it, both servers that were measured keep it for afterwards. */
  #keeps(heard: XmlElement): boolean {
    const { stanzasMeanwhile } = this.#conversation.server.settings.sasl2
    if (stanzasMeanwhile === 'refused' || !isStanza(heard)) return false
    if (this.#kept.length >= KEPT_AT_MOST) return false
    this.#kept.push(heard)
    return true
  }

  #catchUp(hearing: Hearing): void {
    while (this.#kept.length > 0 && this.#phase.kind !== 'response') {
      const kept = this.#kept.shift()
      if (kept === undefined || this.#phase.kind === 'closed') return
      this.#phase = this.#element(kept, hearing)
    }
  }

  #unexpected(hearing: Hearing): Phase {
    return this.#wrong('unsupported-stanza-type', hearing)
  }

  #wrong(condition: StreamCondition, { answer, now }: Hearing): Phase {
    answer.streamError(condition)
    this.lost(now)
    return CLOSED
  }
}

const bare = (address: string): string => {
  const slash = address.indexOf('/')
  return slash === -1 ? address : address.slice(0, slash)
}

const domainOf = (address: string): string => {
  const local = bare(address)
  return local.slice(local.indexOf('@') + 1)
}

/**
 * One TCP connection at the server, an engine: octets become requests, which the desk works on
 * and the negotiation answers; answers become octets.
 *
 * What another connection causes here (a stanza, a stream error, the processor's being free) is
 * dealt with at once: the connection asks its driver for attention.
 */
import { type Engine, Outputs } from '../../engine.ts'
import type { Random } from '../../random.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import { type Instant, plus, START, seconds, soonest } from '../../units.ts'
import { element, encodeText, type StreamEvent, type XmlElement } from '../../xml/xml.ts'
import type { FramedReader, Framing } from '../framing/framing.ts'
import { OCTETS } from '../framing/octets.ts'
import { SM } from '../namespaces.ts'
import { Answer } from './answer.ts'
import type { SecurityMode, Turn } from './conversation.ts'
import { Desk } from './desk.ts'
import type { Domain } from './domain.ts'
import { Negotiation } from './negotiation.ts'
import type { Turns } from './processor.ts'
import type { Scribe } from './scribe.ts'
import type { Carrier } from './sessions.ts'
import type { ServerSettings } from './settings.ts'

export interface AcceptOptions {
  /** For the identifiers, nonces and tokens made on this connection. */
  readonly random: Random
  readonly mode: SecurityMode
  /** That of RFC 6120 unless another is given; RFC 7395 §3.9 knows no STARTTLS. */
  readonly framing?: Framing
  /** `hidden`: TLS ends below, where nothing of it can be seen. */
  readonly channel?: 'seen' | 'hidden'
  readonly scribe?: Scribe | undefined
}

/** More unanswered elements than any honest client has under way. */
const WAITING_AT_MOST = 1_000

export class ServerConnection implements Engine<TransportEvent, TransportCommand>, Carrier {
  readonly #settings: ServerSettings
  readonly #mode: SecurityMode
  readonly #channel: 'seen' | 'hidden'
  readonly #negotiation: Negotiation
  readonly #framing: Framing
  readonly #thinking: Random
  readonly #scribe: Scribe | undefined
  readonly #reader: FramedReader
  readonly #desk: Desk<StreamEvent>
  readonly #commands = new Outputs<TransportCommand>()
  #trusted = false
  #silentSince: Instant = START
  #askAttention: () => void = () => {}

  constructor(
    domain: Domain,
    processor: Turns,
    { random, mode, framing = OCTETS, channel = 'seen', scribe }: AcceptOptions,
  ) {
    this.#settings = domain.settings
    this.#mode = mode
    this.#channel = channel
    this.#scribe = scribe
    this.#framing = framing
    this.#thinking = random.fork('thinking')
    this.#reader = framing.reader(domain.settings.limits.before)
    this.#desk = new Desk(domain.settings.framing, processor, {
      take: (request, turn) => this.#take(request, turn),
      begin: () => this.#begin(),
      send: (texts) => this.#send(texts),
      proceed: (next) => this.#proceed(next),
      served: () => this.#askAttention(),
    })
    this.#negotiation = new Negotiation({ domain, random, carrier: this, framing }, mode)
  }

  handle(event: TransportEvent, now: Instant): void {
    switch (event.kind) {
      case 'connected':
        if (this.#mode === 'direct') this.#commands.put({ kind: 'secure' })
        break
      case 'secured':
        if (this.#negotiation.awaitsTls) this.#reader.reset()
        this.#negotiation.secured(this.#channel === 'seen' ? event.tls : undefined)
        break
      case 'received':
        this.#receive(event.bytes, event.early, now)
        break
      case 'closed':
        this.#negotiation.lost(now)
        this.#desk.close(now)
        break
      case 'waited':
      case 'upgraded':
        break
    }
  }

  poll(): TransportCommand | undefined {
    return this.#commands.poll()
  }

  /** Whether it is still at work on something that it was told. */
  get busy(): boolean {
    return this.#desk.busy
  }

  /** Whoever speaks is authenticated, and trusted with larger elements. */
  get trusted(): boolean {
    return this.#trusted
  }

  deadline(): Instant | undefined {
    const due = soonest(this.#negotiation.acknowledgementDue, this.#silenceDue)
    return soonest(this.#desk.deadline(), due)
  }

  wake(now: Instant): void {
    this.#desk.wake(now)
    if (isOver(this.#negotiation.acknowledgementDue, now)) this.#giveUp(now)
    else if (isOver(this.#silenceDue, now)) this.#probe(now)
  }

  get #silenceDue(): Instant | undefined {
    const { patience } = this.#negotiation
    return patience === undefined ? undefined : plus(this.#silentSince, seconds(patience))
  }

  #probe(now: Instant): void {
    const texts = this.#negotiation.probe(now)
    this.#silentSince = now
    if (texts === undefined) this.#giveUp(now)
    else this.#desk.interject(texts)
  }

  /** Not a word: whoever does not answer does not hear. */
  #giveUp(now: Instant): void {
    this.#negotiation.lost(now)
    this.#desk.close(now)
    this.#commands.put({ kind: 'close' })
  }

  attention(ask: () => void): void {
    this.#askAttention = ask
  }

  deliver(stanza: XmlElement, request: 'asked' | 'not-asked'): void {
    const texts = [this.#framing.element(stanza)]
    if (request === 'asked') texts.push(this.#framing.element(element('r', SM)))
    this.#desk.interject(texts)
    this.#askAttention()
  }

  displace(how: 'conflict' | 'closed', now: Instant): void {
    this.#negotiation.displaced()
    const answer = this.#begin()
    if (how === 'conflict') answer.streamError('conflict')
    else answer.next = 'close'
    this.#desk.conclude(answer, now)
    this.#askAttention()
  }

  #receive(bytes: Uint8Array, early: boolean, now: Instant): void {
    // Nothing may come between <proceed/> and TLS; a transport that says otherwise is not to be
    // believed (RFC 6120 §5.4.3.3).
    if (this.#desk.closed || this.#negotiation.awaitsTls) return
    this.#silentSince = now
    this.#desk.receive(this.#reader.feed(bytes), early, now)
  }

  #begin(): Answer {
    const { think } = this.#settings
    const luck = this.#thinking.unit()
    const noted = this.#scribe?.answer(think, this.#framing, luck)
    return noted ?? new Answer(think, this.#framing, luck)
  }

  /** In one write, or each in a message of its own. */
  #send(texts: readonly string[]): void {
    const writes =
      texts.length > 1 && this.#framing.carriedBy === 'octets' ? [texts.join('')] : texts
    for (const text of writes) this.#commands.put({ kind: 'send', bytes: encodeText(text) })
  }

  #take(request: StreamEvent, told: Turn): void {
    const turn = this.#scribe?.turn(told) ?? told
    if (this.#desk.waiting > WAITING_AT_MOST) this.#negotiation.refuse('policy-violation', turn)
    else this.#negotiation.take(request, turn)
    if (this.#trusted || !this.#negotiation.trusted) return
    this.#trusted = true
    this.#reader.limits = this.#settings.limits.after
  }

  #proceed(next: 'secure' | 'close'): void {
    // Whatever came in the clear behind <starttls/> must not be taken for protected.
    if (next === 'secure') this.#reader.reset()
    this.#commands.put({ kind: next })
  }
}

const isOver = (due: Instant | undefined, now: Instant): boolean => due !== undefined && now >= due

/**
 * Watches one connection where the server's engine meets its transport, in real time or virtual:
 * told what the client and the server say, it finds out what they did, and in how many round
 * trips. It changes nothing, and believes nothing that it has not seen.
 */
import type { Direction } from '../direction.ts'
import type { Failure, Layer, TlsFacts, TransportCommand, TransportEvent } from '../transport.ts'
import { type Instant, plus } from '../units.ts'
import type { XmlElement } from '../xml/xml.ts'
import { BODIES } from '../xmpp/framing/bodies.ts'
import type { FramedReader, Framing } from '../xmpp/framing/framing.ts'
import { MESSAGES } from '../xmpp/framing/messages.ts'
import { OCTETS } from '../xmpp/framing/octets.ts'
import { adviceOn } from './advice.ts'
import { hearClient, type UnderWay } from './client-words.ts'
import { NumberedWords } from './numbered.ts'
import { nothingObserved, type Observed } from './observed.ts'
import type { Holder, Past } from './past.ts'
import type { Premises } from './premises.ts'
import type {
  Negotiated,
  OctetCounts,
  ServedConnection,
  ServedOutcome,
} from './served-connection.ts'
import { hearServer } from './server-words.ts'
import { SETTLED } from './settled.ts'
import { WaitLog } from './wait-log.ts'

export interface WatchOptions {
  /** In the order of arrival, from 1; asked when the client has said something. */
  readonly number: number
  readonly security: Negotiated['security']
  readonly premises: Premises
  /** Shared by all connections of a server. */
  readonly past: Past
  /** Of each stanza that the server says. */
  readonly told?: (stanza: XmlElement) => void
}

const FRAMINGS: Readonly<Record<Negotiated['security'], Framing>> = {
  starttls: OCTETS,
  direct: OCTETS,
  websocket: MESSAGES,
  bosh: BODIES,
}

/** Long enough for any name, short enough for a line. */
const SOFTWARE_LENGTH_MAX = 64

export class ConnectionWatch {
  readonly #options: WatchOptions
  readonly #observed: Observed
  readonly #underWay: UnderWay = {
    bindId: undefined,
    carbonsId: undefined,
    resource: undefined,
    again: 0,
    headers: 0,
  }
  readonly #fromClient: FramedReader
  readonly #fromServer: FramedReader
  readonly #octets = { up: 0, down: 0 }
  readonly #numbered = new NumberedWords()
  #untilReady: OctetCounts = { up: 0, down: 0 }
  /** What belongs to the negotiation has been said by the server, and is about to cross, or has. */
  #answer: 'none' | 'said' | 'crossed' = 'none'
  #failure: Failure | undefined
  #now: Instant
  /** When the client last asked for a step of its negotiation. */
  #askedAt: Instant

  constructor(options: WatchOptions, now: Instant) {
    const framing = FRAMINGS[options.security]
    this.#options = options
    this.#fromClient = framing.reader()
    this.#fromServer = framing.reader()
    this.#observed = nothingObserved(options.security, new WaitLog())
    this.#now = now
    this.#askedAt = now
  }

  /** Octets crossed the network, TLS included. */
  crossed(direction: Direction, octets: number): void {
    if (direction === 'up') this.#settle()
    else if (this.#answer === 'said') this.#answer = 'crossed'
    this.#octets[direction] += octets
    if (direction === 'down') this.#numbered.crossed(this.#octets.down)
  }

  /** The client begins TLS, without an answer to what it has said in the clear if there was none (XEP-0305). */
  beginsTls(): void {
    this.#observed.waits.wentOn()
  }

  /** What the server's engine is told. */
  heard(event: TransportEvent, now: Instant): void {
    this.#now = now
    switch (event.kind) {
      case 'waited':
        if (event.layer === 'tcp') this.#observed.waits.add('connect')
        else if (event.layer === 'tls') this.#observed.waits.add('handshake')
        else if (event.layer === 'upgrade') this.#observed.waits.add('upgrade')
        return
      case 'secured':
        this.#secured(event.tls)
        return
      case 'received':
        this.#alive()
        this.#observed.settled ||= this.ready && now > plus(this.#askedAt, SETTLED)
        for (const one of this.#fromClient.feed(event.bytes)) {
          hearClient(one, this.#observed, {
            past: this.#options.past,
            underWay: this.#underWay,
          })
        }
        if (this.#observed.waits.asking) this.#askedAt = now
        return
      case 'closed':
        this.#closed(event.error)
        return
      case 'connected':
      case 'upgraded':
    }
  }

  /** What the server's engine says. */
  said(command: TransportCommand): void {
    if (command.kind !== 'send') return
    // Several that cross together are known one by one.
    if (this.#answer === 'crossed') this.#settle()
    const before = this.#progress
    if (this.#observed.waits.answered() || !this.ready) this.#answer = 'said'
    for (const one of this.#fromServer.feed(command.bytes)) {
      if (one.kind === 'element') this.#told(one.element)
      hearServer(one, this.#observed, {
        number: this.#options.number,
        now: this.#now,
        past: this.#options.past,
        underWay: this.#underWay,
        identified: (holder) => this.#identified(holder),
      })
    }
    // Of a flight each of whose answers is a message of its own.
    if (this.#progress !== before) this.#answer = 'said'
  }

  /** Of what a session has once it is there. */
  get #progress(): string {
    const { management, carbons } = this.#observed.negotiated
    return `${management} ${carbons}`
  }

  get number(): number {
    return this.#options.number
  }

  /** Of the session that the client has: full, and that of the session that it has resumed. */
  get address(): string | undefined {
    return this.#observed.address
  }

  /** Whether the client has a session by now. */
  get ready(): boolean {
    return this.#observed.way !== undefined
  }

  /** Whether the client has asked for a step of its negotiation that has not been answered. */
  get asking(): boolean {
    return this.#observed.waits.asking
  }

  /** What it took to cross until the client was ready, as far as it has asked; undefined: it is not. */
  get untilReady(): OctetCounts | undefined {
    if (this.#answer === 'crossed') this.#settle()
    return this.ready ? this.#untilReady : undefined
  }

  /** The client has stream management, so that it will acknowledge what it is told. */
  get isManaged(): boolean {
    const { negotiated, managementId } = this.#observed
    return managementId !== undefined || negotiated.management === 'enabled'
  }

  /** Numbered messages that have come whole with so many octets of the server's, once each. */
  comeBy(octets: number): readonly XmlElement[] {
    return this.#numbered.comeBy(octets)
  }

  /** Those that have not. */
  left(): readonly XmlElement[] {
    return this.#numbered.left()
  }

  /** How often the client has waited, and for which layer at last. */
  get waited(): { readonly count: number; readonly layer: Layer } {
    const { waits } = this.#observed
    return { count: waits.total, layer: waits.last() }
  }

  /** Whether the client has opened a stream. */
  get opened(): boolean {
    return this.#observed.opened
  }

  /** What became of it, once it is closed, or so far. */
  report(): ServedConnection {
    this.#settle()
    const observed = this.#observed
    const { number, premises } = this.#options
    const { account } = observed.holder
    return {
      number,
      kind: observed.kind,
      address: observed.address ?? (account === '' ? undefined : account),
      software: observed.software?.slice(0, SOFTWARE_LENGTH_MAX),
      outcome: this.#outcome(),
      waits: observed.waits.counted(),
      octets: { untilReady: this.#untilReady, total: { ...this.#octets } },
      resent: observed.resent,
      negotiated: { ...observed.negotiated, refused: [...observed.negotiated.refused] },
      advice: adviceOn(observed, premises),
    }
  }

  #secured(tls: TlsFacts): void {
    if (this.#observed.negotiated.tls !== undefined) return
    this.#observed.negotiated.tls = { version: tls.version, resumed: tls.resumed }
    this.#underWay.headers = 0
    // Nothing said in the clear counts (RFC 6120 §5.4.3.3).
    this.#fromClient.reset()
    this.#fromServer.reset()
  }

  #identified(holder: Holder): void {
    const { past } = this.#options
    const observed = this.#observed
    if (holder.account === '' || observed.holder.account === holder.account) return
    observed.holder = holder
    observed.kind = past.knows(observed.holder) ? 'reconnect' : 'cold'
    observed.resumable = past.resumable(observed.holder, this.#now)
    observed.identifiedAt = this.#now
    observed.heldToken = past.holdsToken(observed.holder)
    past.came(observed.holder)
  }

  /** Whoever says something has not left its session. */
  #alive(): void {
    const { past, number } = this.#options
    const { managementId } = this.#observed
    if (managementId !== undefined) past.heard(managementId, number, this.#now)
  }

  #closed(error: Failure | undefined): void {
    // What went wrong first is why it closed.
    this.#failure ??= error
    const { past, number } = this.#options
    const { managementId, goodbye } = this.#observed
    if (managementId === undefined) return
    if (goodbye) past.ended(managementId, number)
    else past.lost(managementId, number, this.#now)
  }

  #outcome(): ServedOutcome {
    const { way, streamError, waits, opened, negotiated } = this.#observed
    if (way !== undefined) return { kind: 'ready', way }
    // Whoever has got as far as the certificate may be a client that does not trust it.
    const isTls =
      negotiated.tls !== undefined ||
      this.#failure?.code === 'tls-failure' ||
      (waits.counted().byLayer.tls ?? 0) > 0
    if (!opened && !isTls) return { kind: 'no-stream' }
    if (streamError !== undefined) {
      const detail = `the server ended the stream: ${streamError}`
      return { kind: 'failed', failure: { code: 'stream-error', detail } }
    }
    if (this.#failure !== undefined) return { kind: 'failed', failure: this.#failure }
    return { kind: 'gone', after: waits.last() }
  }

  #told(stanza: XmlElement): void {
    this.#numbered.said(stanza)
    this.#options.told?.(stanza)
  }

  /** Takes down what had crossed when the last answer of the negotiation had. */
  #settle(): void {
    if (this.#answer === 'none') return
    this.#answer = 'none'
    this.#untilReady = { ...this.#octets }
  }
}

/**
 * The client of a live connection, its TLS included, working ahead of the time on the link: it
 * is fed what the real server has said as soon as that is there, one piece and its reactions
 * after the other, so that every reaction is known by the piece that caused it.
 *
 * From `keepTime` on TLS alone works ahead. Whoever sits on it hears everything when the link has
 * delivered it, and not at all if that never happens: a client that lives on, with a user and with
 * timers of its own, says things that depend on when it has heard what.
 */
import type { Clock } from '../../clock/clock.ts'
import type { Failure, TransportEvent } from '../../transport.ts'
import { Foresight, type Weight } from './foresight.ts'
import { RecordCutter } from './records.ts'
import type { LivePeers } from './settings.ts'
import { LiveTls, type LiveTlsSettings } from './tls.ts'

export interface AheadEvents
  extends Pick<LivePeers, 'toClient' | 'remember' | 'foresee' | 'revealed'> {
  /** Octets for the server, at the time on the link at which the client would send them. */
  readonly said: (octets: Uint8Array) => void
  /** There is nothing more to be fed for now. */
  readonly dry: () => void
}

/** `answered`: something has been fed since the client's last flight. */
type Handshake = 'none' | 'flight-sent' | 'answered' | 'done'

export class Ahead {
  readonly #settings: LiveTlsSettings
  readonly #real: Clock
  readonly #events: AheadEvents
  readonly #foresight = new Foresight()
  readonly #cutter = new RecordCutter()
  #tls: LiveTls | undefined
  #handshake: Handshake = 'none'
  #pumping = false
  #pace: 'ahead' | 'in-time' = 'ahead'
  /** Writes that wait for the link, and what was written behind them in time. */
  #heldBack = 0
  readonly #behind: Uint8Array[] = []
  #stopped = false
  /** What the server's stream ended with. */
  #end: { readonly failure: Failure | undefined } | undefined
  #ended = false

  constructor(settings: LiveTlsSettings, real: Clock, events: AheadEvents) {
    this.#settings = settings
    this.#real = real
    this.#events = events
  }

  /** Something is being worked at, in real time. */
  get working(): boolean {
    return this.#pumping
  }

  /** TLS has begun, and is not there yet. */
  get handshaking(): boolean {
    return this.#handshake === 'flight-sent' || this.#handshake === 'answered'
  }

  /** The client has got on, in a way that the time on the link has not come to yet. */
  get progress(): boolean {
    return this.#foresight.progress
  }

  /** The client has been told that nothing more will come. */
  get ended(): boolean {
    return this.#ended
  }

  /** Runs the task when the link has delivered all that the client was told of so far. */
  when(weight: Weight, task: () => void): void {
    if (this.#pace === 'in-time') task()
    else this.#foresight.when(weight, task)
  }

  get keepsTime(): boolean {
    return this.#pace === 'in-time'
  }

  /** What the client is told from now on it is told in time. */
  keepTime(): void {
    this.#pace = 'in-time'
  }

  /** The link has delivered the server's stream up to here. */
  reach(position: number): void {
    this.#foresight.reach(position)
  }

  reachEnd(): void {
    this.#foresight.reachEnd()
  }

  /** The server has said something. */
  hear(octets: Uint8Array): void {
    this.#cutter.add(octets)
    this.#pump()
  }

  /** The server will say nothing more. */
  hearEnd(failure: Failure | undefined): void {
    this.#end = { failure }
    this.#pump()
  }

  send(octets: Uint8Array): void {
    if (this.#tls === undefined) this.#say(octets, 'remark')
    else this.#tls.send(octets)
    this.#pump()
  }

  secure(): void {
    this.#cutter.encrypted()
    this.#handshake = 'flight-sent'
    const { toClient, remember, revealed } = this.#events
    this.#tls = new LiveTls(this.#settings, {
      wrote: (octets) => {
        this.#handshakeWaited()
        this.#say(octets, this.#handshake === 'done' ? 'remark' : 'progress')
      },
      secured: (tls) => {
        this.#handshakeWaited()
        this.#handshake = 'done'
        toClient({ kind: 'secured', early: false, tls })
      },
      received: (octets) => this.#tell({ kind: 'received', bytes: octets, early: false }),
      failed: (failure) => this.#close(failure),
      ended: () => this.#close(undefined),
      session: (session) => remember?.({ kind: 'session', session }),
      revealed,
    })
    this.#pump()
  }

  stop(): void {
    this.#stopped = true
    this.#tls?.stop()
  }

  /** A flight of the handshake has been answered. */
  #handshakeWaited(): void {
    if (this.#handshake !== 'answered') return
    this.#handshake = 'flight-sent'
    this.#events.toClient({ kind: 'waited', layer: 'tls' })
  }

  /** In the order in which TLS has written it: what is said in time waits for what is held back. */
  #say(octets: Uint8Array, weight: Weight): void {
    if (this.#pace === 'in-time') {
      if (this.#heldBack === 0) this.#events.said(octets)
      else this.#behind.push(octets)
      return
    }
    this.#heldBack += 1
    this.#foresight.when(weight, () => {
      this.#heldBack -= 1
      this.#events.said(octets)
      if (this.#heldBack > 0) return
      for (const waiting of this.#behind.splice(0)) this.#events.said(waiting)
    })
  }

  #pump(): void {
    if (this.#pumping || this.#stopped) return
    this.#pumping = true
    void this.#pumpUntilDry().finally(() => {
      this.#pumping = false
      this.#events.dry()
    })
  }

  async #pumpUntilDry(): Promise<void> {
    while (!this.#stopped) {
      // What is said before the client begins with TLS is no TLS, and seen with it.
      if (this.#settings.begins === 'at-once' && this.#tls === undefined) return
      if (this.#tls?.busy === true) {
        await this.#turn()
        continue
      }
      const cut = this.#cutter.next()
      if (cut.kind === 'piece') {
        await this.#feed(cut.bytes)
        continue
      }
      if (cut.kind === 'incomplete') {
        this.#tellEnd()
      } else {
        this.#foresight.told(cut.octets)
        this.#close(FOREIGN)
      }
      return
    }
  }

  async #feed(piece: Uint8Array): Promise<void> {
    this.#foresight.told(piece.length)
    if (this.#tls === undefined) {
      this.#events.toClient({ kind: 'received', bytes: piece, early: false })
      return
    }
    if (this.#handshake === 'flight-sent') this.#handshake = 'answered'
    this.#tls.feed(piece)
    // OpenSSL works at once; a turn is left to Node in case it hands on what came of it later.
    await this.#turn()
  }

  #tellEnd(): void {
    const end = this.#end
    if (end === undefined || this.#ended) return
    this.#foresight.toldEnd()
    this.#close(end.failure)
  }

  #close(failure: Failure | undefined): void {
    if (this.#ended) return
    this.#ended = true
    this.#tell({ kind: 'closed', ...(failure === undefined ? {} : { error: failure }) })
  }

  /** Now, or when the link has delivered it. */
  #tell(event: TransportEvent): void {
    const { toClient, foresee } = this.#events
    if (event.kind === 'received') foresee?.(event.bytes)
    if (this.#pace === 'ahead') toClient(event)
    else this.#foresight.when('remark', () => toClient(event))
  }

  /** One turn of the event loop. */
  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#real.at(this.#real.now(), resolve)
    })
  }
}

const FOREIGN: Failure = {
  code: 'tls-failure',
  detail: 'expected TLS, found something else: is it a port for STARTTLS, or for HTTP?',
}

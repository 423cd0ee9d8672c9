/**
 * What a connection's streams tell whoever reads along, told their octets in the order in which its
 * client said and heard them: the waits of TLS, and what can be read of XMPP is watched as a server
 * watches it; of the rest it is told who spoke when.
 */
import type { Direction } from '../../direction.ts'
import type { Layer, TransportEvent, Waits } from '../../transport.ts'
import { type Instant, START } from '../../units.ts'
import { ConnectionWatch } from '../../watch/connection-watch.ts'
import type { Negotiated, OctetCounts } from '../../watch/served-connection.ts'
import { OverheardTls } from '../tls/overheard.ts'
import { ReadBosh } from './bosh.ts'
import { type FirstWords, firstWordsIn, ProxyHeader } from './first-words.ts'
import { HeldCount } from './held-count.ts'
import { moreWaits } from './more-waits.ts'
import { OpaqueFlights } from './opaque-flights.ts'
import type { ReadAlongOptions } from './read-along-options.ts'
import { lengthOf, type StreamPiece } from './stream.ts'
import type { Understood } from './understood.ts'
import { ReadWebSocket } from './web-socket.ts'

const CHANNEL_OCTETS = { exporter: undefined, unique: undefined, serverEndPoint: undefined }

export class ReadAlong {
  readonly tls: OverheardTls
  readonly #options: ReadAlongOptions
  readonly #flights = new OpaqueFlights()
  readonly #stalls = new HeldCount()
  readonly #octets = { up: 0, down: 0 }
  readonly #missing = { up: 0, down: 0 }
  /** Of its negotiation: once something cannot be read, who speaks is all that is told. */
  #readable: Understood['read'] = 'all'
  #watch: ConnectionWatch | undefined
  /** What the watch was told of the layers below XMPP. */
  readonly #below: TransportEvent[] = []
  /** What it is in HTTP. */
  #web: ReadWebSocket | ReadBosh | undefined
  #bosh: ReadBosh | undefined
  /** Of host-meta (XEP-0156): those that were waited for, and whether nothing came after the last. */
  #lookups = 0
  #isLookup = false
  /** The client has said something that TLS carried, or that nothing secures. */
  #begun = false
  readonly #proxyHeader = new ProxyHeader()
  /** What the client began with. */
  #firstWords: FirstWords | undefined
  #waitedForTcp = false
  #isForeign = false
  #speaks = false
  #now: Instant = START

  constructor(options: ReadAlongOptions) {
    this.#options = options
    this.tls = new OverheardTls(options.keyLog, {
      clear: (way, octets) => this.#said(way, octets),
      shook: (way) => this.#shook(way),
      waited: () => this.#tellBelow({ kind: 'waited', layer: 'tls' }),
      refused: (alert) => {
        const detail = `expected ServerHello, got the alert ${alert}`
        this.#tellBelow({ kind: 'closed', error: { code: 'tls-failure', detail } })
      },
      secured: (tls) =>
        this.#tellBelow({ kind: 'secured', early: false, tls: { ...tls, ...CHANNEL_OCTETS } }),
      said: (way, octets) => this.#said(way, octets),
    })
  }

  /** Whether it may be XMPP, as far as it has been seen. */
  get isXmpp(): boolean {
    return !this.#isForeign && (this.#options.isXmpp || this.#speaks)
  }

  /** The client has waited for TCP's handshake. */
  waitedForTcp(): void {
    this.#waitedForTcp = true
    this.#tellBelow({ kind: 'waited', layer: 'tcp' })
  }

  /** The client has said this, or has heard it. */
  heard(way: Direction, piece: StreamPiece, at: Instant): void {
    this.#now = at
    this.#octets[way] += lengthOf(piece)
    if (typeof piece === 'number') this.#missing[way] += piece
    if (this.#isForeign) return
    const isClient = way === 'up'
    const told = isClient && typeof piece !== 'number' ? this.#proxyHeader.skip(piece) : piece
    if (isClient && lengthOf(told) === 0) return
    // What was not captured may be anything.
    if (typeof told === 'number' || this.#isLost) this.#stalls.said(way, at)
    const before = this.#waited
    if (this.#watch === undefined && isClient) {
      this.#begin(told)
      this.#crossed('up', this.#octets.up)
    } else if (isClient) this.#crossed('up', lengthOf(piece))
    this.#read(way, told)
    if (way === 'down') this.#crossed('down', lengthOf(piece))
    if (this.#waited.count > before.count) this.#stalls.waited(this.#waited.layer)
    this.#speaks ||= this.tls.hello?.protocols.includes('xmpp-client') === true
  }

  /** Octets that were not captured, so far. */
  get missing(): OctetCounts {
    return { ...this.#missing }
  }

  /** This side last spoke then, and what it says next seems to have been held back. */
  held(way: Direction, since: Instant): void {
    const { count, layer } = this.#waited
    this.#stalls.held(way, since, count === 0 || this.#watch?.ready === true ? undefined : layer)
  }

  /** How often it has, and for which layer at last; of what cannot be read that is `data`. */
  get #waited(): { readonly count: number; readonly layer: Layer } {
    const { waits } = this.#flights
    const { count, layer } = this.#watch?.waited ?? { count: 0, layer: 'tcp' }
    return { count: count + waits, layer: waits > 0 ? 'data' : layer }
  }

  /** Of a session of BOSH that began on another connection, by which it is told. */
  get isAnothers(): boolean {
    return this.#bosh?.isAnothers === true
  }

  /** Nobody knows whose session it is. */
  get #isAnonymous(): boolean {
    return this.isAnothers || this.#bosh?.isNobodys === true
  }

  /** There is nothing more of it. */
  end(at: Instant): void {
    this.#bosh?.end()
    this.#watch?.heard({ kind: 'closed' }, at)
  }

  understood(): Understood {
    const session = this.#watch?.report()
    const isTold = this.#readable === 'all' && !this.#isAnonymous && !this.#isLookup
    return {
      read: this.#readable,
      waits: this.#stalls.added(this.#waits(session?.waits)),
      octets: {
        untilReady: session?.outcome.kind === 'ready' ? session.octets.untilReady : undefined,
        total: { ...this.#octets },
      },
      session: isTold ? session : undefined,
    }
  }

  #begin(piece: StreamPiece): void {
    this.#firstWords = typeof piece === 'number' ? 'unknown' : firstWordsIn(piece)
    if (this.#firstWords === 'unknown' && !this.#options.isXmpp) this.#isForeign = true
    else this.#watchAs(this.#firstWords === 'tls' ? 'direct' : 'starttls')
  }

  #read(way: Direction, piece: StreamPiece): void {
    const first = this.#firstWords
    if (first === 'websocket' || first === 'bosh') {
      // HTTP that nothing secures: no octet of it begins TLS.
      if (typeof piece === 'number') this.#lose(way)
      else this.#said(way, piece)
      return
    }
    if (!this.#isLost) this.tls.read(way, piece)
    if (this.#isLost) this.#lose(way)
  }

  /** It is nothing that is read here, or is so no more. */
  get #isLost(): boolean {
    return this.#firstWords === 'unknown' || this.tls.lost
  }

  /** What this side says next can be no more than heard of: not all of it was captured, or it is no TLS. */
  #lose(way: Direction): void {
    this.#said(way, undefined)
    const { up, down } = this.#missing
    if (up + down > 0 && !this.#isThrough) this.#readable = 'parts'
  }

  /** The client has negotiated all that it wanted, as far as can be seen. */
  get #isThrough(): boolean {
    return this.#watch?.ready === true || this.#flights.settled
  }

  /** From what has been said so far. */
  #watchAs(security: Negotiated['security']): ConnectionWatch {
    const { number, past, premises } = this.#options
    const watch = new ConnectionWatch({ number, security, premises, past }, this.#now)
    for (const event of this.#below) watch.heard(event, this.#now)
    this.#watch = watch
    return watch
  }

  /** Once for each handshake; kept, because what TLS carries shows what it is only later. */
  #tellBelow(event: TransportEvent): void {
    if (!this.#begun) this.#below.push(event)
    this.#watch?.heard(event, this.#now)
  }

  #said(way: Direction, octets: Uint8Array | undefined): void {
    // What the server says unasked, and nobody can read, is a ticket.
    if (octets !== undefined || way === 'up' || this.#flights.asking)
      this.#stalls.said(way, this.#now)
    if (octets === undefined && this.#web !== undefined) {
      this.#web.miss(way)
      return
    }
    if (octets === undefined || (this.#web === undefined && this.#readable !== 'all')) {
      this.#flight(way)
      return
    }
    if (!this.#begun && way === 'up') {
      this.#isLookup = false
      const first = firstWordsIn(octets)
      if (first === 'websocket') this.#beginWebSocket()
      else if (first === 'bosh') this.#beginBosh()
    }
    this.#begun ||= way === 'up'
    if (this.#web === undefined) this.#told(way, octets)
    else this.#web.read(way, octets, this.#now)
    this.#speaks ||= this.#bosh?.isBosh === true
  }

  #shook(way: Direction): void {
    // Its first word is the ClientHello, which is not read yet.
    if (way === 'up' && this.tls.hello === undefined) this.#watch?.beginsTls()
    this.#stalls.said(way, this.#now)
  }

  #flight(way: Direction): void {
    if (this.#watch?.ready === true) return
    // What was read of the client asks for what cannot be.
    const isAsking = this.tls.asking || this.#watch?.asking === true
    if (this.#readable === 'all') {
      if (way === 'down' && isAsking) this.#flights.said('up', this.#now, false)
      this.#readable = 'flights'
    }
    this.#flights.said(way, this.#now, this.tls.early.state === 'none')
  }

  #beginWebSocket(): void {
    const watch = this.#watchAs('websocket')
    watch.crossed('up', this.#octets.up)
    watch.crossed('down', this.#octets.down)
    this.#web = new ReadWebSocket({
      opened: () => watch.heard({ kind: 'waited', layer: 'upgrade' }, this.#now),
      message: (way, octets) => this.#told(way, octets),
      looks: () => {
        this.#isLookup = true
      },
      lookedUp: () => {
        this.#lookups += 1
        // What comes next is of another kind, or nothing.
        this.#begun = false
      },
      flight: (way) => this.#flight(way),
    })
  }

  #beginBosh(): void {
    const watch = this.#watchAs('bosh')
    const flight = (way: Direction): void => this.#flight(way)
    const bosh = new ReadBosh({ sessions: this.#options.sessions, watch, flight })
    bosh.crossed('up', this.#octets.up)
    bosh.crossed('down', this.#octets.down)
    this.#web = bosh
    this.#bosh = bosh
  }

  #crossed(way: Direction, octets: number): void {
    const whose = this.#bosh ?? this.#watch
    whose?.crossed(way, octets)
  }

  #told(way: Direction, octets: Uint8Array): void {
    if (way === 'up') {
      this.#watch?.heard({ kind: 'received', bytes: octets, early: false }, this.#now)
    } else this.#watch?.said({ kind: 'send', bytes: octets })
    this.#speaks ||= this.#watch?.opened === true
  }

  /** What could not be read is `data`. */
  #waits(watched: Waits | undefined): Waits {
    const seen: Waits = watched ?? {
      total: this.#waitedForTcp ? 1 : 0,
      byLayer: this.#waitedForTcp ? { tcp: 1 } : {},
    }
    return moreWaits(moreWaits(seen, 'dns', this.#lookups), 'data', this.#flights.waits)
  }
}

/** One captured connection, from TCP to XMPP: what of it is XMPP is watched as a server watches it. */
import type { Layer, Waits } from '../../transport.ts'
import { type Instant, START, toMilliseconds } from '../../units.ts'
import { ConnectionWatch } from '../../watch/connection-watch.ts'
import type { Past } from '../../watch/past.ts'
import type { Premises } from '../../watch/premises.ts'
import type { ReceivedSegment } from '../network/received.ts'
import type { KeyLog } from '../tls/key-log.ts'
import type { Way } from '../tls/opening.ts'
import { OverheardTls } from '../tls/overheard.ts'
import { CONTENT } from '../tls/record-protection.ts'
import type { AnalysedConnection } from './analysed.ts'
import { Conversation } from './conversation.ts'
import { OpaqueFlights } from './opaque-flights.ts'
import { lengthOf, type Piece } from './stream.ts'

export interface ConnectionOptions {
  readonly number: number
  readonly client: string
  readonly server: string
  readonly keyLog: KeyLog
  /** Shared by all connections of a capture, as is what is known of a server. */
  readonly past: Past
  readonly premises: Premises
  /** It is XMPP, whatever it says. */
  readonly isXmpp: boolean
}

const CHANNEL_OCTETS = { exporter: undefined, unique: undefined, serverEndPoint: undefined }

export class ConnectionAnalysis {
  readonly conversation: Conversation
  readonly tls: OverheardTls
  readonly #options: ConnectionOptions
  readonly #flights = new OpaqueFlights()
  readonly #octets = { up: 0, down: 0 }
  #watch: ConnectionWatch | undefined
  #waitedForTcp = false
  #isForeign = false
  #speaks = false
  #now: Instant = START

  constructor(options: ConnectionOptions, at: Instant) {
    this.#options = options
    this.conversation = new Conversation(at, {
      waited: () => {
        this.#waitedForTcp = true
        this.#watch?.heard({ kind: 'waited', layer: 'tcp' }, this.#now)
      },
      heard: (way, piece, when) => this.#heard(way, piece, when),
    })
    this.tls = new OverheardTls(options.keyLog, {
      clear: (way, octets) => this.#said(way, octets),
      waited: () => this.#watch?.heard({ kind: 'waited', layer: 'tls' }, this.#now),
      secured: (tls) => {
        const event = { kind: 'secured', early: false, tls: { ...tls, ...CHANNEL_OCTETS } } as const
        this.#watch?.heard(event, this.#now)
      },
      said: (way, octets) => {
        if (octets === undefined) this.#flights.said(way, this.#now)
        else this.#said(way, octets)
      },
    })
  }

  /** Whether it may be XMPP, as far as it has been seen. */
  get isXmpp(): boolean {
    return !this.#isForeign && (this.#options.isXmpp || this.#speaks)
  }

  segment(way: Way, segment: ReceivedSegment, at: Instant): void {
    this.conversation.segment(way, segment, at)
  }

  /** Nothing more of it was captured. */
  end(): void {
    this.conversation.end()
    this.#watch?.heard({ kind: 'closed' }, this.conversation.lastAt)
  }

  report(): AnalysedConnection {
    const { conversation, tls } = this
    const { number, client, server } = this.#options
    const { counts, handshake } = conversation
    const session = this.#watch?.report()
    const isRead = this.#flights.waits === 0 && !tls.opaque && !tls.lost
    return {
      number,
      client,
      server,
      beganMs: toMilliseconds(conversation.beganAt),
      established: conversation.established,
      serverName: tls.hello?.serverName,
      read: isRead ? 'all' : 'flights',
      waits: this.#waits(session?.waits),
      octets: {
        untilReady: session?.outcome.kind === 'ready' ? session.octets.untilReady : undefined,
        total: { ...this.#octets },
      },
      packets: { up: counts.up.packets, down: counts.down.packets },
      retransmitted: { up: counts.up.retransmitted, down: counts.down.retransmitted },
      fastOpen: fastOpenOf(conversation),
      tls: tls.version && {
        version: tls.version,
        resumed: tls.resumed,
        earlyData: tls.early.state === 'offered' ? 'rejected' : tls.early.state,
      },
      rttMs: handshake && toMilliseconds(handshake.far) + toMilliseconds(handshake.near),
      capturedAt: handshake && placeOf(handshake.far, handshake.near),
      session: isRead ? session : undefined,
    }
  }

  #heard(way: Way, piece: Piece, at: Instant): void {
    this.#now = at
    this.#octets[way] += lengthOf(piece)
    if (this.#isForeign) return
    if (this.#watch === undefined && way === 'up') this.#begin(piece)
    if (way === 'up') this.#watch?.crossed('up', lengthOf(piece))
    this.tls.read(way, piece)
    if (way === 'down') this.#watch?.crossed('down', lengthOf(piece))
    this.#speaks ||= this.tls.hello?.protocols.includes('xmpp-client') === true
  }

  /** By its first octet. */
  #begin(piece: Piece): void {
    const first = typeof piece === 'number' ? undefined : piece[0]
    const isTls = first === CONTENT.handshake
    if (!isTls && first !== LESS_THAN && !this.#options.isXmpp) {
      this.#isForeign = true
      return
    }
    const { number, past, premises } = this.#options
    const security = isTls ? 'direct' : 'starttls'
    this.#watch = new ConnectionWatch({ number, security, premises, past }, this.#now)
    if (this.#waitedForTcp) this.#watch.heard({ kind: 'waited', layer: 'tcp' }, this.#now)
  }

  #said(way: Way, octets: Uint8Array): void {
    if (way === 'up')
      this.#watch?.heard({ kind: 'received', bytes: octets, early: false }, this.#now)
    else this.#watch?.said({ kind: 'send', bytes: octets })
    this.#speaks ||= this.#watch?.opened === true
  }

  /** What could not be read is `data`. */
  #waits(watched: Waits | undefined): Waits {
    const seen: Waits = watched ?? {
      total: this.#waitedForTcp ? 1 : 0,
      byLayer: this.#waitedForTcp ? { tcp: 1 } : {},
    }
    const { waits } = this.#flights
    if (waits === 0) return seen
    const byLayer: Partial<Record<Layer, number>> = { ...seen.byLayer, data: waits }
    return { total: seen.total + waits, byLayer }
  }
}

const LESS_THAN = 0x3c

function fastOpenOf(conversation: Conversation): AnalysedConnection['fastOpen'] {
  const { fastOpenCookie, synData, synDataTaken } = conversation
  if (fastOpenCookie === undefined && synData === 0) return 'none'
  if (synDataTaken) return 'carried'
  return fastOpenCookie === 0 ? 'requested' : 'refused'
}

/** A tenth of the way is beside it. */
const BESIDE = 10

function placeOf(far: number, near: number): AnalysedConnection['capturedAt'] {
  if (near * BESIDE <= far) return 'client'
  return far * BESIDE <= near ? 'server' : 'between'
}

/**
 * What a connection's streams tell whoever reads along, told their octets in the order in which its
 * client said and heard them: the waits of TLS, and what can be read of XMPP is watched as a server
 * watches it; of the rest it is told who spoke when.
 */
import type { Layer, Waits } from '../../transport.ts'
import { type Instant, START } from '../../units.ts'
import { ConnectionWatch } from '../../watch/connection-watch.ts'
import type { Past } from '../../watch/past.ts'
import type { Premises } from '../../watch/premises.ts'
import type { KeyLog } from '../tls/key-log.ts'
import type { Way } from '../tls/opening.ts'
import { OverheardTls } from '../tls/overheard.ts'
import { CONTENT } from '../tls/record-protection.ts'
import { OpaqueFlights } from './opaque-flights.ts'
import { lengthOf, type Piece } from './stream.ts'
import type { Understood } from './understood.ts'

export interface ReadAlongOptions {
  readonly number: number
  readonly keyLog: KeyLog
  /** Shared by all connections of a client, as is what is known of a server. */
  readonly past: Past
  readonly premises: Premises
  /** It is XMPP, whatever it says. */
  readonly isXmpp: boolean
}

const CHANNEL_OCTETS = { exporter: undefined, unique: undefined, serverEndPoint: undefined }
const LESS_THAN = 0x3c

export class ReadAlong {
  readonly tls: OverheardTls
  readonly #options: ReadAlongOptions
  readonly #flights = new OpaqueFlights()
  readonly #octets = { up: 0, down: 0 }
  #watch: ConnectionWatch | undefined
  #waitedForTcp = false
  #isForeign = false
  #speaks = false
  #now: Instant = START

  constructor(options: ReadAlongOptions) {
    this.#options = options
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

  /** The client has waited for TCP's handshake. */
  waitedForTcp(): void {
    this.#waitedForTcp = true
    this.#watch?.heard({ kind: 'waited', layer: 'tcp' }, this.#now)
  }

  /** The client has said this, or has heard it. */
  heard(way: Way, piece: Piece, at: Instant): void {
    this.#now = at
    this.#octets[way] += lengthOf(piece)
    if (this.#isForeign) return
    if (this.#watch === undefined && way === 'up') this.#begin(piece)
    if (way === 'up') this.#watch?.crossed('up', lengthOf(piece))
    this.tls.read(way, piece)
    if (way === 'down') this.#watch?.crossed('down', lengthOf(piece))
    this.#speaks ||= this.tls.hello?.protocols.includes('xmpp-client') === true
  }

  /** There is nothing more of it. */
  end(at: Instant): void {
    this.#watch?.heard({ kind: 'closed' }, at)
  }

  understood(): Understood {
    const session = this.#watch?.report()
    const isRead = this.#flights.waits === 0 && !this.tls.opaque && !this.tls.lost
    return {
      read: isRead ? 'all' : 'flights',
      waits: this.#waits(session?.waits),
      octets: {
        untilReady: session?.outcome.kind === 'ready' ? session.octets.untilReady : undefined,
        total: { ...this.#octets },
      },
      session: isRead ? session : undefined,
    }
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
    const { waits } = this.#flights
    if (waits === 0) return seen
    const byLayer: Partial<Record<Layer, number>> = { ...seen.byLayer, data: waits }
    return { total: seen.total + waits, byLayer }
  }
}

/** One captured connection, from TCP to XMPP. */
import type { Direction } from '../../direction.ts'
import { type Instant, toMilliseconds } from '../../units.ts'
import type { ReceivedSegment } from '../network/received.ts'
import type { OverheardTls } from '../tls/overheard.ts'
import type { AnalysedConnection } from './analysed.ts'
import { CapturedConversation } from './conversation.ts'
import { roundTripOf } from './handshake.ts'
import { ReadAlong } from './read-along.ts'
import type { ReadAlongOptions } from './read-along-options.ts'

export interface ConnectionOptions extends ReadAlongOptions {
  readonly client: string
  readonly server: string
}

export class ConnectionAnalysis {
  readonly conversation: CapturedConversation
  readonly #options: ConnectionOptions
  readonly #streams: ReadAlong

  constructor(options: ConnectionOptions, at: Instant) {
    this.#options = options
    this.#streams = new ReadAlong(options)
    this.conversation = new CapturedConversation(at, {
      waited: () => this.#streams.waitedForTcp(),
      heard: (way, piece, when) => this.#streams.heard(way, piece, when),
      held: (way, since) => this.#streams.held(way, since),
    })
  }

  get tls(): OverheardTls {
    return this.#streams.tls
  }

  /** Whether it may be XMPP, as far as it has been seen. */
  get isXmpp(): boolean {
    return this.#streams.isXmpp
  }

  /** All of it belongs to what another connection is reported of. */
  get isAnothers(): boolean {
    return this.#streams.isAnothers
  }

  segment(way: Direction, segment: ReceivedSegment, at: Instant): void {
    this.conversation.segment(way, segment, at)
  }

  /** Nothing more of it was captured. */
  end(): void {
    this.conversation.end()
    this.#streams.end(this.conversation.lastAt)
  }

  report(): AnalysedConnection {
    const { conversation, tls } = this
    const { number, client, server } = this.#options
    const { counts, handshake } = conversation
    return {
      number,
      client,
      server,
      beganMs: toMilliseconds(conversation.beganAt),
      established: conversation.established,
      refused: conversation.refused,
      serverName: tls.hello?.serverName,
      ...this.#streams.understood(),
      missing: this.#streams.missing,
      packets: { up: counts.up.packets, down: counts.down.packets },
      retransmitted: { up: counts.up.retransmitted, down: counts.down.retransmitted },
      fastOpen: fastOpenOf(conversation),
      tls: tls.version && {
        version: tls.version,
        resumed: tls.resumed,
        earlyData: tls.early.state === 'offered' ? 'rejected' : tls.early.state,
        unopened: tls.unopened,
      },
      rttMs: handshake && toMilliseconds(roundTripOf(handshake)),
      capturedAt: handshake && placeOf(handshake.far, handshake.near),
    }
  }
}

function fastOpenOf(conversation: CapturedConversation): AnalysedConnection['fastOpen'] {
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

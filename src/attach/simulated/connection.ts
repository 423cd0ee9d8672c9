/**
 * The simulated attachment: both ends of a connection, and the link between them, in virtual
 * time. It joins engines (TLS on TCP on the link, at either end) and decides nothing itself.
 *
 * What is joined: a transport command enters TLS, what TLS writes enters TCP as lengths while
 * the pieces themselves go straight into the stream that the other end reads, and what TCP
 * transmits enters the link. Leaves out the host: an arriving packet is handled at once, and
 * the only time that passes inside an end is what an engine asks for.
 */

import type { Clock } from '../../clock/clock.ts'
import { Driver } from '../../engine.ts'
import type { Flow } from '../../link/flow.ts'
import type { Link } from '../../link/link.ts'
import type { Direction } from '../../link/packet.ts'
import type { Random } from '../../random.ts'
import { activeOpen, type FastOpenUse } from '../../stack/fast-open-use.ts'
import { answerPacket, type LinkBody, queryPacket, segmentPacket } from '../../stack/link-body.ts'
import { Resolver, type ResolverInput, type ResolverOutput } from '../../stack/resolver.ts'
import { TcpEndpoint } from '../../tcp/endpoint.ts'
import type { TcpOutput } from '../../tcp/segment.ts'
import type { TcpSettings } from '../../tcp/settings.ts'
import { TlsClient } from '../../tls/client.ts'
import type { TlsOutput } from '../../tls/interface.ts'
import { type Piece, PieceStream } from '../../tls/piece.ts'
import { TlsServer } from '../../tls/server.ts'
import type { TlsClientSettings, TlsServerSettings } from '../../tls/settings.ts'
import type { Ticket } from '../../tls/ticket.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import { SimulatedEnd, type Transmission } from './end.ts'

export interface SimulatedSettings {
  readonly tcp: { readonly client: TcpSettings; readonly server: TcpSettings }
  readonly tls: { readonly client: TlsClientSettings; readonly server: TlsServerSettings }
  /** What the client does about TCP Fast Open, and what the path does to it. */
  readonly fastOpen: FastOpenUse | undefined
  /** The domain to look up first, when its addresses are not cached. */
  readonly lookUp: string | undefined
}

/** Whoever sits on top of a simulated connection. */
export interface SimulatedPeers {
  readonly toClient: (event: TransportEvent) => void
  readonly toServer: (event: TransportEvent) => void
  /** What the client may remember for its next connection. */
  readonly remember?: (remembered: Remembered) => void
  /** Every piece that the end which sends in this direction writes to TCP, in order. */
  readonly wrote?: (direction: Direction, piece: Piece) => void
}

export type Remembered =
  | { readonly kind: 'ticket'; readonly ticket: Ticket }
  | { readonly kind: 'cookie'; readonly cookie: string; readonly mss: number }

/** What one end has put on the link and into its stream so far. */
export interface EndCounters {
  readonly packets: number
  /** Octets on the link: headers, payload, retransmissions, DNS. */
  readonly linkBytes: number
  /** Octets written to TCP: TLS records and clear text, each counted once. */
  readonly streamBytes: number
  readonly retransmitted: number
}

export class SimulatedConnection {
  readonly #settings: SimulatedSettings
  readonly #peers: SimulatedPeers
  readonly #flow: Flow<LinkBody>
  readonly #client: SimulatedEnd
  readonly #server: SimulatedEnd
  readonly #resolver: Driver<ResolverInput, ResolverOutput> | undefined
  #handshakeWaited = false

  /** `random` is forked by purpose: timers, tls; nothing else is drawn from it. */
  constructor(
    settings: SimulatedSettings,
    { clock, link }: { readonly clock: Clock; readonly link: Link<LinkBody> },
    random: Random,
    peers: SimulatedPeers,
  ) {
    this.#settings = settings
    this.#peers = peers
    this.#flow = link.flow({
      deliver: (direction, packet) => this.#deliver(direction, packet.body),
    })
    const tlsRandom = random.fork('tls')
    const timers = random.fork('timers')
    const up = new PieceStream()
    const down = new PieceStream()
    this.#client = new SimulatedEnd({
      clock,
      tls: new TlsClient(settings.tls.client, tlsRandom.fork('client')),
      tcp: new TcpEndpoint({
        role: 'client',
        settings: settings.tcp.client,
        random: timers.fork('client'),
      }),
      writes: up,
      wrote: (piece) => peers.wrote?.('up', piece),
      reads: down,
      transmit: (output) => this.#transmit('up', output),
      toApplication: peers.toClient,
      notice: (output) => this.#noticeClient(output),
    })
    this.#server = new SimulatedEnd({
      clock,
      tls: new TlsServer(settings.tls.server, tlsRandom.fork('server')),
      tcp: new TcpEndpoint({
        role: 'server',
        settings: settings.tcp.server,
        random: timers.fork('server'),
      }),
      writes: down,
      wrote: (piece) => peers.wrote?.('down', piece),
      reads: up,
      transmit: (output) => this.#transmit('down', output),
      toApplication: peers.toServer,
      notice: () => {},
    })
    if (settings.lookUp !== undefined) {
      this.#resolver = new Driver(new Resolver(settings.lookUp), clock, (output: ResolverOutput) =>
        this.#resolved(output),
      )
    }
  }

  /** A command of whoever is the client. */
  clientCommand(command: TransportCommand): void {
    if (command.kind !== 'connect') {
      this.#client.command(command)
    } else if (this.#resolver === undefined) {
      this.#connect()
    } else {
      this.#resolver.handle({ kind: 'resolve' })
    }
  }

  /** A command of whoever is the server. */
  serverCommand(command: TransportCommand): void {
    this.#server.command(command)
  }

  counters(direction: Direction): EndCounters {
    const { entered, enteredBytes } = this.#flow.counters(direction)
    const end = direction === 'up' ? this.#client : this.#server
    return {
      packets: entered,
      linkBytes: enteredBytes,
      streamBytes: end.streamBytes,
      retransmitted: end.retransmitted,
    }
  }

  /** Both ends fall silent at once, as when the attempt is given up: nothing is sent any more. */
  stop(): void {
    this.#client.stop()
    this.#server.stop()
    this.#resolver?.stop()
    this.#flow.close()
  }

  #connect(): void {
    this.#client.tcp(activeOpen(this.#settings.fastOpen))
  }

  #resolved(output: ResolverOutput): void {
    switch (output.kind) {
      case 'query':
        this.#flow.send('up', queryPacket(output.query))
        return
      case 'waited':
        this.#peers.toClient({ kind: 'waited', layer: 'dns' })
        return
      case 'resolved':
        this.#connect()
        return
      case 'failed':
        this.#peers.toClient({
          kind: 'closed',
          error: { code: 'dns-failure', detail: 'expected an answer to a DNS query, found none' },
        })
    }
  }

  #noticeClient(output: TcpOutput | TlsOutput): void {
    switch (output.kind) {
      case 'connected':
        // Without Fast Open there was nothing to do but wait; with it that is known later.
        if (!output.early) this.#handshakeCost()
        return
      case 'established':
        if (output.held) this.#handshakeCost()
        return
      case 'cookie':
        this.#peers.remember?.({ kind: 'cookie', cookie: output.cookie, mss: output.mss })
        return
      case 'ticket':
        this.#peers.remember?.({ kind: 'ticket', ticket: output.ticket })
        return
    }
  }

  #handshakeCost(): void {
    if (this.#handshakeWaited) return
    this.#handshakeWaited = true
    this.#peers.toClient({ kind: 'waited', layer: 'tcp' })
  }

  #transmit(direction: Direction, output: Transmission): void {
    this.#flow.send(direction, segmentPacket(direction, output, this.#settings.fastOpen))
  }

  #deliver(direction: Direction, body: LinkBody): void {
    if (body.kind === 'tcp') {
      const end = direction === 'up' ? this.#server : this.#client
      if (body.arrives !== undefined) end.tcp({ kind: 'segment', segment: body.arrives })
    } else if (direction === 'up') {
      this.#flow.send('down', answerPacket(body.query))
    } else {
      this.#resolver?.handle({ kind: 'answer', id: body.query.id })
    }
  }
}

/**
 * One end of a simulated connection: the application above, TLS, TCP, the link below.
 *
 * What TLS writes enters TCP as a length, while the pieces themselves go straight into the
 * stream that the other end reads; what TCP says has arrived is taken out of it.
 */
import type { Clock } from '../../clock/clock.ts'
import { Driver } from '../../engine.ts'
import { tcpFailure } from '../../stack/tcp-failure.ts'
import type { TcpEndpoint } from '../../tcp/endpoint.ts'
import type { TcpInput, TcpOutput } from '../../tcp/segment.ts'
import type { TlsClient } from '../../tls/client.ts'
import type { TlsInput, TlsOutput } from '../../tls/interface.ts'
import type { Piece, PieceStream } from '../../tls/piece.ts'
import type { TlsServer } from '../../tls/server.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'

/** What TCP hands to the link. */
export type Transmission = Extract<TcpOutput, { readonly kind: 'transmit' }>

export interface SimulatedEndOptions {
  readonly clock: Clock
  readonly tls: TlsClient | TlsServer
  readonly tcp: TcpEndpoint
  /** Where what this end writes is kept until the other end has received it. */
  readonly writes: PieceStream
  readonly reads: PieceStream
  readonly wrote: (piece: Piece) => void
  readonly transmit: (output: Transmission) => void
  readonly toApplication: (event: TransportEvent) => void
  readonly notice: (output: TcpOutput | TlsOutput) => void
}

export class SimulatedEnd {
  streamBytes = 0
  retransmitted = 0
  readonly #options: SimulatedEndOptions
  readonly #tls: Driver<TlsInput, TlsOutput>
  readonly #tcp: Driver<TcpInput, TcpOutput>

  constructor(options: SimulatedEndOptions) {
    this.#options = options
    this.#tls = new Driver<TlsInput, TlsOutput>(options.tls, options.clock, (output) =>
      this.#fromTls(output),
    )
    this.#tcp = new Driver<TcpInput, TcpOutput>(options.tcp, options.clock, (output) =>
      this.#fromTcp(output),
    )
  }

  command(command: TransportCommand): void {
    switch (command.kind) {
      case 'secure':
      case 'send':
      case 'close':
        this.#tls.handle(command)
        return
      case 'connect':
        throw new Error('Only the client connects')
    }
  }

  tcp(input: TcpInput): void {
    this.#tcp.handle(input)
  }

  stop(): void {
    this.#tls.stop()
    this.#tcp.stop()
  }

  #fromTls(output: TlsOutput): void {
    switch (output.kind) {
      case 'write': {
        let length = 0
        for (const piece of output.pieces) {
          this.#options.writes.write(piece)
          this.#options.wrote(piece)
          length += piece.length
        }
        this.streamBytes += length
        this.#tcp.handle({ kind: 'write', length })
        return
      }
      case 'event':
        this.#options.toApplication(output.event)
        return
      case 'finished':
        this.#tcp.handle({ kind: 'close' })
        return
      case 'ticket':
        this.#options.notice(output)
    }
  }

  #fromTcp(output: TcpOutput): void {
    switch (output.kind) {
      case 'transmit':
        if (output.retransmission) this.retransmitted += 1
        this.#options.transmit(output)
        return
      case 'received':
        this.#read(output.upTo)
        return
      case 'connected':
        this.#options.notice(output)
        this.#options.toApplication({ kind: 'connected' })
        return
      case 'established':
      case 'cookie':
        this.#options.notice(output)
        return
      case 'finished':
        this.#options.toApplication({ kind: 'closed' })
        return
      case 'closed':
        if (output.failure !== undefined) {
          this.#options.toApplication({ kind: 'closed', error: tcpFailure(output.failure) })
        }
    }
  }

  #read(upTo: number): void {
    for (;;) {
      const piece = this.#options.reads.read(upTo)
      if (piece === undefined) return
      this.#tls.handle({ kind: 'received', piece })
    }
  }
}

/**
 * One accepted socket: an engine above, TCP of the machine below, TLS of Node between them once
 * the engine asks for it. Whatever the peer does ends in `closed`, at the engine, once.
 *
 * What is read while the engine is busy waits in it, up to a limit, beyond which the socket is
 * not read until the engine is idle again.
 */
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Cancel, Clock } from '../../clock/clock.ts'
import { Driver, type Engine } from '../../engine.ts'
import type { Failure, TransportCommand, TransportEvent } from '../../transport.ts'
import { type Instant, plus } from '../../units.ts'
import { tlsFacts } from '../sockets/tls-facts.ts'
import { HandshakeWaits } from './handshake-waits.ts'
import type { ListeningLimits } from './limits.ts'
import type { PortTls } from './tls.ts'
import { Wire } from './wire.ts'

export interface Application {
  readonly engine: Engine<TransportEvent, TransportCommand>
  /** Whether the engine is still at work on something that it was told. */
  readonly busy: () => boolean
  /** Octets that crossed the network, TLS included. */
  readonly crossed: (direction: 'up' | 'down', octets: number) => void
  /** Nothing comes after it. */
  readonly closed: () => void
}

export interface ConnectionOptions {
  readonly socket: Socket
  readonly tls: PortTls
  readonly clock: Clock
  readonly limits: ListeningLimits
  readonly application: Application
}

/** What reads and writes for the engine at the moment. */
type Medium =
  | { readonly kind: 'clear' }
  | { readonly kind: 'handshake'; readonly wire: Wire; readonly socket: TLSSocket }
  | { readonly kind: 'secured'; readonly wire: Wire; readonly socket: TLSSocket }
  | { readonly kind: 'closed' }

export class ListeningConnection {
  readonly #options: ConnectionOptions
  readonly #driver: Driver<TransportEvent, TransportCommand>
  readonly #waits = new HandshakeWaits()
  readonly #cancels = new Set<Cancel>()
  #medium: Medium = { kind: 'clear' }
  #heardAt: Instant
  /** Octets handed to the engine since it was last idle. */
  #unheard = 0
  #paused = false
  #failure: Failure | undefined

  constructor(options: ConnectionOptions) {
    const { application, clock, socket } = options
    this.#options = options
    this.#driver = new Driver(application.engine, clock, (command) => this.#perform(command))
    this.#heardAt = clock.now()
    socket.on('data', (chunk) => this.#arrived(chunk))
    socket.on('end', () => this.#ended())
    socket.on('error', (error) => this.#fail(resetBy(error)))
    socket.on('close', () => this.#closed())
  }

  begin(): void {
    this.#watchIdleness()
    this.#driver.handle({ kind: 'connected' })
  }

  /** Delivers what another connection has made this engine say. */
  stir(): void {
    if (this.#medium.kind !== 'closed') this.#driver.begin()
  }

  /** Ends it without a word. */
  destroy(failure?: Failure): void {
    this.#failure ??= failure
    this.#options.socket.destroy()
  }

  #arrived(chunk: Buffer): void {
    this.#heardAt = this.#options.clock.now()
    const medium = this.#medium
    switch (medium.kind) {
      case 'clear':
        this.#options.application.crossed('up', chunk.length)
        this.#hear(chunk)
        return
      case 'handshake':
      case 'secured':
        medium.wire.arrived(chunk)
        return
      case 'closed':
    }
  }

  #hear(chunk: Buffer): void {
    const { application, limits } = this.#options
    this.#unheard = application.busy() ? this.#unheard + chunk.length : chunk.length
    this.#driver.handle({ kind: 'received', bytes: chunk, early: false })
    if (!this.#paused && this.#unheard > limits.unheard) this.#pauseWhileBusy()
  }

  #pauseWhileBusy(): void {
    const { engine, busy } = this.#options.application
    const source = this.#source()
    if (source === undefined) return
    const deadline = engine.deadline()
    if (!busy() || deadline === undefined) {
      this.#unheard = 0
      if (this.#paused) source.resume()
      this.#paused = false
      return
    }
    if (!this.#paused) source.pause()
    this.#paused = true
    // The driver's own alarm for the same time was set before, and so comes first.
    this.#at(deadline, () => this.#pauseWhileBusy())
  }

  #source(): Socket | undefined {
    const medium = this.#medium
    if (medium.kind === 'closed') return undefined
    return medium.kind === 'clear' ? this.#options.socket : medium.socket
  }

  #perform(command: TransportCommand): void {
    switch (command.kind) {
      case 'send':
        this.#send(command.bytes)
        return
      case 'secure':
        this.#secure()
        return
      case 'close':
        this.#close()
        return
      case 'connect':
        throw new Error('Only a client connects')
    }
  }

  #send(bytes: Uint8Array): void {
    const sink = this.#source()
    if (sink === undefined || sink.destroyed || !sink.writable) return
    if (this.#medium.kind === 'clear') this.#options.application.crossed('down', bytes.length)
    sink.write(bytes)
    const { socket, limits } = this.#options
    if (sink.writableLength + socket.writableLength > limits.unsent) {
      const detail = 'expected a client that reads, found one that lets answers pile up'
      this.destroy({ code: 'limit-exceeded', detail })
    }
  }

  #secure(): void {
    if (this.#medium.kind !== 'clear') return
    const { socket: raw, tls, application, limits, clock } = this.#options
    const wire = new Wire(raw, {
      arrived: (octets) => {
        this.#waits.read()
        application.crossed('up', octets)
      },
      left: (octets) => {
        this.#waits.wrote()
        application.crossed('down', octets)
      },
    })
    const socket = new TLSSocket(wire, {
      isServer: true,
      secureContext: tls.context,
      requestCert: tls.requestsClientCertificate,
      rejectUnauthorized: false,
    })
    this.#medium = { kind: 'handshake', wire, socket }
    socket.on('secure', () => this.#secured(socket, wire))
    socket.on('data', (chunk) => this.#deciphered(chunk))
    socket.on('error', (error) => this.#fail(this.#tlsFailure(error)))
    socket.on('close', () => raw.destroy())
    this.#at(plus(clock.now(), limits.handshake), () => {
      if (this.#medium.kind !== 'handshake') return
      const detail = 'expected a TLS handshake, found none within the time granted'
      this.destroy({ code: 'timeout', detail })
    })
  }

  #secured(socket: TLSSocket, wire: Wire): void {
    if (this.#medium.kind !== 'handshake') return
    this.#medium = { kind: 'secured', wire, socket }
    const tls = tlsFacts(socket, this.#options.tls.endPoint)
    this.#waited(this.#waits.secured(tls))
    this.#driver.handle({ kind: 'secured', early: false, tls })
  }

  #deciphered(chunk: Buffer): void {
    if (this.#medium.kind !== 'secured') return
    this.#waited(this.#waits.data())
    this.#hear(chunk)
  }

  #waited(count: number): void {
    for (let i = 0; i < count; i += 1) this.#driver.handle({ kind: 'waited', layer: 'tls' })
  }

  #tlsFailure(error: Error): Failure {
    if (this.#medium.kind !== 'handshake') return resetBy(error)
    const reason = 'code' in error ? String(error.code) : error.message
    return { code: 'tls-failure', detail: `expected a TLS handshake, found ${reason}` }
  }

  #close(): void {
    const sink = this.#source()
    if (sink === undefined) return
    sink.end()
    const { clock, limits } = this.#options
    this.#at(plus(clock.now(), limits.farewell), () => this.#options.socket.destroy())
  }

  /** The peer has said all it will; in TLS that is for TLS to find out. */
  #ended(): void {
    const medium = this.#medium
    if (medium.kind === 'handshake' || medium.kind === 'secured') medium.wire.ended()
  }

  #fail(failure: Failure): void {
    this.destroy(failure)
  }

  #closed(): void {
    const medium = this.#medium
    if (medium.kind === 'closed') return
    this.#medium = { kind: 'closed' }
    if (medium.kind !== 'clear') medium.socket.destroy()
    const error = this.#failure
    this.#driver.handle(error === undefined ? { kind: 'closed' } : { kind: 'closed', error })
    this.#driver.stop()
    for (const cancel of this.#cancels) cancel()
    this.#cancels.clear()
    this.#options.application.closed()
  }

  #watchIdleness(): void {
    const { clock, limits } = this.#options
    const due = plus(this.#heardAt, limits.idle)
    if (clock.now() < due) {
      this.#at(due, () => this.#watchIdleness())
      return
    }
    const detail = 'expected a client that says something now and then, found silence'
    this.destroy({ code: 'timeout', detail })
  }

  /** Called off when the connection is gone. */
  #at(time: Instant, task: () => void): void {
    const cancel = this.#options.clock.at(time, () => {
      this.#cancels.delete(cancel)
      task()
    })
    this.#cancels.add(cancel)
  }
}

const resetBy = (error: Error): Failure => ({
  code: 'connection-reset',
  detail: `expected an open connection, found ${'code' in error ? String(error.code) : 'an error'}`,
})

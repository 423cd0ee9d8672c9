/**
 * One accepted socket: an engine above, TCP of the machine below, TLS of Node between them once
 * the engine asks for it. Whatever the peer does ends in `closed`, at the engine, once.
 *
 * What is read while the engine is busy waits in it, up to a limit, beyond which the socket is
 * not read until the engine is idle again.
 */

import type { Socket } from 'node:net'
import { type Cancel, type Clock, callAt } from '../../clock/clock.ts'
import type { Direction } from '../../direction.ts'
import { type Alarm, Driver, type Engine } from '../../engine.ts'
import type { Failure, TransportCommand, TransportEvent } from '../../transport.ts'
import { type Instant, plus } from '../../units.ts'
import type { ListeningLimits } from './limits.ts'
import { resetBy, SecuredSocket } from './secured-socket.ts'
import { SocketsFirst } from './sockets-first.ts'
import type { PortTls } from './tls.ts'

export interface Application {
  readonly engine: Engine<TransportEvent, TransportCommand>
  /** Whether the engine is still at work on something that it was told. */
  readonly busy: () => boolean
  /** Whether the client has got through; one that has not may have to go for another. */
  readonly ready: () => boolean
  /** Octets that crossed the network, TLS included. */
  readonly crossed: (direction: Direction, octets: number) => void
  /** The peer has ended its side, and with it ours, or it is closed: what is said from now on does not leave. */
  readonly ended?: () => void
  /** Nothing comes after it. */
  readonly closed: () => void
}

export interface ConnectionOptions {
  readonly socket: Socket
  readonly tls: PortTls
  /** TLS begins when the engine says so, or at once with whoever comes with a handshake of it. */
  readonly begins: 'as-told' | 'as-they-come'
  readonly clock: Clock
  readonly limits: ListeningLimits
  readonly application: Application
}

/** The type of a record. */
const HANDSHAKE = 0x16

/** What reads and writes for the engine at the moment. */
type Medium =
  | { readonly kind: 'clear' }
  | { readonly kind: 'tls'; readonly socket: SecuredSocket }
  | { readonly kind: 'closed' }

export class ListeningConnection {
  readonly #options: ConnectionOptions
  readonly #alarm: Alarm
  readonly #driver: Driver<TransportEvent, TransportCommand>
  readonly #cancels = new Set<Cancel>()
  #medium: Medium = { kind: 'clear' }
  #heardAt: Instant
  #arrivals = 0
  /** Octets handed to the engine since it was last idle. */
  #unheard = 0
  #paused = false
  #failure: Failure | undefined

  constructor(options: ConnectionOptions) {
    const { application, clock, socket } = options
    this.#options = options
    this.#alarm = new SocketsFirst(clock, () => this.#arrivals)
    this.#driver = new Driver(application.engine, this.#alarm, (command) => this.#perform(command))
    this.#heardAt = clock.now()
    socket.on('data', (octets) => this.#arrived(octets))
    socket.on('end', () => this.#ended())
    socket.on('error', (error) => {
      if (this.#medium.kind === 'tls') this.#medium.socket.brokenOff()
      this.#fail(resetBy(error))
    })
    socket.on('close', () => this.#closed())
  }

  begin(): void {
    this.#watchIdleness()
    this.#driver.handle({ kind: 'connected' })
  }

  /** Ends it without a word. */
  destroy(failure?: Failure): void {
    this.#failure ??= failure
    this.#options.socket.destroy()
  }

  get ready(): boolean {
    return this.#options.application.ready()
  }

  /** Ends it for another one's sake, who has its place when this returns. */
  makeRoom(): void {
    const detail = 'expected a client that logs in, found others waiting for its place'
    this.destroy({ code: 'limit-exceeded', detail })
    this.#closed()
  }

  #arrived(octets: Uint8Array): void {
    this.#heardAt = this.#options.clock.now()
    this.#arrivals += 1
    const medium = this.#medium
    switch (medium.kind) {
      case 'clear':
        if (this.#comesWithTls(octets)) {
          this.#secure().arrived(octets)
          return
        }
        this.#options.application.crossed('up', octets.length)
        this.#hear(octets)
        return
      case 'tls':
        medium.socket.arrived(octets)
        return
      case 'closed':
    }
  }

  /** By the first octet (RFC 8446 §5.1), which none of HTTP's can be. */
  #comesWithTls([first]: Uint8Array): boolean {
    const { begins } = this.#options
    return begins === 'as-they-come' && this.#arrivals === 1 && first === HANDSHAKE
  }

  #hear(octets: Uint8Array): void {
    const { application, limits } = this.#options
    this.#unheard = application.busy() ? this.#unheard + octets.length : octets.length
    this.#driver.handle({ kind: 'received', bytes: octets, early: false })
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
    return medium.kind === 'clear' ? this.#options.socket : medium.socket.inside
  }

  #perform(command: TransportCommand): void {
    switch (command.kind) {
      case 'send':
        this.#send(command.bytes)
        return
      case 'secure':
        if (this.#medium.kind === 'clear') this.#secure()
        return
      case 'close':
        this.#close()
        return
      case 'connect':
      case 'upgrade':
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

  #secure(): SecuredSocket {
    const { socket: raw, tls, application, limits, clock } = this.#options
    const socket = new SecuredSocket(raw, tls, {
      crossed: application.crossed,
      waited: () => this.#driver.handle({ kind: 'waited', layer: 'tls' }),
      secured: (facts) => this.#driver.handle({ kind: 'secured', early: false, tls: facts }),
      received: (octets) => this.#hear(octets),
      failed: (failure) => this.#fail(failure),
    })
    this.#medium = { kind: 'tls', socket }
    this.#at(plus(clock.now(), limits.handshake), () => {
      if (!socket.handshaking) return
      const detail = 'expected a TLS handshake, found none within the time granted'
      this.destroy({ code: 'timeout', detail })
    })
    return socket
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
    // No socket here is left half-open.
    this.#options.application.ended?.()
    const medium = this.#medium
    if (medium.kind === 'tls') medium.socket.ended()
  }

  #fail(failure: Failure): void {
    this.destroy(failure)
  }

  #closed(): void {
    const medium = this.#medium
    if (medium.kind === 'closed') return
    this.#medium = { kind: 'closed' }
    this.#options.application.ended?.()
    if (medium.kind === 'tls') medium.socket.destroy()
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
    const cancel = callAt(this.#alarm, time, () => {
      this.#cancels.delete(cancel)
      task()
    })
    this.#cancels.add(cancel)
  }
}

/**
 * The far end's real socket: connects, writes, and tells what arrives and when. Never reads for
 * ever: a server that says more than anybody could need is cut off.
 */
import { connect, type Socket } from 'node:net'
import type { Clock } from '../../clock/clock.ts'
import type { Failure } from '../../transport.ts'
import type { Instant } from '../../units.ts'
import type { SocketAddress } from '../sockets/socket-address.ts'
import type { FarAddresses } from './addresses.ts'

export interface FarEvents {
  readonly connected: () => void
  /** At this moment of real time. */
  readonly arrived: (bytes: Uint8Array, at: Instant) => void
  /** Nothing more will arrive. */
  readonly ended: (failure: Failure | undefined, at: Instant) => void
}

/** One place, or one of several. */
export interface Far {
  readonly at: SocketAddress
  readonly addresses: FarAddresses | undefined
}

export class FarSocket {
  readonly #octetsMax: number
  readonly #real: Clock
  readonly #events: FarEvents
  /** From when there is one. */
  #socket: Socket | undefined
  #callOff = (): void => {}
  #octets = 0
  #connected = false
  #over = false

  constructor({ at, addresses }: Far, octetsMax: number, real: Clock, events: FarEvents) {
    this.#octetsMax = octetsMax
    this.#real = real
    this.#events = events
    if (addresses === undefined) {
      const { host, port } = at
      const socket = this.#listenTo(connect({ host, port, noDelay: true }), at)
      socket.once('connect', () => this.#begin())
      return
    }
    this.#callOff = addresses.open(real, {
      connected: (socket) => {
        this.#listenTo(socket, addresses.reached ?? at)
        this.#begin()
      },
      failed: (failure) => this.#end(failure),
    })
  }

  #begin(): void {
    this.#connected = true
    this.#events.connected()
  }

  #end(failure: Failure | undefined): void {
    if (this.#over) return
    this.#over = true
    this.#events.ended(failure, this.#real.now())
  }

  #listenTo(socket: Socket, at: SocketAddress): Socket {
    this.#socket = socket
    socket.on('data', (bytes: Buffer) => {
      if (this.#over) return
      this.#octets += bytes.length
      if (this.#octets > this.#octetsMax) {
        this.#end({
          code: 'limit-exceeded',
          detail: `expected a login within ${this.#octetsMax} octets, found more from the server`,
        })
        socket.destroy()
        return
      }
      this.#events.arrived(bytes, this.#real.now())
    })
    socket.once('end', () => this.#end(undefined))
    socket.on('error', (error: NodeJS.ErrnoException) => this.#end(this.#failure(error, at)))
    socket.once('close', () => this.#end(undefined))
    return socket
  }

  get over(): boolean {
    return this.#over
  }

  /** Returns the moment of real time at which the octets left. */
  write(bytes: Uint8Array): Instant {
    if (!this.#over) this.#socket?.write(bytes)
    return this.#real.now()
  }

  end(): void {
    this.#socket?.end()
  }

  /** The connection is gone, without a word. */
  drop(): void {
    this.#over = true
    this.#callOff()
    this.#socket?.destroy()
  }

  #failure(error: NodeJS.ErrnoException, { host, port }: SocketAddress): Failure {
    const code = error.code ?? error.name
    if (this.#connected) {
      return { code: 'connection-reset', detail: `expected an open connection, found ${code}` }
    }
    const detail = `expected a server at ${host}:${port}, found ${code}`
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { code: 'dns-failure', detail }
    if (code === 'ETIMEDOUT') return { code: 'connect-timeout', detail }
    return { code: 'connection-refused', detail }
  }
}

/**
 * The far end's real socket: connects, writes, and tells what arrives and when. Never reads for
 * ever: a server that says more than anybody could need is cut off.
 */
import { connect, type Socket } from 'node:net'
import type { Clock } from '../../clock/clock.ts'
import type { Failure } from '../../transport.ts'
import type { Instant } from '../../units.ts'
import type { SocketAddress } from '../sockets/socket-address.ts'

export interface FarEvents {
  readonly connected: () => void
  /** At this moment of real time. */
  readonly arrived: (bytes: Uint8Array, at: Instant) => void
  /** Nothing more will arrive. */
  readonly ended: (failure: Failure | undefined, at: Instant) => void
}

export class FarSocket {
  readonly #socket: Socket
  readonly #octetsMax: number
  readonly #real: Clock
  #octets = 0
  #connected = false
  #over = false

  constructor(address: SocketAddress, octetsMax: number, real: Clock, events: FarEvents) {
    this.#octetsMax = octetsMax
    this.#real = real
    const { host, port } = address
    this.#socket = connect({ host, port, noDelay: true })
    this.#socket.once('connect', () => {
      this.#connected = true
      events.connected()
    })
    const end = (failure: Failure | undefined): void => {
      if (this.#over) return
      this.#over = true
      events.ended(failure, this.#real.now())
    }
    this.#socket.on('data', (bytes: Buffer) => {
      if (this.#over) return
      this.#octets += bytes.length
      if (this.#octets > this.#octetsMax) {
        end({
          code: 'limit-exceeded',
          detail: `expected a login within ${this.#octetsMax} octets, found more from the server`,
        })
        this.#socket.destroy()
        return
      }
      events.arrived(bytes, this.#real.now())
    })
    this.#socket.once('end', () => end(undefined))
    this.#socket.on('error', (error: NodeJS.ErrnoException) => end(this.#failure(error, address)))
    this.#socket.once('close', () => end(undefined))
  }

  get over(): boolean {
    return this.#over
  }

  /** Returns the moment of real time at which the octets left. */
  write(bytes: Uint8Array): Instant {
    if (!this.#over) this.#socket.write(bytes)
    return this.#real.now()
  }

  end(): void {
    this.#socket.end()
  }

  /** The connection is gone, without a word. */
  drop(): void {
    this.#over = true
    this.#socket.destroy()
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

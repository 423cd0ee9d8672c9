/**
 * A raw socket as TLS sees it: a stream that passes octets on both ways and tells of each. What
 * is counted here is what crosses the network, below TLS and above TCP.
 */
import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

export interface TapEvents {
  /** About to be handed to TLS. */
  readonly arrived: (octets: number) => void
  readonly left: (octets: Uint8Array) => void
}

export class Tap extends Duplex {
  readonly #socket: Socket
  readonly #events: TapEvents

  constructor(socket: Socket, events: TapEvents) {
    super()
    this.#socket = socket
    this.#events = events
  }

  /** What the socket has read. */
  arrived(octets: Uint8Array): void {
    this.#events.arrived(octets.length)
    if (!this.push(octets)) this.#socket.pause()
  }

  ended(): void {
    this.push(null)
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(
    octets: Uint8Array,
    _encoding: string,
    done: (error?: Error | null) => void,
  ): void {
    this.#events.left(octets)
    if (this.#socket.destroyed) done()
    else this.#socket.write(octets, done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done())
  }

  override _destroy(_error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy()
    done(null)
  }
}

/**
 * One real socket of a proxied connection: that of a client which has come, or one to the server.
 * Says what is heard, once each that its peer says no more and that it is broken; what is told to it
 * afterwards comes to nothing.
 *
 * Leaves out what a socket of one's own cannot know: that octets which were written have been
 * acknowledged, and why the peer has broken it off.
 */
import type { Socket } from 'node:net'

export interface SideEvents {
  readonly heard: (octets: Uint8Array) => void
  /** The peer will say no more. */
  readonly ended: () => void
  /** It is gone before the peer had ended it. */
  readonly broken: () => void
  /** What was written has left. */
  readonly drained: () => void
  /** It is gone, for whatever reason. */
  readonly gone: () => void
}

export class Side {
  readonly #socket: Socket
  #heard: 'all' | 'not-all' = 'not-all'
  #said: 'all' | 'not-all' = 'not-all'
  #state: 'open' | 'dropped' | 'gone' = 'open'

  /** The socket must not have been read, and stays half-open when its peer ends it. */
  constructor(socket: Socket, events: SideEvents) {
    this.#socket = socket
    socket.on('data', (octets: Buffer) => {
      if (this.#state === 'open') events.heard(octets)
    })
    socket.once('end', () => {
      this.#heard = 'all'
      if (this.#state === 'open') events.ended()
    })
    socket.on('drain', events.drained)
    socket.on('error', () => {}) // `close` follows, and no peer has more to say about it.
    socket.once('close', (isBroken) => {
      const wasOpen = this.#state === 'open'
      this.#state = 'gone'
      if (wasOpen && (isBroken || this.#heard === 'not-all')) events.broken()
      events.gone()
    })
  }

  get isGone(): boolean {
    return this.#state === 'gone'
  }

  /** Octets that its peer has not taken. */
  get unwritten(): number {
    return this.#socket.writableLength
  }

  /** From now on, or again, what is said is heard. */
  listen(): void {
    this.#socket.resume()
  }

  /** Whoever speaks has to wait. */
  pause(): void {
    this.#socket.pause()
  }

  write(octets: Uint8Array): void {
    if (this.#state === 'open' && octets.length > 0) this.#socket.write(octets)
  }

  /** There is no more to be said. */
  end(): void {
    if (this.#state !== 'open') return
    this.#said = 'all'
    this.#socket.end()
  }

  /** Breaks it off; the peer meets a reset. */
  reset(): void {
    if (this.#state !== 'open') return
    this.#state = 'dropped'
    // Behind a shutdown libuv refuses to reset (uv_tcp_close_reset), and Node then never closes.
    if (this.#socket.connecting || this.#said === 'all') this.#socket.destroy()
    else this.#socket.resetAndDestroy()
  }
}

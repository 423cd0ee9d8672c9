/**
 * Node's TLS on one accepted socket: the server's end of the handshake, the round trips that it
 * cost the client, and what is said inside. Octets are counted below TLS, waits seen from there.
 */

import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Direction } from '../../direction.ts'
import type { Failure, TlsFacts } from '../../transport.ts'
import { ServerHello } from '../sockets/server-hello.ts'
import { tlsFacts } from '../sockets/tls-facts.ts'
import { HandshakeWaits } from './handshake-waits.ts'
import { Tap } from './tap.ts'
import type { PortTls } from './tls.ts'

export interface SecuredSocketEvents {
  /** Octets that crossed the network. */
  readonly crossed: (direction: Direction, octets: number) => void
  /** The client has waited one round trip of the handshake. */
  readonly waited: () => void
  readonly secured: (tls: TlsFacts) => void
  /** Application data. */
  readonly received: (octets: Uint8Array) => void
  readonly failed: (failure: Failure) => void
}

export class SecuredSocket {
  /** What is said and heard inside TLS. */
  readonly inside: TLSSocket
  readonly #tap: Tap
  readonly #tls: PortTls
  readonly #events: SecuredSocketEvents
  readonly #waits = new HandshakeWaits()
  readonly #hello = new ServerHello()
  #state: 'handshake' | 'open' | 'closed' = 'handshake'

  constructor(raw: Socket, tls: PortTls, events: SecuredSocketEvents) {
    this.#tls = tls
    this.#events = events
    this.#tap = new Tap(raw, {
      arrived: (octets) => {
        this.#waits.read()
        events.crossed('up', octets)
      },
      left: (octets) => {
        this.#waits.wrote()
        if (this.handshaking) this.#hello.read(octets)
        events.crossed('down', octets.length)
      },
    })
    this.inside = new TLSSocket(this.#tap, {
      isServer: true,
      secureContext: tls.context,
      requestCert: tls.requestsClientCertificate,
      rejectUnauthorized: false,
    })
    this.inside.on('secure', () => this.#secured())
    this.inside.on('data', (octets) => this.#received(octets))
    this.inside.on('error', (error) => this.#failed(this.#failure(error)))
    this.inside.on('close', () => raw.destroy())
  }

  get handshaking(): boolean {
    return this.#state === 'handshake'
  }

  /** What the raw socket has read. */
  arrived(octets: Uint8Array): void {
    this.#tap.arrived(octets)
  }

  /** The peer has said all it will on the raw socket. */
  ended(): void {
    if (this.handshaking && this.#waits.isAnswered) {
      const detail = 'expected a TLS handshake, found a client that broke it off without a word'
      this.#failed({ code: 'tls-failure', detail })
    } else this.brokenOff()
    this.#tap.ended()
  }

  /** Nothing comes any more: it is known by now what the handshake has cost. */
  brokenOff(): void {
    if (this.#state === 'closed') return
    if (this.handshaking) this.#state = 'closed'
    this.#waited(this.#waits.over())
  }

  /** Nothing is told any more. */
  destroy(): void {
    this.#state = 'closed'
    this.inside.destroy()
  }

  #secured(): void {
    if (this.#state !== 'handshake') return
    this.#state = 'open'
    const facts = tlsFacts(this.inside, {
      end: 'server',
      hello: this.#hello,
      endPoint: this.#tls.endPoint,
    })
    this.#waited(this.#waits.secured(facts))
    this.#events.secured(facts)
  }

  #received(octets: Uint8Array): void {
    if (this.#state !== 'open') return
    this.#waited(this.#waits.data())
    this.#events.received(octets)
  }

  #failed(failure: Failure): void {
    if (failure.code === 'tls-failure') this.brokenOff()
    this.#events.failed(failure)
  }

  #waited(count: number): void {
    for (let i = 0; i < count; i += 1) this.#events.waited()
  }

  #failure(error: Error): Failure {
    if (this.#state !== 'handshake') return resetBy(error)
    const reason = 'code' in error ? String(error.code) : error.message
    const code = NO_TLS.has(reason) ? 'protocol-violation' : 'tls-failure'
    return { code, detail: `expected a TLS handshake, found ${reason}` }
  }
}

/** What came was not TLS at all, as OpenSSL says it. */
const NO_TLS: ReadonlySet<string> = new Set([
  'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_HTTPS_PROXY_REQUEST',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_UNKNOWN_PROTOCOL',
])

export const resetBy = (error: Error): Failure => ({
  code: 'connection-reset',
  detail: `expected an open connection, found ${'code' in error ? String(error.code) : 'an error'}`,
})

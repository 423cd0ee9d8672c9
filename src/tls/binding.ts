/**
 * What a completed handshake tells the application, with its channel-binding data.
 *
 * `tls-exporter` (RFC 9266 §2) is 32 octets that both ends derive from the same handshake and
 * nobody else's connection shares. It stands for the exporter's HKDF over the transcript: a hash
 * of what makes a transcript unique, both randoms and the ticket resumed. TLS 1.2 is taken to use
 * the extended master secret (RFC 7627), as every stack modelled does. Derived when it is asked
 * for: most authentications are not bound.
 */
import { createHash } from 'node:crypto'
import type { TlsFacts } from '../transport.ts'
import type { ClientHello, ServerFlight } from './record.ts'
import type { Ticket } from './ticket.ts'

export class HandshakeFacts implements TlsFacts {
  readonly version: TlsFacts['version']
  readonly resumed: boolean
  readonly serverEndPoint: Uint8Array
  readonly #randoms: readonly [Uint8Array, Uint8Array]
  readonly #ticket: Ticket | undefined
  #exporter: Uint8Array | undefined

  constructor(hello: ClientHello, flight: ServerFlight) {
    this.version = flight.version
    this.resumed = flight.resumed
    this.serverEndPoint = flight.serverEndPoint
    this.#randoms = [hello.random, flight.random]
    this.#ticket = flight.resumed ? hello.ticket : undefined
  }

  get exporter(): Uint8Array {
    this.#exporter ??= exporter(...this.#randoms, this.#ticket)
    return this.#exporter
  }
}

const exporter = (
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  resumed: Ticket | undefined,
): Uint8Array =>
  createHash('sha256')
    .update(clientRandom)
    .update(serverRandom)
    .update(resumed === undefined ? 'full' : `resumed ${resumed.id}`)
    .digest()

/**
 * What a completed handshake tells the application, with its channel-binding data.
 *
 * `tls-exporter` (RFC 9266 §2) is 32 octets that both ends derive from the same handshake and
 * nobody else's connection shares. It stands for the exporter's HKDF over the transcript: a hash
 * of what makes a transcript unique, both randoms and the ticket resumed. TLS 1.2 is taken to use
 * the extended master secret (RFC 7627), as every stack modelled does. `tls-unique` (RFC 5929 §3)
 * stands for the first Finished of a TLS 1.2 handshake in the same way. Derived when they are asked
 * for: many authentications are not bound.
 */
import { hash } from 'node:crypto'
import type { TlsFacts } from '../transport.ts'
import type { ClientHello, ServerFlight } from './record.ts'
import { type Ticket, ticketId } from './ticket.ts'

/** RFC 5246 §7.4.9. */
const FINISHED_OCTETS = 12

class HandshakeFacts implements TlsFacts {
  readonly version: TlsFacts['version']
  readonly resumed: boolean
  readonly serverEndPoint: Uint8Array
  readonly #randoms: readonly [Uint8Array, Uint8Array]
  readonly #ticket: Ticket | undefined
  #exporter: Uint8Array | undefined
  #unique: Uint8Array | undefined
  #session: string | undefined

  constructor(hello: ClientHello, flight: ServerFlight) {
    this.version = flight.version
    this.resumed = flight.resumed
    this.serverEndPoint = flight.serverEndPoint
    this.#randoms = [hello.random, flight.random]
    this.#ticket = flight.resumed ? hello.ticket : undefined
  }

  get exporter(): Uint8Array {
    this.#exporter ??= this.#derived('exporter')
    return this.#exporter
  }

  get unique(): Uint8Array | undefined {
    if (this.version === '1.3') return undefined
    this.#unique ??= this.#derived('finished').subarray(0, FINISHED_OCTETS)
    return this.#unique
  }

  /** Those of the full handshake, whose session this one is on. */
  get origin(): Ticket['resumes'] {
    return this.#ticket?.resumes ?? this
  }

  /** Of the full handshake. Put together when it is asked for: every handshake has one. */
  get session(): string | undefined {
    if (this.#ticket !== undefined) return this.#ticket.resumes.session
    this.#session ??= nameOf(this.#randoms)
    return this.#session
  }

  #derived(label: string): Uint8Array {
    const resumed = this.#ticket === undefined ? 'full' : `resumed ${ticketId(this.#ticket)}`
    return hash(
      'sha256',
      Buffer.concat([Buffer.from(label), ...this.#randoms, Buffer.from(resumed)]),
      'buffer',
    )
  }
}

/** The randoms are nobody else's. */
const nameOf = ([client, server]: readonly [Uint8Array, Uint8Array]): string =>
  `${word(client, 0)}-${word(client, 4)}-${word(server, 0)}-${word(server, 4)}`

const word = (octets: Uint8Array, at: number): number =>
  ((octets[at] ?? 0) << 24) |
  ((octets[at + 1] ?? 0) << 16) |
  ((octets[at + 2] ?? 0) << 8) |
  (octets[at + 3] ?? 0)

/** The same, at a server to which the client has shown whose certificate it holds the key of. */
export const identified = (facts: TlsFacts, peer: string): TlsFacts => {
  const { version, resumed, exporter, unique, serverEndPoint, session } = facts
  return { version, resumed, exporter, unique, serverEndPoint, session, peer }
}

/** What a ticket of this handshake resumes; of those before nothing is kept. */
export const resumable = (facts: TlsFacts): Ticket['resumes'] =>
  facts instanceof HandshakeFacts ? facts.origin : facts

/** The same while only early data can be sent: there is nothing yet that could be bound to. */
export const beforeFinished = (facts: TlsFacts): TlsFacts => {
  const { version, resumed, serverEndPoint, session } = facts
  return { version, resumed, exporter: undefined, unique: undefined, serverEndPoint, session }
}

interface Made {
  readonly hello: ClientHello
  readonly flight: ServerFlight
  readonly facts: HandshakeFacts
}

/** Those of the handshake before: both ends ask for the same, one after the other. */
let last: Made | undefined

/** What either end of a handshake knows of it. */
export function factsOf(hello: ClientHello, flight: ServerFlight): TlsFacts {
  if (last?.hello !== hello || last.flight !== flight) {
    last = { hello, flight, facts: new HandshakeFacts(hello, flight) }
  }
  return last.facts
}

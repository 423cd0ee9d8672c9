/**
 * The server's end of TLS, between TCP and the application. See client.ts for the scope.
 *
 * 1. Until `secure`, everything passes unchanged; a record that comes before it was lost on
 *    an application that reads clear text, and is an error, unless it is a ClientHello and
 *    settings have that kept (XEP-0305).
 * 2. The server's flight goes out `flightThink` after the ClientHello that leads to it, or after its
 *    turn has come where others wait as well. What arrives meanwhile is looked at afterwards.
 * 3. Early data that is accepted is passed on at once, marked `early`; what is not accepted
 *    is skipped (RFC 8446 §4.2.10), the client says it again.
 * 4. With `halfRttData` the application's answers go out before the client's Finished, else
 *    they are held until then.
 * 5. Tickets follow the client's Finished and precede what was held, so that nobody waits for
 *    them. The server keeps no memory of tickets: settings say which it resumes.
 */
import { drawnTime, type WorkLine } from '../processing-time.ts'
import type { Random } from '../random.ts'
import type { TlsFacts } from '../transport.ts'
import { type Duration, type Instant, plus } from '../units.ts'
import { beforeFinished, factsOf, identified } from './binding.ts'
import type { ClientCertificate } from './certificate.ts'
import { TlsEnd } from './end.ts'
import { HELLO_RETRY_REQUEST } from './flights.ts'
import { clear, encoded } from './piece.ts'
import { protect } from './protection.ts'
import type { ClientHello, TlsRecord } from './record.ts'
import {
  chosenVersion,
  encodedFinished12,
  encodedServerFlight,
  newTickets,
  plainTicket,
  type Sealed,
  sealedCertificate,
  serverFlight,
} from './server-flights.ts'
import type { TlsServerSettings } from './settings.ts'
import type { TlsVersion } from './ticket.ts'

/**
 * OpenSSL on a socket writes a flight in pieces of its BIO's buffer, each to be held back by Nagle's algorithm
 * (measured: a chain of three RSA certificates at Prosody); over memory BIOs it is written at once.
 */
const HANDSHAKE_BUFFER = 4_096

/** In line with others, which knows at that time when its turn is. */
interface InLine {
  readonly name: 'in-line'
  readonly hello: ClientHello
  readonly version: TlsVersion
  readonly takes: Duration
  readonly since: Instant
}

interface Thinking {
  readonly name: 'thinking'
  readonly hello: ClientHello
  readonly version: TlsVersion
  readonly until: Instant
}

interface ExpectClientFlight {
  readonly name: 'expect-client-flight'
  readonly facts: TlsFacts
  readonly earlyData: 'accepted' | 'skipped' | 'none'
}

type Handshake =
  | { readonly name: 'expect-client-hello' }
  /** A HelloRetryRequest is on its way; early data may still arrive. */
  | { readonly name: 'expect-second-hello' }
  | InLine
  | Thinking
  | ExpectClientFlight

export class TlsServer extends TlsEnd<Handshake> {
  readonly #settings: TlsServerSettings
  readonly #random: Random
  readonly #thinking: Random
  readonly #line: WorkLine | undefined
  /** Octets of the client’s certificate in its tickets. */
  #sealed = 0
  #named = false

  /**
   * `random`: of this connection alone; gives the ServerHello's octets and names to tickets. `line`:
   * where its handshakes wait, if there are others.
   */
  constructor(settings: TlsServerSettings, random: Random, line?: WorkLine) {
    super()
    this.#settings = settings
    this.#random = random
    this.#line = line
    this.#thinking = random.fork('thinking')
  }

  override deadline(): Instant | undefined {
    if (this.state.name === 'in-line') return this.state.since
    return this.state.name === 'thinking' ? this.state.until : undefined
  }

  override wake(now: Instant): void {
    const { state } = this
    if (state.name === 'in-line') this.#standInLine(state, now)
    else if (state.name === 'thinking' && now >= state.until) this.#sendFlight(state)
    else return
    if (this.state.name === 'expect-client-flight') this.readOn(now)
  }

  protected begin(): void {
    this.state = { name: 'expect-client-hello' }
  }

  protected override keeps(record: TlsRecord): boolean {
    return this.#settings.earlyHello === 'kept' && record.kind === 'client-hello'
  }

  protected send(bytes: Uint8Array): void {
    const state = this.state
    switch (state.name) {
      case 'clear':
        this.out.write([clear(bytes)])
        break
      case 'open':
        this.out.write(protect(bytes, state.version))
        break
      case 'closed':
        break
      case 'expect-client-flight':
        if (this.#mayAnswerEarly(state.facts)) this.out.write(protect(bytes, '1.3'))
        else this.held.push(bytes)
        break
      default:
        this.held.push(bytes)
    }
  }

  protected understood(record: TlsRecord, now: Instant): boolean {
    const { state } = this
    switch (state.name) {
      case 'expect-client-hello':
        if (record.kind !== 'client-hello' || record.retry) return false
        this.#hello(record, now)
        return true
      case 'expect-second-hello':
        if (record.kind === 'application-data') return record.early
        if (record.kind !== 'client-hello' || !record.retry) return false
        this.#think(record, '1.3', now)
        return true
      case 'expect-client-flight':
        if (record.kind === 'client-flight') this.#finish(state.facts, record.presented)
        else if (record.kind !== 'application-data' || !record.early) return false
        else if (state.earlyData === 'none') return false
        else if (state.earlyData === 'accepted') {
          this.out.event({ kind: 'received', bytes: record.bytes, early: true })
        }
        return true
      case 'open':
        if (record.kind !== 'application-data') return false
        this.out.event({ kind: 'received', bytes: record.bytes, early: false })
        return true
      default:
        return false
    }
  }

  #hello(hello: ClientHello, now: Instant): void {
    const version = chosenVersion(hello, this.#settings)
    if (version === undefined) {
      const known = this.#settings.versions.join(' or ')
      const found = hello.versions.join(' or ')
      this.fail(`expected TLS ${known}, got an offer of ${found}`, 'protocol_version')
    } else if (version === '1.3' && this.#settings.helloRetryRequest) {
      this.state = { name: 'expect-second-hello' }
      this.out.write([encoded({ kind: 'hello-retry-request' }, HELLO_RETRY_REQUEST)])
    } else {
      this.#think(hello, version, now)
    }
  }

  #think(hello: ClientHello, version: TlsVersion, now: Instant): void {
    const takes = drawnTime(this.#settings.flightThink, this.#thinking)
    this.#standInLine({ name: 'in-line', hello, version, takes, since: now }, now)
  }

  #standInLine(state: InLine, now: Instant): void {
    const { hello, version, takes } = state
    const begun = this.#line?.begin(now, takes) ?? now
    if (begun === 'not-yet') {
      this.state = state
      return
    }
    const thinking: Thinking = { name: 'thinking', hello, version, until: plus(begun, takes) }
    this.state = thinking
    if (thinking.until === now) this.#sendFlight(thinking)
  }

  #sendFlight({ hello, version }: Thinking): void {
    const flight = serverFlight(hello, version, this.#settings, this.#random.bytes(32))
    const { earlyDataAccepted } = flight
    const buffer = this.#settings.ticketWrites === 'separate' ? HANDSHAKE_BUFFER : undefined
    this.out.write([encodedServerFlight(flight, hello, this.#settings)], buffer)
    this.#named = hello.named
    const { tickets: policy } = this.#settings
    // What was sealed in the ticket that is taken up goes into the next one.
    if (flight.resumed && hello.ticket !== undefined && policy.kind === 'resume') {
      const plain = plainTicket(policy, version, hello.named, this.#settings)
      this.#sealed = hello.ticket.octets - plain
    }
    const facts = factsOf(hello, flight)
    const earlyData = earlyDataAccepted ? 'accepted' : hello.early ? 'skipped' : 'none'
    this.state = { name: 'expect-client-flight', facts, earlyData }
    // The client cannot bind early data to the exporter, so neither can the server.
    if (earlyDataAccepted) {
      this.out.event({ kind: 'secured', early: true, tls: beforeFinished(facts) })
    }
    if (this.#mayAnswerEarly(facts)) this.flush(version)
  }

  /** RFC 8446 §4.4.4: after its Finished the server may write, before it has read the client's. */
  #mayAnswerEarly(facts: TlsFacts): boolean {
    return facts.version === '1.3' && this.#settings.halfRttData
  }

  #finish(handshake: TlsFacts, presented: ClientCertificate | undefined): void {
    const facts = presented === undefined ? handshake : identified(handshake, presented.address)
    const { version } = facts
    this.state = { name: 'open', version }
    if (presented !== undefined) {
      this.#sealed = sealedCertificate(presented, version, this.#settings)
    }
    const sealed = { facts, certificate: this.#sealed, named: this.#named }
    if (version === '1.2') {
      if (!facts.resumed) this.out.write([encodedFinished12(this.#settings, sealed, this.#random)])
    } else this.#sendTickets(sealed)
    this.out.event({ kind: 'secured', early: false, tls: facts })
    this.flush(version)
  }

  #sendTickets(sealed: Sealed): void {
    const tickets = newTickets(sealed, this.#settings, this.#random)
    if (this.#settings.ticketWrites === 'separate') {
      for (const piece of tickets) this.out.write([piece])
    } else if (tickets.length > 0) this.out.write(tickets)
  }

  protected expectation(): string {
    return 'the client to accept the handshake'
  }
}

/**
 * The client's end of TLS, between TCP and the application.
 *
 * Models every handshake that a client of TLS 1.2 and 1.3 can meet, as flights of known
 * length: full, resumed by ticket, 0-RTT accepted and rejected, HelloRetryRequest, False
 * Start. Left out: real cryptography (the model needs lengths, order and the time it takes),
 * verification of certificates, renegotiation, key update.
 *
 * 1. Until `secure`, everything passes unchanged.
 * 2. `secure` sends the ClientHello at once, unless a ticket allows early data: then the
 *    application is told so at once and the ClientHello waits for the first thing it says,
 *    in order to share a write (and with Fast Open a SYN) with it.
 * 3. What the application says during a handshake is held until it may go.
 * 4. Every server flight that something had to wait for is one `waited`.
 * 5. Whether the Finished is a write of its own is the stack's way (`FinishedWrite`): Node's leaves
 *    with what the application says in the same turn, which here is at the same instant.
 * 6. The client computes for a while before it answers the server's flight; what arrives meanwhile
 *    is read afterwards.
 */
import { drawnTime } from '../processing-time.ts'
import type { Random } from '../random.ts'
import type { TlsFacts } from '../transport.ts'
import { type Instant, plus, START } from '../units.ts'
import { factsOf } from './binding.ts'
import {
  encodedFlight,
  encodedHello,
  encryptedHello,
  firstHello,
  offered,
} from './client-flights.ts'
import {
  type ClientHandshake,
  type ExpectServerFinished,
  type ExpectServerFlight,
  fitsEarly,
} from './client-states.ts'
import { TlsEnd } from './end.ts'
import type { TlsInput } from './interface.ts'
import { clear } from './piece.ts'
import { protect } from './protection.ts'
import type { AlertDescription, ClientHello, ServerFlight, TlsRecord } from './record.ts'
import type { TlsClientSettings } from './settings.ts'
import type { Ticket } from './ticket.ts'

export class TlsClient extends TlsEnd<ClientHandshake> {
  readonly #settings: TlsClientSettings
  readonly #random: Uint8Array
  readonly #computing: Random
  /** The time of the input being handled. */
  #now = START
  #encryptedHelloRejected = false

  /** `random`: of this connection alone; gives the 32 octets of the ClientHello. */
  constructor(settings: TlsClientSettings, random: Random) {
    super()
    if (settings.versions.length === 0) throw new RangeError('expected a TLS version, got none')
    this.#settings = settings
    this.#random = random.bytes(32)
    this.#computing = random.fork('computing')
  }

  override handle(input: TlsInput, now: Instant): void {
    this.#now = now
    super.handle(input, now)
  }

  override deadline(): Instant | undefined {
    const { state } = this
    // The turn is over when everything that belongs to this instant has been said.
    if (this.out.holds) return this.#now
    return state.name === 'thinking' || state.name === 'pausing' ? state.until : undefined
  }

  override wake(now: Instant): void {
    this.#now = now
    this.out.letGo()
    const { state } = this
    if (state.name !== 'thinking' && state.name !== 'pausing') return
    if (now < state.until) return
    if (state.name === 'thinking') this.#answer(state.flight, state.before)
    else this.#open(state.facts)
    this.readOn(now)
  }

  protected begin(): void {
    const ticket = offered(this.#settings)
    if (ticket === undefined || !this.#settings.earlyData || ticket.maxEarlyData === 0) {
      this.#sendHello(ticket, [])
      return
    }
    this.state = { name: 'expect-early-data', ticket }
    // No exporter before the handshake (RFC 9266 §2); the certificate is that of the ticket.
    const { serverEndPoint, resumes } = ticket
    const tls: TlsFacts = {
      version: '1.3',
      resumed: true,
      exporter: undefined,
      unique: undefined,
      serverEndPoint,
      session: resumes.session,
    }
    this.out.event({ kind: 'secured', early: true, tls })
  }

  #sendHello(ticket: Ticket | undefined, early: Uint8Array[]): void {
    const isEarly = early.length > 0
    const hello = firstHello(this.#settings, this.#random, ticket, isEarly)
    this.state = { name: 'expect-server-flight', hello, early }
    const data = early.flatMap((bytes) => protect(bytes, 'early'))
    this.out.write([encodedHello(hello, this.#settings, isEarly), ...data])
  }

  protected send(bytes: Uint8Array): void {
    const state = this.state
    switch (state.name) {
      case 'clear':
        // In one write with the ClientHello, if that follows at this instant.
        if (this.#settings.earlyHello === 'sent') this.out.hold([clear(bytes)])
        else this.out.write([clear(bytes)])
        break
      case 'expect-early-data':
        // A send is never split. If the first does not fit, no early data is announced.
        if (bytes.length <= state.ticket.maxEarlyData) {
          this.#sendHello(state.ticket, [bytes])
        } else {
          this.held.push(bytes)
          this.#sendHello(state.ticket, [])
        }
        break
      case 'expect-server-flight':
        if (this.held.length === 0 && fitsEarly(bytes, state)) {
          state.early.push(bytes)
          this.out.write(protect(bytes, 'early'))
        } else this.held.push(bytes)
        break
      case 'expect-server-finished':
        if (state.falseStarted) this.out.write(protect(bytes, '1.2'))
        else this.held.push(bytes)
        break
      case 'thinking':
      case 'pausing':
        this.held.push(bytes)
        break
      case 'open':
        this.out.write(protect(bytes, state.version))
        break
      case 'closed':
    }
  }

  /** The answer to what was said along with the ClientHello. */
  protected override get stillHearsClear(): boolean {
    return this.#settings.earlyHello === 'sent' && this.state.name === 'expect-server-flight'
  }

  protected understood(record: TlsRecord): boolean {
    const { state } = this
    switch (state.name) {
      case 'expect-server-flight':
        if (record.kind === 'server-flight') this.#think(record, state)
        else if (record.kind === 'hello-retry-request' && !state.hello.retry) this.#retry(state)
        else return false
        return true
      case 'expect-server-finished':
        if (record.kind !== 'server-finished') return false
        this.#finish(record.ticket, state)
        return true
      case 'open':
        if (record.kind === 'application-data') {
          this.out.event({ kind: 'received', bytes: record.bytes, early: false })
        } else if (record.kind === 'new-session-ticket') this.out.ticket(record.ticket)
        else return false
        return true
      default:
        return false
    }
  }

  /** RFC 8446 §4.1.2: the same once more, with the share asked for and without early data. */
  #retry(state: ExpectServerFlight): void {
    this.#waited()
    const hello: ClientHello = {
      ...state.hello,
      early: false,
      encryptedHello: encryptedHello(this.#settings, state.hello.ticket, true),
      retry: true,
    }
    this.state = { name: 'expect-server-flight', hello, early: state.early }
    this.out.write([encodedHello(hello, this.#settings, state.early.length === 0)])
  }

  #think(flight: ServerFlight, before: ExpectServerFlight): void {
    const { full, resumed } = this.#settings.handshake
    const time = drawnTime(flight.resumed ? resumed : full, this.#computing)
    if (time === 0) this.#answer(flight, before)
    else this.state = { name: 'thinking', flight, before, until: plus(this.#now, time) }
  }

  #answer(flight: ServerFlight, { hello, early }: ExpectServerFlight): void {
    const sentEarly = early.length > 0
    if (sentEarly && flight.version === '1.2') {
      // RFC 8446 App. D.3: whoever has sent early data must not go on with an older version.
      this.fail('expected TLS 1.3 after early data, got 1.2')
      return
    }
    const facts = factsOf(hello, flight)
    this.#encryptedHelloRejected = flight.encryptedHelloRejected
    const nothingWaited = flight.earlyDataAccepted && this.held.length === 0
    if (!nothingWaited) this.#waited()
    const { finished, falseStart } = this.#settings
    const answer = [encodedFlight(flight, this.#settings, sentEarly || hello.retry)]
    if (finished.kind === 'with-data') this.out.hold(answer)
    else this.out.write(answer)
    // What was rejected is said again, before anything newer (RFC 8446 §4.2.10).
    if (sentEarly && !flight.earlyDataAccepted) this.held = early.concat(this.held)
    if (flight.version === '1.2' && !flight.resumed) {
      this.state = { name: 'expect-server-finished', facts, falseStarted: falseStart }
      if (falseStart) this.#secured(facts)
    } else if (finished.kind === 'apart' && finished.by > 0) {
      this.state = { name: 'pausing', facts, until: plus(this.#now, finished.by) }
    } else this.#open(facts)
  }

  /** RFC 9849 §6.1.6: whoever closes what was rejected says so. */
  protected override get farewell(): AlertDescription {
    return this.#encryptedHelloRejected ? 'ech_required' : super.farewell
  }

  #finish(ticket: Ticket | undefined, { facts, falseStarted }: ExpectServerFinished): void {
    if (ticket !== undefined) this.out.ticket(ticket)
    if (falseStarted) {
      this.state = { name: 'open', version: '1.2' }
    } else {
      this.#waited()
      this.#open(facts)
    }
  }

  #open(facts: TlsFacts): void {
    this.state = { name: 'open', version: facts.version }
    this.#secured(facts)
  }

  #secured(tls: TlsFacts): void {
    this.out.event({ kind: 'secured', early: false, tls })
    this.flush(tls.version)
  }

  #waited(): void {
    this.out.event({ kind: 'waited', layer: 'tls' })
  }

  protected expectation(): string {
    return `the server to accept TLS ${this.#settings.versions.join(' or ')}`
  }
}

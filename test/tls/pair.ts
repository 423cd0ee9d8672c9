/** Both engines of TLS, joined by two byte streams without a network in between. */
import type { WorkLine } from '../../src/processing-time.ts'
import { Random } from '../../src/random.ts'
import { TlsClient } from '../../src/tls/client.ts'
import type { TlsInput } from '../../src/tls/interface.ts'
import { PieceStream } from '../../src/tls/piece.ts'
import { TlsServer } from '../../src/tls/server.ts'
import type { TlsClientSettings, TlsServerSettings } from '../../src/tls/settings.ts'
import type { Ticket } from '../../src/tls/ticket.ts'
import type { TransportEvent } from '../../src/transport.ts'
import { type Instant, START } from '../../src/units.ts'

export type Who = 'client' | 'server'
type Reaction = (event: TransportEvent, say: (input: TlsInput) => void) => void

/** One end: its engine, what it has written, and what its application was told. */
class End {
  readonly engine: TlsClient | TlsServer
  readonly written = new PieceStream()
  /** Lengths of the pieces of each write. */
  readonly writes: number[][] = []
  readonly events: TransportEvent[] = []
  readonly tickets: Ticket[] = []
  /** Plaintext delivered to the application. */
  readonly heard: Uint8Array[] = []
  readonly heardEarly: Uint8Array[] = []
  /** Octets on the wire. */
  length = 0
  /** How often TCP was told to close. */
  finished = 0
  readonly #react: Reaction
  readonly #waiting: TlsInput[] = []
  #draining = false

  constructor(engine: TlsClient | TlsServer, react: Reaction) {
    this.engine = engine
    this.#react = react
  }

  handle(input: TlsInput, now: Instant): void {
    this.#waiting.push(input)
    this.#run(now)
  }

  wake(now: Instant): void {
    this.engine.wake(now)
    this.#run(now)
  }

  /** What is due at this very moment is done before anything else happens. */
  #endTurn(now: Instant): void {
    const deadline = this.engine.deadline()
    if (deadline !== undefined && deadline <= now) this.wake(now)
  }

  #run(now: Instant): void {
    if (this.#draining) return
    this.#draining = true
    for (;;) {
      this.#drain()
      const next = this.#waiting.shift()
      if (next === undefined) break
      this.engine.handle(next, now)
    }
    this.#draining = false
    this.#endTurn(now)
  }

  /** As the driver does: what the application says in answer waits until all is drained. */
  #drain(): void {
    const say = (input: TlsInput): void => {
      this.#waiting.push(input)
    }
    for (let output = this.engine.poll(); output !== undefined; output = this.engine.poll()) {
      if (output.kind === 'ticket') this.tickets.push(output.ticket)
      else if (output.kind === 'finished') this.finished += 1
      else if (output.kind === 'write') {
        this.writes.push(output.pieces.map((piece) => piece.length))
        for (const piece of output.pieces) {
          this.written.write(piece)
          this.length += piece.length
        }
      } else {
        this.events.push(output.event)
        if (output.event.kind === 'received') {
          this.heard.push(output.event.bytes)
          if (output.event.early) this.heardEarly.push(output.event.bytes)
        }
        this.#react(output.event, say)
      }
    }
  }
}

const silent: Reaction = () => {}

export class Pair {
  readonly client: End
  readonly server: End
  now: Instant = START

  constructor(
    client: TlsClientSettings,
    server: TlsServerSettings,
    reactions: { client?: Reaction; server?: Reaction; seed?: string; line?: WorkLine } = {},
  ) {
    const random = Random.seeded(reactions.seed ?? 'pair')
    const a = new TlsClient(client, random.fork('client'))
    const b = new TlsServer(server, random.fork('server'), reactions.line)
    this.client = new End(a, reactions.client ?? silent)
    this.server = new End(b, reactions.server ?? silent)
  }

  tell(who: Who, input: TlsInput): void {
    this[who].handle(input, this.now)
  }

  /** Delivers to `to` what has been written up to a position of the stream. */
  deliver(to: Who, upTo?: number): void {
    const from = to === 'client' ? this.server : this.client
    const end = upTo ?? from.length
    for (let c = from.written.read(end); c !== undefined; c = from.written.read(end)) {
      this.tell(to, { kind: 'received', piece: c })
    }
  }

  /** Lets the time pass for which either is busy. */
  think(): void {
    for (const end of [this.server, this.client]) {
      const deadline = end.engine.deadline()
      if (deadline === undefined) continue
      this.now = deadline
      end.wake(deadline)
    }
  }

  /** Flight after flight, until both are silent: the lengths of each, client first. */
  settle(): { from: Who; writes: number[][] }[] {
    const flights: { from: Who; writes: number[][] }[] = []
    for (let from: Who = 'client'; flights.length < 100; from = other(from)) {
      const writes = this[from].writes.splice(0)
      if (writes.length === 0 && flights.length > 0) break
      if (writes.length > 0) flights.push({ from, writes })
      this.deliver(other(from))
      this.think()
    }
    return flights
  }
}

const other = (who: Who): Who => (who === 'client' ? 'server' : 'client')

export const joined = (parts: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts))

/** So many octets, none of them the same as the one before. */
export const octets = (count: number, first = 0): Uint8Array =>
  Uint8Array.from({ length: count }, (_, i) => (first + i) % 251)

export interface Exchange {
  /** Lengths of the pieces of each write, by flight; C and S alternate. */
  readonly flights: readonly (readonly (readonly number[])[])[]
  readonly waits: number
  readonly pair: Pair
}

/** Octets that the client says first, and that the server answers. */
export const SAID = 100
export const ANSWERED = 200

/**
 * A handshake from the first octet, then one question and one answer: the client speaks as
 * soon as it is told that it may, the server when it has heard all.
 */
export const exchange = (
  client: TlsClientSettings,
  server: TlsServerSettings,
  said = octets(SAID),
  seed = 'exchange',
  line?: WorkLine,
): Exchange => {
  let hasSpoken = false
  let heard = 0
  const pair = new Pair(client, server, {
    seed,
    ...(line && { line }),
    client: (event, say) => {
      if (event.kind !== 'secured' || hasSpoken) return
      hasSpoken = true
      say({ kind: 'send', bytes: said })
    },
    server: (event, say) => {
      if (event.kind !== 'received') return
      heard += event.bytes.length
      if (heard === said.length) say({ kind: 'send', bytes: octets(ANSWERED) })
    },
  })
  pair.tell('server', { kind: 'secure' })
  pair.tell('client', { kind: 'secure' })
  const flights = pair.settle().map((flight) => flight.writes)
  const waits = pair.client.events.filter((event) => event.kind === 'waited').length
  return { flights, waits, pair }
}

/** The latest ticket of a full handshake, as a client holds it afterwards. */
export const ticketOf = (client: TlsClientSettings, server: TlsServerSettings): Ticket => {
  const ticket = exchange(client, server, octets(SAID), 'earlier').pair.client.tickets.at(-1)
  if (ticket === undefined) throw new Error('expected a ticket, got none')
  return ticket
}

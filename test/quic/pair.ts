/**
 * Two endpoints on a path of constant delay in virtual time, with what TLS would tell them: the
 * octets of each flight, and the keys when it has been read. Chosen datagrams are dropped.
 */
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Driver } from '../../src/engine.ts'
import { QuicEndpoint } from '../../src/quic/endpoint.ts'
import type { QuicInput, QuicOutput } from '../../src/quic/interface.ts'
import type { Datagram } from '../../src/quic/packet.ts'
import { DEFAULT_QUIC, type QuicSettings } from '../../src/quic/settings.ts'
import { type Duration, milliseconds, plus, toMilliseconds } from '../../src/units.ts'

export type End = 'client' | 'server'

export interface Logged {
  readonly atMs: number
  readonly from: End
  readonly datagram: Datagram
  readonly retransmission: boolean
}

export interface PairOptions {
  readonly rttMs: number
  /** Of an end's datagrams, by their number from 0. */
  readonly drops?: (from: End, index: number) => boolean
  /** Another way for some of them; the delay by default. */
  readonly delay?: (from: End, index: number) => Duration
  /** Octets of each flight of TLS. */
  readonly hello?: number
  readonly serverHello?: number
  readonly serverRest?: number
  readonly settings?: Partial<QuicSettings>
  readonly onOutput?: (end: End, output: QuicOutput, pair: Pair) => void
}

const FINISHED = 52

export class Pair {
  readonly clock = new VirtualClock()
  readonly log: Logged[] = []
  readonly said: { readonly atMs: number; readonly end: End; readonly output: QuicOutput }[] = []
  /** Application data that has arrived, in order. */
  readonly received = { client: 0, server: 0 }
  readonly #options: PairOptions
  readonly #endpoints: Readonly<Record<End, QuicEndpoint>>
  readonly #ends: Readonly<Record<End, Driver<QuicInput, QuicOutput>>>
  readonly #sent = { client: 0, server: 0 }
  #serverFlightSaid = false

  constructor(options: PairOptions) {
    this.#options = options
    const settings: QuicSettings = { ...DEFAULT_QUIC, ...options.settings }
    const endpoint = (role: End): QuicEndpoint => new QuicEndpoint({ role, settings })
    this.#endpoints = { client: endpoint('client'), server: endpoint('server') }
    const end = (role: End): Driver<QuicInput, QuicOutput> =>
      new Driver(this.#endpoints[role], this.clock, (output) => this.#take(role, output))
    this.#ends = { client: end('client'), server: end('server') }
  }

  /** In answer to what an end has just said, before it has said the rest. */
  answer(end: End, input: QuicInput): void {
    this.#endpoints[end].handle(input, this.clock.now())
  }

  tell(end: End, input: QuicInput): void {
    this.#ends[end].handle(input)
  }

  connect(): void {
    this.tell('client', { kind: 'connect' })
    this.tell('client', { kind: 'crypto', space: 'initial', length: this.#options.hello ?? 300 })
  }

  run(untilMs: number): this {
    this.clock.run(plus(0 as never, milliseconds(untilMs)))
    return this
  }

  #take(end: End, output: QuicOutput): void {
    const atMs = toMilliseconds(this.clock.now())
    if (output.kind === 'datagram') {
      this.#send(end, output, atMs)
      return
    }
    this.said.push({ atMs, end, output })
    if (output.kind === 'received') this.received[end] = output.upTo
    if (output.kind === 'crypto') this.#handshake(end, output.space, output.upTo)
    this.#options.onOutput?.(end, output, this)
  }

  /** What TLS makes of a flight that is there as a whole. */
  #handshake(end: End, space: string, upTo: number): void {
    const { hello = 300, serverHello = 90, serverRest = 1_500 } = this.#options
    if (end === 'server' && space === 'initial' && upTo === hello && !this.#serverFlightSaid) {
      this.#serverFlightSaid = true
      this.answer('server', { kind: 'keys', of: 'handshake' })
      this.answer('server', { kind: 'keys', of: 'application' })
      this.answer('server', { kind: 'crypto', space: 'initial', length: serverHello })
      this.answer('server', { kind: 'crypto', space: 'handshake', length: serverRest })
    } else if (end === 'client' && space === 'initial' && upTo === serverHello) {
      this.answer('client', { kind: 'keys', of: 'handshake' })
    } else if (end === 'client' && space === 'handshake' && upTo === serverRest) {
      this.answer('client', { kind: 'keys', of: 'application' })
      this.answer('client', { kind: 'crypto', space: 'handshake', length: FINISHED })
    } else if (end === 'server' && space === 'handshake' && upTo === FINISHED) {
      this.answer('server', { kind: 'complete' })
    }
  }

  #send(
    from: End,
    { datagram, retransmission }: Extract<QuicOutput, { readonly kind: 'datagram' }>,
    atMs: number,
  ): void {
    this.log.push({ atMs, from, datagram, retransmission })
    const index = this.#sent[from]
    this.#sent[from] += 1
    if (this.#options.drops?.(from, index) === true) return
    const delay = this.#options.delay?.(from, index) ?? milliseconds(this.#options.rttMs / 2)
    const to = from === 'client' ? 'server' : 'client'
    this.clock.at(plus(this.clock.now(), delay), () =>
      this.tell(to, { kind: 'datagram', datagram }),
    )
  }
}

/** A datagram as its packets' types and frames. */
export const textOf = (datagram: Datagram): string =>
  datagram.kind === 'packets'
    ? datagram.packets
        .map(({ type, frames }) => `${type}[${frames.map(({ kind }) => kind).join(' ')}]`)
        .join('+')
    : datagram.kind

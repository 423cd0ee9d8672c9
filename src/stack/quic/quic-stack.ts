/**
 * What carries a dialogue over QUIC as a stack: TLS 1.3 inside it, and below a client's `connect` a
 * resolver when its cache is cold. Speaks transport.ts with whoever sits on top, as TransportStack
 * does, and reads by the same rules (rules 2 and 3 there).
 *
 * 1. There is no wait for a connection: `connected` comes at once, and the first packet has the
 *    ClientHello. What the handshake costs is TLS's wait.
 * 2. A Retry, and a flight of the server that its limit for an address without proof cut in two,
 *    are each one wait more of the same kind (RFC 9000 §8.1).
 * 3. The keys that packets need are told to QUIC when TLS comes to them (RFC 9001 §4.1).
 */
import type { QuicEndpoint } from '../../quic/endpoint.ts'
import type { KeysOf, QuicOutput } from '../../quic/interface.ts'
import { SPACES, type Space } from '../../quic/packet.ts'
import type { TlsOutput } from '../../tls/interface.ts'
import type { RecordPiece } from '../../tls/piece.ts'
import type { ClientHello } from '../../tls/record.ts'
import type { TransportEvent } from '../../transport.ts'
import { type Instant, START, soonest } from '../../units.ts'
import { wakeIfDue } from '../deadlines.ts'
import { Noticing, type Reaction } from '../noticing.ts'
import { type Resolver, type ResolverOutput, UNRESOLVED } from '../resolver.ts'
import type { FromLink, Stack, ToLink } from '../stack.ts'
import type { SecurityLayer, TransportReport, TransportStackCommand } from '../transport-stack.ts'
import { quicFailure } from './failure.ts'
import { keysBefore, placed, type QuicStreams, type QuicTls } from './streams.ts'

export interface QuicStackOptions {
  readonly security: SecurityLayer
  /** What `security` was made of. */
  readonly tls: QuicTls
  readonly quic: QuicEndpoint
  /** Client only: the resolver to ask first, when the addresses are not cached. */
  readonly resolver: Resolver | undefined
  readonly writes: QuicStreams
  readonly reads: QuicStreams
  readonly reaction: Reaction
}

export class QuicStack implements Stack<TransportStackCommand, TransportReport> {
  streamBytes = 0
  retransmitted = 0
  readonly #security: SecurityLayer
  readonly #tls: QuicTls
  readonly #quic: QuicEndpoint
  readonly #resolver: Resolver | undefined
  readonly #writes: QuicStreams
  readonly #reads: QuicStreams
  readonly #noticing: Noticing
  /** How far the peer's streams have arrived. */
  readonly #arrived: Record<Space | 'stream', number> = {
    initial: 0,
    handshake: 0,
    application: 0,
    stream: 0,
  }
  readonly #reports: TransportReport[] = []
  #hello: ClientHello | undefined
  #hasEarlyData = false
  #end: TransportReport | undefined
  /** The time of the input being handled. */
  #now = START

  constructor(options: QuicStackOptions) {
    this.#security = options.security
    this.#tls = options.tls
    this.#quic = options.quic
    this.#resolver = options.resolver
    this.#writes = options.writes
    this.#reads = options.reads
    this.#noticing = new Noticing(options.reaction)
  }

  handle(input: TransportStackCommand | FromLink, now: Instant): void {
    this.#now = now
    switch (input.kind) {
      case 'connect':
        if (this.#resolver === undefined) this.#connect()
        else this.#resolver.handle({ kind: 'resolve' }, now)
        return
      case 'secure':
      case 'send':
      case 'close':
        this.#security.handle(input, now)
        return
      case 'read':
        this.#read()
        return
      case 'answer':
        this.#resolver?.handle(input, now)
        return
      case 'datagram':
      case 'move':
        this.#quic.handle(input, now)
        return
      case 'segment':
    }
  }

  poll(): TransportReport | ToLink | undefined {
    for (;;) {
      const report = this.#reports.shift()
      if (report !== undefined) return report
      const said = this.#security.poll()
      if (said !== undefined) {
        this.#fromSecurity(said)
        continue
      }
      if (this.#noticing.isAwaited) return undefined
      if (this.#noticing.isDue(this.#isReadable(), this.#now)) return READABLE
      const end = this.#end
      if (end !== undefined && !this.#noticing.isPending) {
        this.#end = undefined
        return end
      }
      const found = this.#resolver?.poll()
      if (found?.kind === 'query') return found
      if (found !== undefined) {
        this.#fromResolver(found)
        continue
      }
      const output = this.#quic.poll()
      if (output === undefined) return undefined
      if (output.kind === 'datagram') {
        if (output.retransmission) this.retransmitted += 1
        return output
      }
      this.#fromQuic(output)
    }
  }

  deadline(): Instant | undefined {
    const own = soonest(this.#noticing.deadline, this.#resolver?.deadline())
    return soonest(own, soonest(this.#quic.deadline(), this.#security.deadline()))
  }

  wake(now: Instant): void {
    this.#now = now
    wakeIfDue(this.#quic, now)
    wakeIfDue(this.#security, now)
    if (this.#resolver !== undefined) wakeIfDue(this.#resolver, now)
  }

  #connect(): void {
    this.#quic.handle({ kind: 'connect' }, this.#now)
    this.#tell({ kind: 'connected' })
  }

  #fromResolver(output: Exclude<ResolverOutput, { readonly kind: 'query' }>): void {
    switch (output.kind) {
      case 'waited':
        this.#tell({ kind: 'waited', layer: 'dns' })
        return
      case 'resolved':
        this.#connect()
        return
      case 'failed':
        this.#tell(UNRESOLVED)
    }
  }

  #fromSecurity(output: TlsOutput): void {
    switch (output.kind) {
      case 'write':
        for (const piece of output.pieces) if (piece.kind === 'record') this.#write(piece)
        this.#reports.push(output)
        return
      case 'finished':
        this.#quic.handle({ kind: 'close' }, this.#now)
        return
      default:
        this.#reports.push(output)
    }
  }

  #write(piece: RecordPiece): void {
    const { record } = piece
    if (record.kind === 'client-hello') this.#greeted(record)
    const hello = { message: this.#hello, retried: this.#quic.hasRetried }
    // Keys first: what is written next needs them.
    for (const of of keysBefore(record)) this.#keys(of)
    for (const { to, message, length } of placed(piece, this.#tls, hello)) {
      this.streamBytes += length
      if (to === 'stream') {
        this.#writes.data.write(message, length)
        this.#quic.handle({ kind: 'write', length }, this.#now)
      } else {
        this.#writes.crypto[to].write(message, length)
        this.#quic.handle({ kind: 'crypto', space: to, length }, this.#now)
      }
    }
    if (record.kind === 'alert' && record.description !== 'close_notify') {
      this.#quic.handle({ kind: 'abort' }, this.#now)
    }
    if (record.kind === 'server-flight' && this.#hasEarlyData) {
      this.#keys(record.earlyDataAccepted ? 'early' : 'early-rejected')
    }
  }

  #greeted(hello: ClientHello): void {
    this.#hello = hello
    if (hello.early) this.#hasEarlyData = true
  }

  #keys(of: KeysOf): void {
    this.#quic.handle({ kind: 'keys', of }, this.#now)
  }

  #fromQuic(output: Exclude<QuicOutput, { readonly kind: 'datagram' }>): void {
    switch (output.kind) {
      case 'connected':
        this.#tell({ kind: 'connected' })
        return
      case 'crypto':
        this.#arrived[output.space] = output.upTo
        this.#takeServerHello()
        return
      case 'received':
        this.#arrived.stream = output.upTo
        return
      // The limit for an address without proof has cut in two what the server has to say.
      case 'limited':
      case 'retried':
        this.#tell({ kind: 'waited', layer: 'tls' })
        return
      case 'moved':
        this.#reports.push(output)
        return
      case 'validated':
        return
      case 'finished':
        this.#end = ENDED
        return
      case 'closed':
        if (output.failure === undefined) return
        this.#end = { kind: 'event', event: { kind: 'closed', error: quicFailure(output.failure) } }
    }
  }

  /** Nobody above reads it: it brings keys, and the rest of the flight may be there already. */
  #takeServerHello(): void {
    const { initial } = this.#reads.crypto
    if (initial.next(this.#arrived.initial) !== 'server-hello') return
    initial.read(this.#arrived.initial)
    this.#keys('handshake')
  }

  #isReadable(): boolean {
    const { crypto, data } = this.#reads
    return (
      SPACES.some((space) => crypto[space].has(this.#arrived[space])) ||
      data.has(this.#arrived.stream)
    )
  }

  #read(): void {
    this.#noticing.read()
    const { crypto, data } = this.#reads
    for (const space of SPACES) {
      const message = crypto[space].read(this.#arrived[space])
      if (message === undefined || message === 'server-hello') continue
      this.#toSecurity(message)
      return
    }
    const message = data.read(this.#arrived.stream)
    if (message !== undefined && message !== 'server-hello') this.#toSecurity(message)
  }

  #toSecurity(piece: RecordPiece): void {
    const { record } = piece
    switch (record.kind) {
      case 'client-hello':
        this.#greeted(record)
        break
      case 'server-flight':
        if (this.#hasEarlyData && !record.earlyDataAccepted) this.#takeBackEarly()
        break
      case 'client-flight':
        this.#quic.handle({ kind: 'complete' }, this.#now)
    }
    this.#security.handle({ kind: 'received', piece }, this.#now)
  }

  /** TLS says again what the server has not accepted, and the stream begins anew (RFC 9001 §4.6.2). */
  #takeBackEarly(): void {
    this.#writes.data.restart()
    this.#keys('early-rejected')
  }

  #tell(event: TransportEvent): void {
    this.#reports.push({ kind: 'event', event })
  }
}

const READABLE: TransportReport = { kind: 'readable' }
const ENDED: TransportReport = { kind: 'event', event: { kind: 'closed' } }

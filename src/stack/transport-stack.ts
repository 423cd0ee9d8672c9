/**
 * What carries a dialogue as a stack: TLS, or nothing, on TCP. Speaks transport.ts with whoever
 * sits on top.
 *
 * 1. What is written enters TCP as a length, and goes as it is into the stream that the other
 *    end reads; what TCP says has arrived is taken out of that one's.
 * 2. As on a socket, `readable` is said and `read` is to be answered, and one piece is read at a
 *    time: what the application makes of one event (`secure` of a connection, an answer to early
 *    data) comes before the next piece is looked at. TCP says nothing more until all is read.
 * 3. Whoever sits on top may take a while to react: what has arrived is then readable so much
 *    later, all of it together, and TCP goes on meanwhile.
 */
import { type Engine, Outputs } from '../engine.ts'
import type { TlsInput, TlsOutput } from '../tls/interface.ts'
import type { PieceStream } from '../tls/piece.ts'
import type { TransportCommand } from '../transport.ts'
import { type Instant, START, soonest } from '../units.ts'
import { wakeIfDue } from './deadlines.ts'
import { Noticing, type Reaction } from './noticing.ts'
import type { FromLink, Stack, StackReport, ToLink } from './stack.ts'
import type { TcpCommand, TcpStack } from './tcp-stack.ts'
import type { Turn } from './turns.ts'

export type TransportStackCommand =
  | TransportCommand
  | { readonly kind: 'read' }
  /** Client only: its address is another from now on. TCP is not told, and cannot go on from there. */
  | { readonly kind: 'move' }

export type TransportReport =
  | StackReport
  /** What has been written to TCP, for whoever wants to know what is in a segment. */
  | Extract<TlsOutput, { readonly kind: 'write' }>
  /** Client only: a TLS ticket to remember for the next connection; the latest is the best. */
  | Extract<TlsOutput, { readonly kind: 'ticket' }>
  | { readonly kind: 'readable' }
  /** Client only: something that it has sent from its new address has been acknowledged. */
  | { readonly kind: 'moved' }
  /** Nagle's algorithm has held something back; this end has come to this turn. */
  | { readonly kind: 'late'; readonly turn: Turn }

/** TLS, or what stands in its place. */
export type SecurityLayer = Engine<TlsInput, TlsOutput>

export interface TransportStackOptions {
  readonly security: SecurityLayer
  readonly tcp: TcpStack
  /** Where what this end writes is kept until the other end has received it. */
  readonly writes: PieceStream
  readonly reads: PieceStream
  /** From the arrival of something that can be read until it is acted on. */
  readonly reaction: Reaction
}

const CLOSE: TcpCommand = { kind: 'close' }
const READABLE: TransportReport = { kind: 'readable' }

export class TransportStack implements Stack<TransportStackCommand, TransportReport> {
  streamBytes = 0
  readonly #security: SecurityLayer
  readonly #tcp: TcpStack
  readonly #writes: PieceStream
  readonly #reads: PieceStream
  readonly #noticing: Noticing
  /** What TCP will be told when it has said all that it has to say. */
  readonly #forTcp = new Outputs<TcpCommand>()
  /** Position up to which the stream to be read has arrived. */
  #arrived = 0
  /** The stream's end, which comes behind what there is to read. */
  #end: TransportReport | undefined
  /** The time of the input being handled. */
  #now = START

  constructor({ security, tcp, writes, reads, reaction }: TransportStackOptions) {
    this.#security = security
    this.#tcp = tcp
    this.#writes = writes
    this.#reads = reads
    this.#noticing = new Noticing(reaction)
  }

  get retransmitted(): number {
    return this.#tcp.retransmitted
  }

  handle(input: TransportStackCommand | FromLink, now: Instant): void {
    this.#now = now
    switch (input.kind) {
      case 'secure':
      case 'send':
      case 'close':
        this.#security.handle(input, now)
        return
      case 'read':
        this.#read()
        return
      case 'move':
        return
      case 'upgrade':
        throw new Error('Expected a layer that carries messages above this one')
      default:
        this.#tcp.handle(input, now)
    }
  }

  poll(): TransportReport | ToLink | undefined {
    for (;;) {
      const said = this.#security.poll()
      if (said !== undefined) {
        const report = this.#fromSecurity(said)
        if (report !== undefined) return report
        continue
      }
      if (this.#noticing.isAwaited) return undefined
      if (this.#noticing.isDue(this.#reads.has(this.#arrived), this.#now)) return READABLE
      if (this.#end !== undefined && !this.#noticing.isPending) return this.#takeEnd()
      const output = this.#tcp.poll()
      if (output === undefined) {
        const command = this.#forTcp.poll()
        if (command === undefined) return undefined
        this.#tcp.handle(command, this.#now)
      } else if (output.kind === 'received') {
        this.#arrived = output.upTo
        if (output.late !== undefined) return { kind: 'late', turn: output.late }
      } else if (this.#noticing.isPending && isEnd(output)) {
        this.#end = output
      } else return output
    }
  }

  deadline(): Instant | undefined {
    return soonest(
      this.#noticing.deadline,
      soonest(this.#tcp.deadline(), this.#security.deadline()),
    )
  }

  wake(now: Instant): void {
    this.#now = now
    wakeIfDue(this.#tcp, now)
    wakeIfDue(this.#security, now)
  }

  #takeEnd(): TransportReport | undefined {
    const end = this.#end
    this.#end = undefined
    return end
  }

  #read(): void {
    this.#noticing.read()
    const piece = this.#reads.read(this.#arrived)
    if (piece !== undefined) this.#security.handle({ kind: 'received', piece }, this.#now)
  }

  #fromSecurity(output: TlsOutput): TransportReport | undefined {
    switch (output.kind) {
      case 'write': {
        let length = 0
        for (const piece of output.pieces) {
          this.#writes.write(piece)
          length += piece.length
        }
        this.streamBytes += length
        const { buffer = length } = output
        for (let at = 0; at < length; at += buffer) {
          this.#forTcp.put({ kind: 'write', length: Math.min(buffer, length - at) })
        }
        return output
      }
      case 'finished':
        this.#forTcp.put(CLOSE)
        return undefined
      default:
        return output
    }
  }
}

const isEnd = (output: TransportReport | ToLink): output is TransportReport =>
  output.kind === 'event' && output.event.kind === 'closed'

/**
 * What a stack is: one end's layers as one engine. It is told commands by whoever sits on top
 * and what the link brings; it says what the link is to carry, and reports what happens.
 *
 * Octets stay with whoever wrote them: the link carries segments, which have lengths and
 * positions only (see tcp/segment.ts).
 */
import type { Direction } from '../direction.ts'
import type { Engine } from '../engine.ts'
import type { QuicOutput } from '../quic/interface.ts'
import type { Datagram } from '../quic/packet.ts'
import type { Segment, SentSegment, TcpOutput } from '../tcp/segment.ts'
import type { TransportEvent } from '../transport.ts'
import type { Destination } from './addresses/destination.ts'
import type { ResolverOutput } from './resolver.ts'

/** Of a segment: which of the server's addresses it concerns, where there are several. */
export type Addressed = { readonly destination?: Destination | undefined }

/** `answer`: to the DNS query of this number. */
export type FromLink =
  | (Addressed & { readonly kind: 'segment'; readonly segment: Segment })
  | { readonly kind: 'datagram'; readonly datagram: Datagram }
  | { readonly kind: 'answer'; readonly id: number }

export type ToLink =
  | (Addressed & SentSegment)
  | Extract<QuicOutput, { readonly kind: 'datagram' }>
  | Extract<ResolverOutput, { readonly kind: 'query' }>

/** A guard, because what a stack reports differs from stack to stack. */
export const isForLink = <Report extends { readonly kind: string }>(
  output: ToLink | Report,
): output is ToLink =>
  output.kind === 'segment' || output.kind === 'datagram' || output.kind === 'query'

/** What every stack reports. */
export type StackReport =
  | { readonly kind: 'event'; readonly event: TransportEvent }
  /** Client only: a Fast Open cookie to remember for the next connection. */
  | Extract<TcpOutput, { readonly kind: 'cookie' }>

/** What an end has put into its stream so far. */
export interface StreamCounters {
  /** Octets written to TCP or QUIC, each counted once: TLS records or messages, and clear text. */
  readonly streamBytes: number
  /** Segments that were retransmissions, or datagrams with something that was sent before. */
  readonly retransmitted: number
}

/** What an end has sent so far, in numbers. */
export interface Sent extends StreamCounters {
  /** Those that were lost on the way as well. */
  readonly packets: number
  /** Octets on the link: headers, payload, retransmissions, DNS. */
  readonly linkBytes: number
  /** Of those, what has come to the other end of the link; what came twice, twice. */
  readonly arrivedBytes: number
}

/** What both ends of a leg have sent, each in its direction. */
export type Traffic = Readonly<Record<Direction, Sent>>

export interface Stack<Command, Report extends { readonly kind: string }>
  extends Engine<Command | FromLink, Report | ToLink>,
    StreamCounters {}

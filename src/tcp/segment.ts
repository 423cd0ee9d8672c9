/**
 * A TCP segment as a structure. Sequence numbers are relative (SYN is 0, the first octet of
 * data is 1) and do not wrap: a handshake never sends 2^53 octets.
 */
import type { Instant } from '../units.ts'

/** The flags that the model uses, with their values on the wire (RFC 9293 §3.1). */
export const FIN = 0x01
export const SYN = 0x02
export const RST = 0x04
export const PSH = 0x08
export const ACK = 0x10

export interface SackBlock {
  readonly left: number
  readonly right: number
}

/** RFC 7413 §4.1.1: a request is an option without a cookie. */
export type FastOpenOption =
  | { readonly kind: 'request' }
  | { readonly kind: 'cookie'; readonly cookie: string }

export interface Segment {
  readonly flags: number
  readonly seq: number
  readonly ack: number
  /** Octets of payload; the octets themselves stay with whoever wrote them. */
  readonly length: number
  readonly window: number
  /** RFC 7323: the sender's clock when it sent, and the value it echoes (undefined on a first SYN). */
  readonly timestamp: Instant
  readonly echo: Instant | undefined
  readonly sack: readonly SackBlock[]
  /** On SYN and SYN-ACK only. */
  readonly mss: number | undefined
  readonly fastOpen: FastOpenOption | undefined
}

/** A segment as it leaves; the same object is what its receiver is handed. */
export interface SentSegment {
  readonly kind: 'segment'
  readonly segment: Segment
  /** Octets on the link: headers, options, payload. */
  readonly size: number
  readonly retransmission: boolean
}

export type TcpInput =
  /**
   * Active open. With a Fast Open cookie the SYN is deferred until the first write and carries
   * it (as Linux's TCP_FASTOPEN_CONNECT does), and `connected` comes at once.
   */
  | { readonly kind: 'connect'; readonly fastOpen?: FastOpenOption; readonly cachedMss?: number }
  | { readonly kind: 'write'; readonly length: number }
  /** Ends the sending side alone (`SHUT_WR`): FIN after everything written. */
  | { readonly kind: 'shutdown' }
  /** Gives the socket up: the same FIN, and whatever the peer says from now on meets a reset. */
  | { readonly kind: 'close' }
  /** RST, and forget everything. */
  | { readonly kind: 'abort' }
  | { readonly kind: 'segment'; readonly segment: Segment }

export type TcpFailure =
  | 'connect-timeout'
  | 'retransmission-limit'
  | 'keep-alive-unanswered'
  | 'refused'
  | 'reset'

export type TcpOutput =
  | SentSegment
  /** The application may write. `early`: before the handshake, because of Fast Open. */
  | { readonly kind: 'connected'; readonly early: boolean }
  /**
   * The handshake is complete; told before a `connected` that had to wait for it. `held`:
   * something the application had written (or would have written) had to wait as well; false
   * only when Fast Open carried all there was to say.
   */
  | { readonly kind: 'established'; readonly held: boolean }
  /** Octets up to this stream position (the first is 0) are there, in order. `early`: in a SYN. */
  | { readonly kind: 'received'; readonly upTo: number }
  /**
   * Nagle's algorithm held back what follows stream position `from` until all up to `behind` was
   * acknowledged; now it leaves.
   */
  | { readonly kind: 'released'; readonly from: number; readonly behind: number }
  /** The peer granted a Fast Open cookie. */
  | { readonly kind: 'cookie'; readonly cookie: string; readonly mss: number }
  /** The peer will send no more. */
  | { readonly kind: 'finished' }
  | { readonly kind: 'closed'; readonly failure?: TcpFailure }

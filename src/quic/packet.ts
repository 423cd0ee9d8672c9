/**
 * Packets and frames of QUIC as structures: what the other end has to know, and lengths. The
 * octets of streams stay with whoever wrote them.
 */
import type { Duration } from '../units.ts'

/** Packet number spaces (RFC 9000 §12.3), in the order in which their keys come. */
export const SPACES = ['initial', 'handshake', 'application'] as const
export type Space = (typeof SPACES)[number]

/** `0-rtt` and `1-rtt` share the numbers of the application space. */
export type PacketType = 'initial' | '0-rtt' | 'handshake' | '1-rtt'

export const spaceOf = (type: PacketType): Space =>
  type === 'initial' || type === 'handshake' ? type : 'application'

/** All numbers from `from` to `to`, both included. */
export interface NumberRange {
  readonly from: number
  readonly to: number
}

export type Frame =
  | { readonly kind: 'ping' }
  /** Highest range first; `delay` as the peer is told it. */
  | { readonly kind: 'ack'; readonly ranges: readonly NumberRange[]; readonly delay: Duration }
  | {
      readonly kind: 'crypto'
      readonly offset: number
      readonly length: number
      /** Held back until the client's address was validated (RFC 9000 §8.1); not on the wire. */
      readonly limited: boolean
    }
  /** Of the one stream, 0: the first that a client opens to be used both ways. */
  | {
      readonly kind: 'stream'
      readonly offset: number
      readonly length: number
      readonly fin: boolean
      /** As CRYPTO data is. */
      readonly limited: boolean
    }
  | { readonly kind: 'new-connection-id' }
  | { readonly kind: 'handshake-done' }
  | { readonly kind: 'path-challenge'; readonly data: number }
  | { readonly kind: 'path-response'; readonly data: number }
  | { readonly kind: 'connection-close' }

export interface QuicPacket {
  readonly type: PacketType
  readonly number: number
  readonly frames: readonly Frame[]
  /** Octets, header and tag included, PADDING too. */
  readonly size: number
}

export type Datagram = {
  /** Of UDP payload. */
  readonly size: number
  /** The address that the client has by now: counts its changes (see path.ts). */
  readonly path: number
} & (
  | {
      readonly kind: 'packets'
      readonly packets: readonly QuicPacket[]
      /** A client's that has met a Retry (RFC 9000 §8.1.2). */
      readonly token: boolean
    }
  | { readonly kind: 'retry' }
  /** Of a host that does not know the connection (RFC 9000 §10.3). */
  | { readonly kind: 'stateless-reset' }
)

/** RFC 9002 §2: what obliges the other end to acknowledge. */
export const isAckEliciting = (frame: Frame): boolean =>
  frame.kind !== 'ack' && frame.kind !== 'connection-close'

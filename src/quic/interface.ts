/** What an endpoint is told and says. */
import type { Datagram, Space } from './packet.ts'

export type QuicInput =
  /** Client: from now on it has Initial keys. A server has them with the first packet. */
  | { readonly kind: 'connect' }
  /** TLS has so many octets for the CRYPTO frames of a space. */
  | { readonly kind: 'crypto'; readonly space: Space; readonly length: number }
  /** For the stream. */
  | { readonly kind: 'write'; readonly length: number }
  /** What TLS has come to (RFC 9001 §4.1). */
  | { readonly kind: 'keys'; readonly of: KeysOf }
  /** TLS has the peer's Finished. */
  | { readonly kind: 'complete' }
  /** Ends the stream behind all that was written. */
  | { readonly kind: 'close' }
  /** Closes the connection at once. */
  | { readonly kind: 'abort' }
  /** Client: its address is another from now on. */
  | { readonly kind: 'move' }
  | { readonly kind: 'datagram'; readonly datagram: Datagram }

export type KeysOf =
  | 'handshake'
  /** To send, and for a client to receive as well. */
  | 'application'
  /** Early data: may be sent, or is accepted. */
  | 'early'
  /** The server has not accepted early data: what was sent of it is to be sent again. */
  | 'early-rejected'

export type QuicFailure =
  | 'handshake-timeout'
  /** Nothing has come for as long as a connection may be silent. */
  | 'idle-timeout'
  /** The peer's host does not know the connection (any more). */
  | 'reset'
  /** The peer has closed it before its stream was at its end. */
  | 'closed-by-peer'

export type QuicOutput =
  | {
      readonly kind: 'datagram'
      readonly datagram: Datagram
      /** On the link: IP and UDP headers, and payload. */
      readonly size: number
      readonly retransmission: boolean
    }
  /** Server: a client has come whose address needs no (further) proof. */
  | { readonly kind: 'connected' }
  /** CRYPTO data of a space is there, in order, up to this position. */
  | {
      readonly kind: 'crypto'
      readonly space: Space
      readonly upTo: number
    }
  | { readonly kind: 'received'; readonly upTo: number }
  /** Client: what comes now was held back until its address was validated; said once (§8.1). */
  | { readonly kind: 'limited' }
  /** Client: the server wants the address proved before anything else. */
  | { readonly kind: 'retried' }
  /** The path is validated that the peer, or this end, has moved to. */
  | { readonly kind: 'validated' }
  /** Client: something that was sent from its new address has been acknowledged. */
  | { readonly kind: 'moved' }
  | { readonly kind: 'finished' }
  | { readonly kind: 'closed'; readonly failure?: QuicFailure }

/**
 * How a stream is put into what carries it: an endless document over a stream of octets
 * (RFC 6120 §4), or one document to each message: over a WebSocket (RFC 7395), or in the bodies of
 * HTTP (XEP-0206). A header, an element and the end mean the same in all; both ends of a stream use
 * the same framing.
 */
import type { ReaderLimits, StreamEvent, StreamHeader, XmlElement } from '../../xml/xml.ts'

export interface Framing {
  readonly name: 'RFC 6120' | 'RFC 7395' | 'XEP-0206'
  /**
   * What it is carried by. `octets`: what is said at one time can leave in one write. `messages`:
   * everything that is said is a message of its own.
   */
  readonly carriedBy: 'octets' | 'messages'
  readonly header: (header: StreamHeader) => string
  readonly element: (element: XmlElement) => string
  /** The end of the stream. */
  readonly footer: string
  readonly reader: (limits?: ReaderLimits) => FramedReader
}

/** Reads a stream in its framing. Never throws; silent after an error or the end. */
export interface FramedReader {
  set limits(limits: ReaderLimits)
  /** Something has begun that is not whole yet; white space between elements is nothing. */
  get unfinished(): boolean
  /** What was received: octets cut anywhere, or exactly one message. */
  feed(bytes: Uint8Array): StreamEvent[]
  /** Forgets everything read. */
  reset(): void
}

/**
 * Streams that are carried in messages, each of which is one document (RFC 7395 §3.3.3): how such a
 * document is read, and what of it is a header, or the end of the stream.
 */
import {
  encodeText,
  LIMITS_AFTER_AUTHENTICATION,
  type ReaderLimits,
  type StreamEvent,
  StreamReader,
  type XmlElement,
} from '../../xml/xml.ts'
import { CLIENT, STREAMS } from '../namespaces.ts'
import type { FramedReader } from './framing.ts'

/** What a document is to the stream. */
export type DocumentPart = 'header' | 'end' | 'element' | { readonly malformed: string }

export interface DocumentsOptions {
  readonly part: (document: XmlElement) => DocumentPart
  /** Prefixes that are declared around each, as attributes; empty: none. */
  readonly declared: string
}

const AROUND_END = encodeText('</message>')
const LESS_THAN = 0x3c

export class DocumentReader implements FramedReader {
  limits: ReaderLimits
  /** A message is whole, or no message. */
  readonly unfinished = false
  readonly #options: DocumentsOptions
  /** An element around each message, so that it is read like the first level of a stream. */
  readonly #start: Uint8Array
  #state: 'before' | 'open' | 'over' = 'before'

  constructor(options: DocumentsOptions, limits: ReaderLimits = LIMITS_AFTER_AUTHENTICATION) {
    this.#options = options
    this.#start = encodeText(`<message xmlns=''${options.declared}>`)
    this.limits = limits
  }

  feed(message: Uint8Array): StreamEvent[] {
    if (this.#state === 'over') return []
    const event = this.#event(this.#read(message))
    if (event.kind === 'error' || event.kind === 'end') this.#state = 'over'
    return [event]
  }

  reset(): void {
    this.#state = 'before'
  }

  #event(read: StreamEvent): StreamEvent {
    if (read.kind !== 'element') return read
    const part = this.#options.part(read.element)
    if (typeof part === 'object') return malformed(part.malformed)
    switch (part) {
      case 'header': {
        const restart = this.#state === 'open'
        this.#state = 'open'
        const { attributes } = read.element
        const root = { name: 'stream', namespace: STREAMS, content: CLIENT }
        return { kind: 'header', ...root, attributes, declaration: false, restart }
      }
      case 'end':
        return { kind: 'end' }
      case 'element':
        return read
    }
  }

  /** The one element that a message is, or what is wrong with it. */
  #read(message: Uint8Array): StreamEvent {
    // §3.3.3; that also keeps white space from standing between messages (§3.8).
    if (message[0] !== LESS_THAN)
      return malformed('expected "<" as the first character of a message')
    const reader = new StreamReader(this.limits)
    reader.feed(this.#start)
    const [read, more] = reader.feed(message)
    const [end] = reader.feed(AROUND_END)
    if (read?.kind === 'error') return read
    if (read?.kind === 'element' && more === undefined && end?.kind === 'end') return read
    return malformed('expected one whole element in each message')
  }
}

const malformed = (detail: string): Extract<StreamEvent, { kind: 'error' }> => ({
  kind: 'error',
  failure: { code: 'malformed-xml', detail },
  condition: 'not-well-formed',
})

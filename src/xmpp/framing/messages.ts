/**
 * The framing of RFC 7395: each message holds one document, which declares its own namespaces
 * (§3.3.3); `<open/>` and `<close/>` stand for the header and the end (§3.4, §3.6); a stream is
 * restarted by another `<open/>`, without a `<close/>` (§3.7).
 *
 * Left out: XML declarations, which §3.3.3 advises against and which are refused; `see-other-uri`
 * in `<close/>` (§3.6.1). The WebSocket, to which each message is the content of a frame, is elsewhere.
 */
import {
  element,
  encodeText,
  LIMITS_AFTER_AUTHENTICATION,
  type ReaderLimits,
  type StreamEvent,
  StreamReader,
  XmlElement,
} from '../../xml/xml.ts'
import { CLIENT, STREAMS, XMPP_FRAMING } from '../namespaces.ts'
import type { FramedReader, Framing } from './framing.ts'

/**
 * Nothing around it declares a namespace, so an element declares what it needs. The prefix of the
 * streams namespace is needed at the first level only: features and errors (RFC 6120 §4.8.5).
 */
const written = (said: XmlElement): string => {
  if (said.namespace !== STREAMS) return said.serialize('')
  const attributes = { 'xmlns:stream': STREAMS, ...said.attributes }
  return new XmlElement(said.name, said.namespace, attributes, said.children).serialize('')
}

export const MESSAGES: Framing = {
  name: 'RFC 7395',
  carriedBy: 'messages',
  header: ({ id, to, from, version, lang }) =>
    written(element('open', XMPP_FRAMING, { id, to, from, version, 'xml:lang': lang })),
  element: written,
  footer: written(element('close', XMPP_FRAMING)),
  reader: (limits) => new MessageReader(limits),
}

/** An element around each message, so that it is read like the first level of a stream. */
const AROUND = { start: encodeText("<message xmlns=''>"), end: encodeText('</message>') }
const LESS_THAN = 0x3c

class MessageReader implements FramedReader {
  limits: ReaderLimits
  /** A message is whole, or no message. */
  readonly unfinished = false
  #state: 'before' | 'open' | 'over' = 'before'

  constructor(limits: ReaderLimits = LIMITS_AFTER_AUTHENTICATION) {
    this.limits = limits
  }

  feed(message: Uint8Array): StreamEvent[] {
    if (this.#state === 'over') return []
    const event = this.#event(readDocument(message, this.limits))
    if (event.kind === 'error' || event.kind === 'end') this.#state = 'over'
    return [event]
  }

  reset(): void {
    this.#state = 'before'
  }

  #event(read: StreamEvent): StreamEvent {
    if (read.kind !== 'element' || read.element.namespace !== XMPP_FRAMING) return read
    switch (read.element.name) {
      case 'open': {
        const restart = this.#state === 'open'
        this.#state = 'open'
        const { attributes } = read.element
        const root = { name: 'stream', namespace: STREAMS, content: CLIENT }
        return { kind: 'header', ...root, attributes, declaration: false, restart }
      }
      case 'close':
        return { kind: 'end' }
      default:
        return malformed(`expected <open/> or <close/>, found <${read.element.name.slice(0, 64)}/>`)
    }
  }
}

/** The one element that a message is, or what is wrong with it. */
const readDocument = (message: Uint8Array, limits: ReaderLimits): StreamEvent => {
  // §3.3.3; that also keeps white space from standing between messages (§3.8).
  if (message[0] !== LESS_THAN) return malformed('expected "<" as the first character of a message')
  const reader = new StreamReader(limits)
  reader.feed(AROUND.start)
  const [read, more] = reader.feed(message)
  const [end] = reader.feed(AROUND.end)
  if (read?.kind === 'error') return read
  if (read?.kind === 'element' && more === undefined && end?.kind === 'end') return read
  return malformed('expected one whole element in each message')
}

const malformed = (detail: string): Extract<StreamEvent, { kind: 'error' }> => ({
  kind: 'error',
  failure: { code: 'malformed-xml', detail },
  condition: 'not-well-formed',
})

/**
 * The framing of RFC 7395: each message holds one document, which declares its own namespaces
 * (§3.3.3); `<open/>` and `<close/>` stand for the header and the end (§3.4, §3.6); a stream is
 * restarted by another `<open/>`, without a `<close/>` (§3.7).
 *
 * Left out: XML declarations, which §3.3.3 advises against and which are refused; `see-other-uri`
 * in `<close/>` (§3.6.1). The WebSocket, to which each message is the content of a frame, is elsewhere.
 */
import { element, XmlElement } from '../../xml/xml.ts'
import { STREAMS, XMPP_FRAMING } from '../namespaces.ts'
import { type DocumentPart, DocumentReader } from './documents.ts'
import type { Framing } from './framing.ts'

/**
 * Nothing around it declares a namespace, so an element declares what it needs. The prefix of the
 * streams namespace is needed at the first level only: features and errors (RFC 6120 §4.8.5).
 */
const written = (said: XmlElement): string => {
  if (said.namespace !== STREAMS) return said.serialize('')
  const attributes = { 'xmlns:stream': STREAMS, ...said.attributes }
  return new XmlElement(said.name, said.namespace, attributes, said.children).serialize('')
}

const part = ({ name, namespace }: XmlElement): DocumentPart => {
  if (namespace !== XMPP_FRAMING) return 'element'
  if (name === 'open') return 'header'
  if (name === 'close') return 'end'
  return { malformed: `expected <open/> or <close/>, found <${name.slice(0, 64)}/>` }
}

export const MESSAGES: Framing = {
  name: 'RFC 7395',
  carriedBy: 'messages',
  header: ({ id, to, from, version, lang }) =>
    written(element('open', XMPP_FRAMING, { id, to, from, version, 'xml:lang': lang })),
  element: written,
  footer: written(element('close', XMPP_FRAMING)),
  reader: (limits) => new DocumentReader({ part, declared: '' }, limits),
}

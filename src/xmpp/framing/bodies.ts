/**
 * The framing of XEP-0206: what is said is in `<body/>` elements (XEP-0124 §6), which carry the
 * attributes of a header, or of the end, themselves. Here each part is a message of its own: a header
 * and the end are an empty `<body/>`, everything else is an element as it stands within one. Who puts
 * them into requests and answers, and takes them out, is elsewhere (`../../bosh`), and writes
 * `xmpp:version` for `version`.
 *
 * Left out: several streams in one session (XEP-0124 §16).
 */
import { element, type XmlElement } from '../../xml/xml.ts'
import { HTTP_BIND, STREAMS } from '../namespaces.ts'
import { type DocumentPart, DocumentReader } from './documents.ts'
import type { Framing } from './framing.ts'

/** A session that is no connection and goes on over any (XEP-0124 §14.3). */
export interface HttpSession {
  readonly id: string
  /** The number of the last request. */
  readonly lastRequest: number
}

/** Around each element, wherever there may be one of that namespace. */
const DECLARED = ` xmlns:stream='${STREAMS}'`

const part = (document: XmlElement): DocumentPart => {
  if (!document.is('body', HTTP_BIND)) return 'element'
  return document.attribute('type') === 'terminate' ? 'end' : 'header'
}

export const BODIES: Framing = {
  name: 'XEP-0206',
  carriedBy: 'messages',
  header: ({ id, to, from, version, lang }) =>
    element('body', HTTP_BIND, { authid: id, to, from, version, 'xml:lang': lang }).serialize(''),
  element: (said) => said.serialize(''),
  footer: element('body', HTTP_BIND, { type: 'terminate' }).serialize(''),
  reader: (limits) => new DocumentReader({ part, declared: DECLARED }, limits),
}

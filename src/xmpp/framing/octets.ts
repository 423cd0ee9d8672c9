/** The framing of RFC 6120 §4: one document that is never whole, cut anywhere by TCP. */
import { STREAM_FOOTER, StreamReader, streamHeader } from '../../xml/xml.ts'
import type { Framing } from './framing.ts'

export const OCTETS: Framing = {
  name: 'RFC 6120',
  carriedBy: 'octets',
  header: streamHeader,
  element: (element) => element.serialize(),
  footer: STREAM_FOOTER,
  reader: (limits) => new StreamReader(limits),
}

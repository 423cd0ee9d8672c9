/** Messages as they come out of an archive (XEP-0313 §4.2): one inside another. */
import type { XmlElement } from '../xml/xml.ts'
import { CLIENT, FORWARD, MAM } from './namespaces.ts'

/** The message that was archived; undefined: this one does not come out of an archive. */
export const archivedIn = (stanza: XmlElement): XmlElement | undefined =>
  stanza.child('result', MAM)?.child('forwarded', FORWARD)?.child('message', CLIENT)

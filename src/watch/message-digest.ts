/**
 * Which message it is, in a few octets. Its id alone does not say: it may be unique within a stream only
 * (RFC 6120 §8.1.3), and a resumed session goes on in another stream.
 */
import { createHash } from 'node:crypto'
import type { XmlElement } from '../xml/xml.ts'
import { DELAY } from '../xmpp/namespaces.ts'

/** Of its id, its addressee and its content, but for the note that it was first sent before (XEP-0203), as of xmpp.js. */
export const digestOf = (message: XmlElement): string => {
  const hash = createHash('sha256')
  hash.update(JSON.stringify([message.attribute('id'), message.attribute('to')]))
  for (const node of message.children) {
    if (typeof node === 'string') hash.update(node)
    else if (!node.is('delay', DELAY)) hash.update(node.serialize())
  }
  return hash.digest('base64')
}

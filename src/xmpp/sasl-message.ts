/** A message of a SASL mechanism as text in an element, in either profile. */
import { fromBase64, NOTHING } from '../sasl/octets.ts'
import type { XmlElement } from '../xml/xml.ts'
import { SASL } from './namespaces.ts'

/**
 * The octets; undefined when it is not base64, or elements stand between. With SASL 1 `=` is a
 * message of no octets (RFC 6120 §6.4.2, §6.4.6).
 */
export const readMessage = (around: XmlElement): Uint8Array | undefined => {
  const text = around.textAlone()
  if (text === '=' && around.namespace === SASL) return NOTHING
  return text === undefined ? undefined : fromBase64(text)
}

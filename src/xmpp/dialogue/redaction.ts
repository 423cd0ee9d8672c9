/**
 * What a trace may show: an element without its secrets. Authentication payloads and tokens
 * are replaced by their length, so that a trace can be published and its bytes still add up.
 */
import { XmlElement, type XmlNode } from '../../xml/xml.ts'

/** Elements of SASL, SASL2 and FAST whose text proves or reveals something. */
const SECRET_TEXT: ReadonlySet<string> = new Set([
  'auth',
  'challenge',
  'response',
  'success',
  'initial-response',
  'additional-data',
  'password',
  'hash',
  'totp',
])
const SECRET_ATTRIBUTES: readonly string[] = ['token', 'password']

export const redact = (element: XmlElement): XmlElement => {
  const secret = SECRET_TEXT.has(element.name)
  const children: XmlNode[] = element.children.map((node) => {
    if (typeof node !== 'string') return redact(node)
    return secret ? hidden(node) : node
  })
  const attributes = { ...element.attributes }
  for (const name of SECRET_ATTRIBUTES) {
    const value = element.attribute(name)
    if (value !== undefined) attributes[name] = hidden(value)
  }
  return new XmlElement(element.name, element.namespace, attributes, children)
}

const hidden = (value: string): string => `…(${value.length})`

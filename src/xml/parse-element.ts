import { encodeText, type XmlElement } from './element.ts'
import { CLIENT, STREAMS } from './namespaces.ts'
import { StreamReader } from './stream-reader.ts'

/** One element from its text, for tests and tables; the text must be well-formed. */
export const parseElement = (text: string, content: string = CLIENT): XmlElement => {
  const reader = new StreamReader({
    elementBytes: 1 << 24,
    depth: 256,
    attributes: 256,
    whitespace: 'free',
  })
  const header = `<stream:stream xmlns='${content}' xmlns:stream='${STREAMS}'>`
  const [, event] = reader.feed(encodeText(header + text))
  if (event?.kind !== 'element') throw new SyntaxError(`expected an XML element, got ${text}`)
  return event.element
}

/** XML as XMPP speaks it: reading streams, making elements, writing both. */

export {
  element,
  encodeText,
  keptSpace,
  STREAM_FOOTER,
  type StreamHeader,
  streamHeader,
  type XmlAttributes,
  XmlElement,
  type XmlNode,
} from './element.ts'
export { parseElement } from './parse-element.ts'
export type { ReadingCondition } from './reading-error.ts'
export {
  LIMITS_AFTER_AUTHENTICATION,
  LIMITS_BEFORE_AUTHENTICATION,
  type ReaderLimits,
  type StreamEvent,
  StreamReader,
} from './stream-reader.ts'

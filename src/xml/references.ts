/**
 * References in text and attribute values: the five predefined entities and characters by
 * number, which is all that XMPP allows (RFC 6120 §11.1, XML 1.0 §4.1). Other entities are restricted;
 * what is no reference at all is not well-formed.
 */
import { ReadingError } from './reading-error.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

const REFERENCE =
  /&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));|&([\p{L}_:][\p{L}\p{N}_:.-]*;)?/gu

/** The text with its references replaced. Throws {@link ReadingError}. */
export const readReferences = (text: string): string =>
  text.includes('&')
    ? text.replace(REFERENCE, (_, entity, decimal, hex, other) => {
        if (entity !== undefined) return ENTITIES[entity] ?? ''
        if (other !== undefined) {
          throw new ReadingError('restricted-xml', 'expected a predefined entity')
        }
        const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
        if (isCharacter(code)) return String.fromCodePoint(code)
        throw new ReadingError('not-well-formed', 'expected a reference to a character of XML')
      })
    : text

/** XML 1.0 §2.2; never of NaN. */
const isCharacter = (code: number): boolean => {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  if (code <= 0xd7ff) return true
  return (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
}

/** The XML declaration (XML 1.0 §2.8): version 1.x and UTF-8 (RFC 6120 §11.6), in this order. */
import { ReadingError } from './reading-error.ts'

const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:'1\.\d+'|"1\.\d+")(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:'([\w.-]+)'|"([\w.-]+)"))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:'(?:yes|no)'|"(?:yes|no)"))?[ \t\r\n]*\?>$/

/** Throws a {@link ReadingError} for anything else that begins with `<?`. */
export function requireDeclaration(text: string): void {
  const match = DECLARATION.exec(text)
  if (match === null) {
    throw /^<\?xml[ \t\r\n?]/.test(text)
      ? new ReadingError('not-well-formed', 'expected an XML declaration of version 1.0')
      : new ReadingError('restricted-xml', 'expected an element, found a processing instruction')
  }
  const encoding = match[1] ?? match[2] ?? 'utf-8'
  if (encoding.toLowerCase() !== 'utf-8') {
    throw new ReadingError('unsupported-encoding', 'expected the encoding UTF-8')
  }
}

/**
 * The strict grammar of single pieces of markup: a start tag (XML 1.0 §3.1, Namespaces §4),
 * references (§4.1, restricted by RFC 6120 §11.1 to the predefined entities and character
 * references), the XML declaration (§2.8) and CDATA sections (§2.7).
 */

/** Stream error conditions (RFC 6120 §4.9.3) that reading can lead to. */
export type ReadingCondition =
  | 'not-well-formed'
  | 'restricted-xml'
  | 'unsupported-encoding'
  | 'policy-violation'

export interface Tag {
  /** As written, prefix included. */
  readonly name: string
  readonly empty: boolean
  readonly attributes: number
  /** For an element called `stream`: the namespace that the tag itself binds its prefix to. */
  readonly declaresStream: string | undefined
}

/** Reads the tag from `<` at `start` to `>` at `end`; a string says what is wrong with it. */
export const readTag = (text: string, start: number, end: number): Tag | string => {
  let at = nameEnd(text, start + 1, end)
  const name = text.slice(start + 1, at)
  if (!validQualifiedName(name)) return 'expected the name of an element'
  const binding = streamBinding(name)
  let declaresStream: string | undefined
  const seen: string[] = []
  for (;;) {
    const gap = skipSpace(text, at, end)
    if (gap === end) break
    if (text[gap] === '/') {
      if (gap + 1 !== end) return "expected '>' after '/'"
      if (text[end] !== '>') return "expected the end of a tag, found '<'"
      return { name, empty: true, attributes: seen.length, declaresStream }
    }
    if (gap === at) return 'expected white space before an attribute'
    const stop = nameEnd(text, gap, end)
    const attribute = text.slice(gap, stop)
    if (!validQualifiedName(attribute)) return 'expected the name of an attribute'
    if (seen.includes(attribute)) return 'expected each attribute once'
    seen.push(attribute)
    const equals = skipSpace(text, stop, end)
    if (text[equals] !== '=') return "expected '=' after the name of an attribute"
    const open = skipSpace(text, equals + 1, end)
    const quote = text[open]
    if (quote !== "'" && quote !== '"') return 'expected the value of an attribute in quotes'
    const close = text.indexOf(quote, open + 1)
    if (close === -1 || close > end) return 'expected the closing quote of an attribute'
    const less = text.indexOf('<', open + 1)
    if (less !== -1 && less < close) return "expected the value of an attribute without '<'"
    if (!validReferences(text, open + 1, close)) return 'expected a predefined entity'
    if (attribute === binding) declaresStream = text.slice(open + 1, close)
    at = close + 1
  }
  if (text[end] !== '>') return "expected the end of a tag, found '<'"
  return { name, empty: false, attributes: seen.length, declaresStream }
}

/** Whether every `&` in a stretch of text begins a reference that XMPP allows. */
export const validReferences = (text: string, start: number, end: number): boolean => {
  for (let at = text.indexOf('&', start); at !== -1 && at < end; at = text.indexOf('&', at + 1)) {
    REFERENCE.lastIndex = at
    const found = REFERENCE.exec(text)
    if (found === null || !legalCharacter(found[1], found[2])) return false
  }
  return true
}

const REFERENCE = /&(?:amp|lt|gt|quot|apos|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));/y

/** XML 1.0 §2.2. */
const legalCharacter = (decimal: string | undefined, hex: string | undefined): boolean => {
  if (decimal === undefined && hex === undefined) return true
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  if (code <= 0xd7ff) return true
  return (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff)
}

const streamBinding = (name: string): string | undefined => {
  if (name === 'stream') return 'xmlns'
  return name.endsWith(':stream') ? `xmlns:${name.slice(0, -':stream'.length)}` : undefined
}

const nameEnd = (text: string, start: number, end: number): number => {
  let at = start
  while (at < end && isNameCharacter(text.charCodeAt(at))) at += 1
  return at
}

const skipSpace = (text: string, start: number, end: number): number => {
  let at = start
  while (at < end && text.charCodeAt(at) <= 32) at += 1
  return at
}

/** Non-ASCII characters are all taken; XML excludes a few that no protocol has ever used. */
const isNameCharacter = (code: number): boolean =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 45 && code <= 46) ||
  (code >= 48 && code <= 58) ||
  code === 95 ||
  code > 127

const validQualifiedName = (name: string): boolean => {
  if (!startsName(name.charCodeAt(0))) return false
  const colon = name.indexOf(':')
  if (colon === -1) return true
  return startsName(name.charCodeAt(colon + 1)) && !name.includes(':', colon + 1)
}

const startsName = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code > 127

/** XML 1.0 §2.8; only version 1.0 and UTF-8 (RFC 6120 §11.6), in the order the grammar wants. */
const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:'1\.\d+'|"1\.\d+")(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:'([\w.-]+)'|"([\w.-]+)"))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:'(?:yes|no)'|"(?:yes|no)"))?[ \t\r\n]*\?>$/

export const declarationProblem = (
  text: string,
): { readonly condition: ReadingCondition; readonly detail: string } | undefined => {
  const match = DECLARATION.exec(text)
  if (match === null) {
    return /^<\?xml[ \t\r\n?]/.test(text)
      ? { condition: 'not-well-formed', detail: 'expected an XML declaration of version 1.0' }
      : {
          condition: 'restricted-xml',
          detail: 'expected an element, found a processing instruction',
        }
  }
  const encoding = match[1] ?? match[2] ?? 'utf-8'
  if (encoding.toLowerCase() === 'utf-8') return undefined
  return { condition: 'unsupported-encoding', detail: 'expected the encoding UTF-8' }
}

/** CDATA sections (XML 1.0 §2.7) as ordinary text. */
export const withoutCdata = (text: string): string =>
  text.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, inner: string) =>
    inner.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;'),
  )

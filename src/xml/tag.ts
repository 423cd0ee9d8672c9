/**
 * One tag, read strictly (XML 1.0 §3.1, Namespaces in XML §4): a name, attributes once each in
 * quotes, nothing else. Prefixes are not resolved here: what they stand for depends on the
 * elements around.
 */

import { markOf } from './mark.ts'
import { XML, XMLNS } from './namespaces.ts'
import { ReadingError } from './reading-error.ts'
import { readReferences } from './references.ts'
import { part } from './shared-text.ts'

export interface StartTag {
  /** As written, prefix included. */
  readonly name: string
  readonly prefix: string
  readonly local: string
  readonly empty: boolean
  /** Without namespace declarations, and without those of foreign namespaces (nothing uses them). */
  readonly attributes: Readonly<Record<string, string>>
  /** Attributes as written, namespace declarations included. */
  readonly count: number
  /** Namespaces by prefix; '' is the default one. Undefined when nothing is declared. */
  readonly declares: ReadonlyMap<string, string> | undefined
  /** Prefixes of attributes, which have to be declared. */
  readonly uses: readonly string[]
}

/**
 * Tags that were read before: a server writes the same few dozen again on every connection. A pure
 * cache: what is in it never shows. Each has the one place that its mark says, so the cache never
 * grows; and it is kept when it comes a second time, so that what is said once, an id or a token, is
 * not kept and pushes nothing out.
 */
const PLACES = 512
const KNOWN_LENGTH_MAX = 256
/** The marks of what came last to each place and was not known there. */
const seen = new Int32Array(PLACES)
const known: ({ readonly text: string; readonly tag: StartTag } | undefined)[] = Array.from({
  length: PLACES,
})

/** From `<` to `>`. Throws {@link ReadingError}. */
export const readStartTag = (text: string): StartTag => {
  if (text.length > KNOWN_LENGTH_MAX) return parse(text)
  const mark = markOf(text)
  const place = mark & (PLACES - 1)
  const before = known[place]
  if (before?.text === text) return before.tag
  const tag = parse(text)
  if (seen[place] === mark) known[place] = { text, tag }
  else seen[place] = mark
  return tag
}

const parse = (text: string): StartTag => {
  const end = text.length - 1
  if (text[end] !== '>') throw malformed("expected the end of a tag, found '<'")
  let at = nameEnd(text, 1)
  const name = part(text, 1, at)
  if (!isQualifiedName(name)) throw malformed('expected the name of an element')
  const attributes: Record<string, string> = {}
  let declares: Map<string, string> | undefined
  let foreign: Set<string> | undefined
  let count = 0
  let empty = false
  for (;;) {
    const gap = skipSpace(text, at)
    if (gap === end) break
    if (text[gap] === '/') {
      if (gap + 1 !== end) throw malformed("expected '>' after '/'")
      empty = true
      break
    }
    if (gap === at) throw malformed('expected white space before an attribute')
    at = nameEnd(text, gap)
    const attribute = part(text, gap, at)
    if (!isQualifiedName(attribute)) throw malformed('expected the name of an attribute')
    count += 1
    const equals = skipSpace(text, at)
    if (text[equals] !== '=') throw malformed("expected '=' after the name of an attribute")
    const open = skipSpace(text, equals + 1)
    const quote = text[open]
    if (quote !== "'" && quote !== '"') {
      throw malformed('expected the value of an attribute in quotes')
    }
    const close = text.indexOf(quote, open + 1)
    if (close === -1) throw malformed('expected the closing quote of an attribute')
    const value = readValue(part(text, open + 1, close))
    at = close + 1
    const prefix = prefixOf(attribute)
    if (prefix === 'xmlns' || attribute === 'xmlns') {
      const declared = prefix === '' ? '' : attribute.slice('xmlns:'.length)
      requireBindable(declared, value)
      declares ??= new Map()
      requireOnce(declares.has(declared))
      declares.set(declared, value)
    } else if (prefix === '' || prefix === 'xml') {
      requireOnce(Object.hasOwn(attributes, attribute))
      attributes[attribute] = value
    } else {
      foreign ??= new Set()
      requireOnce(foreign.has(attribute))
      foreign.add(attribute)
    }
  }
  const prefix = prefixOf(name)
  return {
    name,
    prefix,
    local: prefix === '' ? name : name.slice(prefix.length + 1),
    empty,
    attributes: Object.freeze(attributes),
    count,
    declares,
    uses: foreign === undefined ? NONE : [...foreign].map(prefixOf),
  }
}

const NONE: readonly string[] = []

/** Reserved names stay with each other, and no prefix can be taken back (Namespaces in XML §2.2, §3). */
const requireBindable = (prefix: string, namespace: string): void => {
  if (prefix === 'xmlns' || namespace === XMLNS) {
    throw malformed("expected 'xmlns' to be left as it is")
  }
  if ((prefix === 'xml') !== (namespace === XML)) {
    throw malformed("expected 'xml' to be left as it is")
  }
  if (prefix !== '' && namespace === '') throw malformed('expected the namespace of a prefix')
}

const requireOnce = (isThere: boolean): void => {
  if (isThere) throw malformed('expected each attribute once')
}

/** References read, and white space made blank (XML 1.0 §3.3.3). */
const readValue = (written: string): string => {
  if (written.includes('<')) {
    throw malformed("expected the value of an attribute without '<'")
  }
  return readReferences(/[\t\n\r]/.test(written) ? written.replace(/\r\n?|[\t\n]/g, ' ') : written)
}

const prefixOf = (name: string): string => {
  const colon = name.indexOf(':')
  return colon === -1 ? '' : name.slice(0, colon)
}

const nameEnd = (text: string, start: number): number => {
  let at = start
  while (at < text.length && isNameCharacter(text.charCodeAt(at))) at += 1
  return at
}

const skipSpace = (text: string, start: number): number => {
  let at = start
  while (at < text.length && text.charCodeAt(at) <= 32) at += 1
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

const isQualifiedName = (name: string): boolean => {
  if (!startsName(name.charCodeAt(0))) return false
  const colon = name.indexOf(':')
  if (colon === -1) return true
  return startsName(name.charCodeAt(colon + 1)) && !name.includes(':', colon + 1)
}

const startsName = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code > 127

const malformed = (detail: string): ReadingError => new ReadingError('not-well-formed', detail)

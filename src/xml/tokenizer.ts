/**
 * Cuts the text of a stream into tokens, in whatever pieces it comes: tags, texts, CDATA sections.
 * A token is handed out when it is whole, and every character is looked at once. What tokens mean
 * and whether they may stand where they do is for others to say.
 */
import type { Decoded } from './decoder.ts'
import { ReadingError } from './reading-error.ts'

export type Token =
  /** From `<` to `>`, outside quotes; or to a `<`, which makes it malformed. */
  | { readonly kind: 'tag'; readonly text: string }
  /** In an element, up to the next `<`, references unread. */
  | { readonly kind: 'text'; readonly text: string }
  /** What a CDATA section contains. */
  | { readonly kind: 'cdata'; readonly text: string }

/** `counted`: white space between units counts as part of the next one. */
export type WhitespaceLimit = 'counted' | 'free'

type State =
  /** White space between units. */
  | 'gap'
  | 'text'
  /** `<`, and what it begins is not known yet. */
  | 'markup'
  | 'tag'
  | 'cdata'

const CDATA_START = '<![CDATA['
const CDATA_END = ']]>'
const QUOTE = 34
const APOSTROPHE = 39
const LESS_THAN = 60
const GREATER_THAN = 62
const CLOSING_BRACKET = 93

export class Tokenizer {
  /** Octets that a unit may have: a first-level element, a header, a declaration. */
  limit: number
  whitespaceLimit: WhitespaceLimit
  /** White space characters between units, read and forgotten. */
  whitespace = 0
  #state: State = 'gap'
  #text = ''
  #ascii = true
  #at = 0
  /** The token as far as earlier pieces had it. */
  #held = ''
  /** In a tag: the quote that its end is inside of, or 0. */
  #quote = 0
  /** In a CDATA section: closing brackets in a row so far. */
  #brackets = 0
  /** Octets of the unit so far. */
  #octets = 0

  constructor(limit: number, whitespaceLimit: WhitespaceLimit) {
    this.limit = limit
    this.whitespaceLimit = whitespaceLimit
  }

  /** Of a unit there is a part. */
  get insideUnit(): boolean {
    return this.#state !== 'gap'
  }

  push({ text, ascii }: Decoded): void {
    this.#text = text
    this.#ascii = ascii
    this.#at = 0
  }

  /** The unit is whole: what follows is white space, or begins another. */
  toNextUnit(): void {
    this.#state = 'gap'
    this.#octets = 0
  }

  /** The next token; undefined when more text is needed. Throws {@link ReadingError}. */
  next(): Token | undefined {
    while (this.#at < this.#text.length) {
      const token = this.#read()
      if (token !== undefined) return token
    }
    return undefined
  }

  #read(): Token | undefined {
    switch (this.#state) {
      case 'gap':
        return this.#readGap()
      case 'text':
        return this.#readText()
      case 'markup':
        return this.#readMarkup()
      case 'tag':
        return this.#readTag()
      case 'cdata':
        return this.#readCdata()
    }
  }

  #readGap(): undefined {
    const text = this.#text
    let at = this.#at
    while (at < text.length && text.charCodeAt(at) <= 32) at += 1
    const passed = at - this.#at
    this.whitespace += passed
    this.#at = at
    if (this.whitespaceLimit === 'counted') this.#count(passed)
    if (at === text.length) return
    if (text.charCodeAt(at) !== LESS_THAN) {
      throw new ReadingError('not-well-formed', 'expected an element, found text between elements')
    }
    this.#state = 'markup'
  }

  #readText(): Token | undefined {
    const found = this.#text.indexOf('<', this.#at)
    this.#hold(found === -1 ? this.#text.length : found)
    if (found === -1) return undefined
    this.#state = 'markup'
    return { kind: 'text', text: this.#take() }
  }

  #readMarkup(): undefined {
    const next = this.#held === '' ? this.#at + 1 : this.#at
    if (next === this.#text.length) this.#hold(next)
    else this.#state = this.#text[next] === '!' ? 'cdata' : 'tag'
  }

  #readTag(): Token | undefined {
    const text = this.#text
    let at = this.#held === '' ? this.#at + 1 : this.#at
    let whole = false
    while (at < text.length && !whole) {
      const code = text.charCodeAt(at)
      at += 1
      if (code === GREATER_THAN || code === LESS_THAN) whole = this.#quote === 0
      else if (code === APOSTROPHE || code === QUOTE) this.#meetQuote(code)
    }
    this.#hold(at)
    if (!whole) return undefined
    this.#state = 'text'
    return { kind: 'tag', text: this.#take() }
  }

  /** It opens a value, closes it, or is part of one. */
  #meetQuote(code: number): void {
    if (this.#quote === 0) this.#quote = code
    else if (this.#quote === code) this.#quote = 0
  }

  /** Of all that begins with `<!` XMPP allows nothing else (RFC 6120 §11.1). */
  #readCdata(): Token | undefined {
    const text = this.#text
    let at = this.#at
    let position = this.#held.length
    let whole = false
    for (; at < text.length && !whole; at += 1, position += 1) {
      const code = text.charCodeAt(at)
      if (position < CDATA_START.length) {
        if (code === CDATA_START.charCodeAt(position)) continue
        throw new ReadingError(
          'restricted-xml',
          'expected an element, found a comment or a document type',
        )
      }
      whole = code === GREATER_THAN && this.#brackets >= 2
      this.#brackets = code === CLOSING_BRACKET ? this.#brackets + 1 : 0
    }
    this.#hold(at)
    if (!whole) return undefined
    this.#state = 'text'
    return { kind: 'cdata', text: this.#take().slice(CDATA_START.length, -CDATA_END.length) }
  }

  /** Up to here it belongs to the token, and counts. */
  #hold(end: number): void {
    const piece = this.#text.slice(this.#at, end)
    this.#at = end
    this.#count(this.#ascii ? piece.length : Buffer.byteLength(piece))
    // Not read before it is whole: to read what is joined at every piece would be quadratic.
    this.#held = this.#held === '' ? piece : this.#held + piece
  }

  #count(octets: number): void {
    this.#octets += octets
    if (this.#octets > this.limit) {
      throw new ReadingError(
        'policy-violation',
        `expected an element of at most ${this.limit} octets`,
      )
    }
  }

  #take(): string {
    const held = this.#held
    this.#held = ''
    return held
  }
}

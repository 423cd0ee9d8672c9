/**
 * Cuts the text of a stream into tokens, in whatever pieces it comes: tags, texts, CDATA sections.
 * A token is handed out when it is whole, and every character is looked at once. What tokens mean
 * and whether they may stand where they do is for others to say.
 */
import type { Decoded } from './decoder.ts'
import { ReadingError } from './reading-error.ts'

export type XmlToken =
  /** From `<` to `>`, outside quotes; or to a `<`, which makes it malformed. */
  | 'tag'
  /** In an element, up to the next `<`, references unread. */
  | 'text'
  /** What a CDATA section contains. */
  | 'cdata'

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
const EXCLAMATION = 33
const BLANK = 32
const QUOTE = 34
const APOSTROPHE = 39
const SLASH = 47
const LESS_THAN = 60
const GREATER_THAN = 62
const CLOSING_BRACKET = 93

export class Tokenizer {
  /** Octets that a unit may have: a first-level element, a header, a declaration. */
  limit: number
  whitespaceLimit: WhitespaceLimit
  /** White space characters between units, read and forgotten. */
  whitespace = 0
  /** Whether what is {@link ahead} has been what it seemed, in this piece. */
  looksAhead = true
  /** Of the token that has come last. */
  token = ''
  #state: State = 'gap'
  /** The piece that is being read, and how far it is. */
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
    this.looksAhead = ascii
  }

  /** Characters of the piece that have been read. */
  get place(): number {
    return this.#at
  }

  /**
   * The text of the next unit, if that is an element which has come whole and holds none of its name;
   * not asked for any more in this piece once it was none, or pieces might be searched again and again.
   */
  get ahead(): string | undefined {
    const start = this.#at
    const text = this.#text
    if (this.#state !== 'gap' || this.#octets > 0 || !this.looksAhead) return undefined
    if (text.charCodeAt(start) !== LESS_THAN || beginsOtherwise(text, start + 1)) return undefined
    const close = text.indexOf('>', start)
    if (close === -1) return undefined
    if (text.charCodeAt(close - 1) === SLASH) return text.slice(start, close + 1)
    let end = start + 1
    while (end < close && text.charCodeAt(end) > BLANK) end += 1
    const tag = `</${text.slice(start + 1, end)}>`
    const found = text.indexOf(tag, close)
    this.looksAhead = found !== -1
    return found === -1 ? undefined : text.slice(start, found + tag.length)
  }

  /** So many characters of the next unit are known. */
  skip(characters: number): void {
    this.#at += characters
  }

  /** The unit is whole: what follows is white space, or begins another. */
  toNextUnit(): void {
    this.#state = 'gap'
    this.#octets = 0
  }

  /** What the next token is; undefined when more text is needed. Throws {@link ReadingError}. */
  next(): XmlToken | undefined {
    while (this.#at < this.#text.length) {
      const token = this.#read()
      if (token !== undefined) return token
    }
    return undefined
  }

  #read(): XmlToken | undefined {
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
    this.#readMarkup()
  }

  #readText(): XmlToken | undefined {
    const found = this.#text.indexOf('<', this.#at)
    if (found === -1) {
      this.#hold(this.#text.length)
      return undefined
    }
    this.#take(found)
    this.#readMarkup()
    return this.token === '' ? undefined : 'text'
  }

  /** At a `<`, or behind one that ended the piece before. */
  #readMarkup(): undefined {
    const next = this.#held === '' ? this.#at + 1 : this.#at
    if (next < this.#text.length) {
      this.#state = this.#text.charCodeAt(next) === EXCLAMATION ? 'cdata' : 'tag'
    } else {
      this.#state = 'markup'
      this.#hold(next)
    }
  }

  #readTag(): XmlToken | undefined {
    const text = this.#text
    let at = this.#held === '' ? this.#at + 1 : this.#at
    let whole = false
    while (at < text.length && !whole) {
      const code = text.charCodeAt(at)
      at += 1
      if (code === GREATER_THAN || code === LESS_THAN) whole = this.#quote === 0
      else if (code === APOSTROPHE || code === QUOTE) this.#meetQuote(code)
    }
    if (!whole) {
      this.#hold(at)
      return undefined
    }
    this.#take(at)
    this.#state = 'text'
    return 'tag'
  }

  /** It opens a value, closes it, or is part of one. */
  #meetQuote(code: number): void {
    if (this.#quote === 0) this.#quote = code
    else if (this.#quote === code) this.#quote = 0
  }

  /** Of all that begins with `<!` XMPP allows nothing else (RFC 6120 §11.1). */
  #readCdata(): XmlToken | undefined {
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
    if (!whole) {
      this.#hold(at)
      return undefined
    }
    this.#take(at)
    this.token = this.token.slice(CDATA_START.length, -CDATA_END.length)
    this.#state = 'text'
    return 'cdata'
  }

  /** Up to here it belongs to the token, whose rest has not come. */
  #hold(end: number): void {
    // Not read before it is whole: to read what is joined at every piece would be quadratic.
    this.#held += this.#cut(end)
  }

  /** Up to here it belongs to the token, which is whole. */
  #take(end: number): void {
    const piece = this.#cut(end)
    this.token = this.#held === '' ? piece : this.#held + piece
    this.#held = ''
  }

  /** What counts. */
  #cut(end: number): string {
    const piece = this.#text.slice(this.#at, end)
    this.#at = end
    this.#count(this.#ascii ? piece.length : Buffer.byteLength(piece))
    return piece
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
}

/** A declaration, or a header, whose end tag is that of the stream. */
const beginsOtherwise = (text: string, at: number): boolean =>
  text.startsWith('?', at) || text.startsWith('stream:stream', at)

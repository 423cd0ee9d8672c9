/**
 * Cuts the text of an XML stream into its units (header, complete first-level elements, footer)
 * and refuses whatever is not well-formed or not allowed in XMPP (RFC 6120 §11.1).
 *
 * It exists because the parser behind it must only ever see complete and well-formed units: left
 * to itself that parser goes deaf when a chunk ends inside `?>`, loses text behind a CDATA
 * section, takes a restarted header for a child, accepts what is not XML, and sets no limits.
 *
 * A header at the first level is a unit of its own: a restarted stream (RFC 6120 §4.3.3). Whether
 * a restart was due is for the reader of the units to say.
 *
 * Left out: namespace resolution (the tree builder's), `]]>` in text, normalisation of line ends.
 */

import {
  declarationProblem,
  type ReadingCondition,
  readTag,
  type Tag,
  validReferences,
  withoutCdata,
} from './grammar.ts'
import { STREAMS } from './namespaces.ts'

export interface ReaderLimits {
  /** Octets of one first-level element, tags included. */
  readonly elementBytes: number
  /** Elements inside each other, the stream itself not counted. */
  readonly depth: number
  /** Attributes of one element, namespace declarations included. */
  readonly attributes: number
}

export type Unit =
  | {
      readonly kind: 'header'
      readonly text: string
      readonly declaration: boolean
      readonly restart: boolean
    }
  | { readonly kind: 'element'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'error'; readonly condition: ReadingCondition; readonly detail: string }

const LESS_THAN = 60
const CDATA_START = '<![CDATA['
export class MarkupScanner {
  limits: ReaderLimits
  /** White space characters between elements (keep-alives), read and forgotten. */
  whitespace = 0

  /** Text not yet part of a finished unit. */
  #text = ''
  /** Where the unit begins, where the current token begins, and where to look for its end. */
  #unit = 0
  #token = 0
  #look = 0
  /** The quote that `#look` is inside of, or none. */
  #quote = ''
  /** Names of the open elements, the stream's own first. */
  #open: string[] = []
  #declaration = false
  #cdata = false
  #finished = false

  constructor(limits: ReaderLimits) {
    this.limits = limits
  }

  /** Whether the stream has ended or was refused: nothing more will come. */
  get finished(): boolean {
    return this.#finished
  }

  push(text: string): void {
    if (this.#finished) return
    this.#text = this.#unit === this.#text.length ? text : this.#text.slice(this.#unit) + text
    this.#token -= this.#unit
    this.#look = Math.max(0, this.#look - this.#unit)
    this.#unit = 0
  }

  /** The next finished unit; undefined when more text is needed. */
  next(): Unit | undefined {
    while (!this.#finished) {
      if (this.#token >= this.#text.length) return this.#incomplete()
      const markup = this.#text.charCodeAt(this.#token) === LESS_THAN
      const step = markup ? this.#markup() : this.#characters()
      if (step === 'more') return this.#incomplete()
      if (step !== 'on') return step
    }
    return undefined
  }

  fail(condition: ReadingCondition, detail: string): Unit {
    this.#finished = true
    this.#text = ''
    return { kind: 'error', condition, detail }
  }

  #incomplete(): Unit | undefined {
    return this.#text.length - this.#unit > this.limits.elementBytes ? this.#tooLong() : undefined
  }

  #tooLong(): Unit {
    const { elementBytes } = this.limits
    return this.fail('policy-violation', `expected an element of at most ${elementBytes} octets`)
  }

  #characters(): Unit | 'on' | 'more' {
    const found = this.#text.indexOf('<', this.#look)
    const end = found === -1 ? this.#text.length : found
    if (this.#open.length <= 1) {
      for (let at = this.#token; at < end; at += 1) {
        if (this.#text.charCodeAt(at) > 32) {
          return this.fail('not-well-formed', 'expected an element, found text between elements')
        }
      }
      this.whitespace += end - this.#token
      this.#moveTo(end)
      this.#unit = end
      return 'on'
    }
    if (found === -1) {
      this.#look = end
      return 'more'
    }
    if (!validReferences(this.#text, this.#token, end)) {
      return this.fail('restricted-xml', 'expected a predefined entity or a character reference')
    }
    this.#moveTo(end)
    return 'on'
  }

  #markup(): Unit | 'on' | 'more' {
    const start = this.#token
    if (start + 1 >= this.#text.length) return 'more'
    switch (this.#text[start + 1]) {
      case '!':
        return this.#cdataSection()
      case '?':
        return this.#xmlDeclaration()
      case '/':
        return this.#endTag()
      default:
        return this.#startTag()
    }
  }

  #cdataSection(): Unit | 'on' | 'more' {
    const start = this.#token
    if (!this.#text.startsWith(CDATA_START, start)) {
      const begun = this.#text.slice(start, start + CDATA_START.length)
      if (CDATA_START.startsWith(begun)) return 'more'
      return this.fail('restricted-xml', 'expected an element, found a comment or a declaration')
    }
    if (this.#open.length <= 1) {
      return this.fail('not-well-formed', 'expected an element, found text between elements')
    }
    const end = this.#text.indexOf(']]>', Math.max(this.#look, start + CDATA_START.length))
    if (end === -1) {
      this.#look = Math.max(start, this.#text.length - 2)
      return 'more'
    }
    this.#cdata = true
    this.#moveTo(end + 3)
    return 'on'
  }

  #xmlDeclaration(): Unit | 'on' | 'more' {
    if (this.#open.length > 1) {
      return this.fail('restricted-xml', 'expected an element, found a processing instruction')
    }
    if (this.#declaration) {
      return this.fail('not-well-formed', 'expected a stream header, found a second declaration')
    }
    const end = this.#text.indexOf('?>', Math.max(this.#look, this.#token + 2))
    if (end === -1) {
      this.#look = Math.max(this.#token + 2, this.#text.length - 1)
      return 'more'
    }
    const problem = declarationProblem(this.#text.slice(this.#token, end + 2))
    if (problem !== undefined) return this.fail(problem.condition, problem.detail)
    this.#declaration = true
    this.#moveTo(end + 2)
    this.#unit = end + 2
    return 'on'
  }

  #endTag(): Unit | 'on' | 'more' {
    const end = this.#text.indexOf('>', this.#look)
    if (end === -1) {
      this.#look = this.#text.length
      return 'more'
    }
    const name = this.#text.slice(this.#token + 2, end).trimEnd()
    const expected = this.#open.at(-1)
    if (name !== expected || this.#declaration) {
      return this.fail('not-well-formed', 'expected the end tag of the element that is open')
    }
    this.#open.pop()
    this.#moveTo(end + 1)
    if (this.#open.length === 0) {
      this.#finished = true
      return { kind: 'end' }
    }
    return this.#open.length === 1 ? this.#elementUnit() : 'on'
  }

  #startTag(): Unit | 'on' | 'more' {
    const end = this.#tagEnd()
    if (end === -1) return 'more'
    const tag = readTag(this.#text, this.#token, end)
    if (typeof tag === 'string') return this.fail('not-well-formed', tag)
    if (tag.attributes > this.limits.attributes) {
      return this.fail('policy-violation', `expected at most ${this.limits.attributes} attributes`)
    }
    const outer = this.#open.length
    if (outer === 0 || (outer === 1 && tag.declaresStream === STREAMS)) {
      return this.#headerUnit(tag, end + 1)
    }
    if (this.#declaration) {
      return this.fail('not-well-formed', 'expected a stream header after the XML declaration')
    }
    if (outer > this.limits.depth) {
      return this.fail('policy-violation', `expected at most ${this.limits.depth} levels`)
    }
    this.#moveTo(end + 1)
    if (!tag.empty) {
      this.#open.push(tag.name)
      return 'on'
    }
    return outer === 1 ? this.#elementUnit() : 'on'
  }

  /** Position of the `>` that ends a start tag, outside quotes; −1 when it has not come yet. */
  #tagEnd(): number {
    const text = this.#text
    let at = Math.max(this.#look, this.#token + 1)
    for (;;) {
      if (this.#quote !== '') {
        const close = text.indexOf(this.#quote, at)
        if (close === -1) break
        this.#quote = ''
        at = close + 1
      }
      while (at < text.length) {
        const code = text.charCodeAt(at)
        if (code === 62) return at
        if (code === 34 || code === 39) break
        // Never legal inside a tag, and the sooner it is known the less is read.
        if (code === LESS_THAN) return at
        at += 1
      }
      if (at >= text.length) break
      this.#quote = text[at] ?? ''
      at += 1
    }
    this.#look = text.length
    return -1
  }

  #headerUnit(tag: Tag, end: number): Unit {
    const text = this.#text.slice(this.#token, end)
    const unit: Unit = {
      kind: 'header',
      text,
      declaration: this.#declaration,
      restart: this.#open.length > 0,
    }
    if (this.#oversized(text)) return this.#tooLong()
    this.#declaration = false
    this.#moveTo(end)
    this.#unit = end
    this.#open = [tag.name]
    if (tag.empty) return this.fail('not-well-formed', 'expected a stream header, found it closed')
    return unit
  }

  #elementUnit(): Unit {
    const text = this.#text.slice(this.#unit, this.#token)
    if (this.#oversized(text)) return this.#tooLong()
    this.#unit = this.#token
    const unit: Unit = { kind: 'element', text: this.#cdata ? withoutCdata(text) : text }
    this.#cdata = false
    return unit
  }

  #oversized(text: string): boolean {
    const limit = this.limits.elementBytes
    // A UTF-16 unit is at most three octets, so the exact count is rarely needed.
    if (text.length > limit) return true
    return text.length * 3 > limit && Buffer.byteLength(text) > limit
  }

  #moveTo(position: number): void {
    this.#token = position
    this.#look = position
    this.#quote = ''
  }
}

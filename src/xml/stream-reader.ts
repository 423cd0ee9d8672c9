/**
 * Reading XML streams: octets in, stream events out.
 *
 * {@link Utf8Decoder} makes characters of octets, {@link Tokenizer} cuts them into tags and texts,
 * each of which is read once, when it is whole, and {@link ElementBuilder} makes elements of them.
 * What is said here is what a stream is more than a document: white space between elements that
 * nobody keeps, headers that restart it (RFC 6120 §4.3.3), what XMPP forbids (§11.1), and limits.
 * What a chunk's boundaries are makes no difference to the events, only to when they come; and the
 * time is in proportion to the octets, however they come.
 *
 * A reader never throws. After an error or the end of the stream it is silent.
 *
 * Of our own, because there is none to take: the parser of `@xmpp/xml` goes deaf when a chunk
 * ends inside `?>`, takes a restarted header for a child, accepts what is not XML, and sets no
 * limits; saxes reads strictly, but takes two to four times as long for what servers say.
 */
import type { Failure } from '../transport.ts'
import { requireDeclaration } from './declaration.ts'
import { Utf8Decoder } from './decoder.ts'
import type { XmlAttributes, XmlElement } from './element.ts'
import { ElementBuilder, type ElementLimits } from './element-builder.ts'
import { STREAMS } from './namespaces.ts'
import { type ReadingCondition, ReadingError } from './reading-error.ts'
import { type Readings, readingsWithin } from './readings.ts'
import { readReferences } from './references.ts'
import { SHARED_AT_MOST } from './shared-text.ts'
import { readStartTag, type StartTag } from './tag.ts'
import { Tokenizer, type WhitespaceLimit, type XmlToken } from './tokenizer.ts'

export interface ReaderLimits extends ElementLimits {
  /** Octets of one first-level element, tags included. */
  readonly elementBytes: number
  /** Whether white space before an element counts as part of it. */
  readonly whitespace: WhitespaceLimit
}

/** What Prosody 13 allows an unauthenticated stream. */
export const LIMITS_BEFORE_AUTHENTICATION: ReaderLimits = {
  elementBytes: 10_000,
  depth: 16,
  attributes: 32,
  whitespace: 'counted',
}
/** What Prosody 13 allows, and announces to, an authenticated client. */
export const LIMITS_AFTER_AUTHENTICATION: ReaderLimits = {
  elementBytes: 262_144,
  depth: 64,
  attributes: 64,
  whitespace: 'free', // keep-alives, for as long as the session lives
}

export type StreamEvent =
  | {
      readonly kind: 'header'
      /** Of the stream element; anything but `stream` in the streams namespace is an error. */
      readonly name: string
      readonly namespace: string
      /** The default namespace inside: `jabber:client` for clients. */
      readonly content: string
      readonly attributes: XmlAttributes
      /** Whether an XML declaration came directly before it. */
      readonly declaration: boolean
      /** Whether it came inside a stream that was open already. */
      readonly restart: boolean
    }
  | { readonly kind: 'element'; readonly element: XmlElement }
  /** `</stream:stream>` */
  | { readonly kind: 'end' }
  | {
      readonly kind: 'error'
      readonly failure: Failure
      /** What a server answers (RFC 6120 §4.9.3). */
      readonly condition: ReadingCondition
    }

export class StreamReader {
  #limits: ReaderLimits
  #decoder = new Utf8Decoder()
  #tokenizer: Tokenizer
  /** Whether an XML declaration has come, behind which only a header may. */
  #declaration = false
  /** Of the open stream. */
  #builder: ElementBuilder | undefined
  /** What was read before where the same holds as in it. */
  #readings: Readings | undefined
  #finished = false

  constructor(limits: ReaderLimits = LIMITS_AFTER_AUTHENTICATION) {
    this.#limits = limits
    this.#tokenizer = tokenizerWithin(limits)
  }

  set limits(limits: ReaderLimits) {
    this.#limits = limits
    this.#tokenizer.limit = limits.elementBytes
    this.#tokenizer.whitespaceLimit = limits.whitespace
    if (this.#builder === undefined) return
    this.#builder.limits = limits
    this.#readings = readingsWithin(limits, this.#builder.scope)
  }

  /** White space characters between elements so far (keep-alives); they are not kept. */
  get whitespace(): number {
    return this.#tokenizer.whitespace
  }

  /** An element, a header or a declaration has begun, or is yet to follow. */
  get unfinished(): boolean {
    return this.#tokenizer.insideUnit || this.#declaration
  }

  /** In pieces, so that none of what is read keeps more than one (`shared-text.ts`). */
  feed(bytes: Uint8Array): StreamEvent[] {
    const events: StreamEvent[] = []
    if (bytes.length <= SHARED_AT_MOST) this.#readPiece(bytes, events)
    else {
      for (let at = 0; at < bytes.length; at += SHARED_AT_MOST) {
        this.#readPiece(bytes.subarray(at, at + SHARED_AT_MOST), events)
      }
    }
    return events
  }

  #readPiece(bytes: Uint8Array, events: StreamEvent[]): void {
    if (this.#finished) return
    const decoded = this.#decoder.decode(bytes)
    this.#tokenizer.push(decoded)
    try {
      this.#readAll(events)
      if (!decoded.valid && !this.#finished) throw malformed('expected UTF-8 of XML characters')
    } catch (thrown) {
      if (!(thrown instanceof ReadingError)) throw thrown
      this.#finished = true
      events.push(refusal(thrown))
    }
  }

  /** Forgets everything read, unfinished text too: after STARTTLS (RFC 6120 §5.4.3.3). */
  reset(): void {
    this.#decoder = new Utf8Decoder()
    this.#tokenizer = tokenizerWithin(this.#limits)
    this.#builder = undefined
    this.#readings = undefined
    this.#declaration = false
  }

  #readAll(events: StreamEvent[]): void {
    const tokenizer = this.#tokenizer
    while (!this.#finished) {
      const readings = this.#declaration ? undefined : this.#readings
      const ahead = readings === undefined ? undefined : tokenizer.ahead
      const known = ahead === undefined ? undefined : readings?.find(ahead)
      if (ahead !== undefined && known !== undefined) {
        tokenizer.skip(ahead.length)
        events.push(known)
        continue
      }
      const start = tokenizer.place
      const event = this.#readUnit()
      if (event === undefined) return
      events.push(event)
      if (ahead === undefined) continue
      tokenizer.looksAhead = tokenizer.place - start === ahead.length
      if (tokenizer.looksAhead && event.kind === 'element') readings?.note(ahead, event)
    }
  }

  /** The next event; undefined when more text is needed. */
  #readUnit(): StreamEvent | undefined {
    for (;;) {
      const token = this.#tokenizer.next()
      if (token === undefined) return undefined
      const event = this.#read(token, this.#tokenizer.token)
      if (event === undefined) continue
      this.#tokenizer.toNextUnit()
      return event
    }
  }

  /** The event that a token makes, which ends a unit. */
  #read(token: XmlToken, text: string): StreamEvent | undefined {
    switch (token) {
      case 'tag':
        if (text.startsWith('?', 1)) return this.#readDeclaration(text)
        return text.startsWith('/', 1)
          ? this.#readEndTag(text)
          : this.#readStartTag(readStartTag(text))
      case 'text':
        // XML 1.0 §2.4.
        if (text.includes(']]>')) throw malformed("expected text without ']]>'")
        this.#builder?.text(readReferences(withLineFeeds(text)))
        return undefined
      case 'cdata':
        if (this.#builder?.isInside !== true) {
          throw malformed('expected an element, found text between elements')
        }
        this.#builder.text(withLineFeeds(text))
        return undefined
    }
  }

  #readDeclaration(text: string): undefined {
    if (this.#builder?.isInside === true) {
      throw new ReadingError(
        'restricted-xml',
        'expected an element, found a processing instruction',
      )
    }
    if (this.#declaration) throw malformed('expected a stream header, found a second declaration')
    requireDeclaration(text)
    this.#declaration = true
    this.#tokenizer.toNextUnit()
  }

  #readStartTag(tag: StartTag): StreamEvent | undefined {
    const builder = this.#builder
    if (builder === undefined || (!builder.isInside && restartsStream(tag))) {
      return this.#readHeader(tag)
    }
    if (this.#declaration) throw malformed('expected a stream header after the XML declaration')
    return finished(builder.startTag(tag))
  }

  #readHeader(tag: StartTag): StreamEvent {
    const restart = this.#builder !== undefined
    this.#builder = new ElementBuilder(tag, this.#limits)
    this.#readings = readingsWithin(this.#limits, this.#builder.scope)
    const declaration = this.#declaration
    this.#declaration = false
    const { name, namespace, content, attributes } = this.#builder.root
    return { kind: 'header', name, namespace, content, attributes, declaration, restart }
  }

  #readEndTag(text: string): StreamEvent | undefined {
    if (this.#builder === undefined || this.#declaration) {
      throw malformed('expected a stream header, found an end tag')
    }
    const closed = this.#builder.endTag(text)
    if (closed !== 'root') return finished(closed)
    this.#finished = true
    return { kind: 'end' }
  }
}

const tokenizerWithin = ({ elementBytes, whitespace }: ReaderLimits): Tokenizer =>
  new Tokenizer(elementBytes, whitespace)

/** However lines end (XML 1.0 §2.11); what a reference names is left as it is. */
const withLineFeeds = (text: string): string =>
  text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text

const finished = (element: XmlElement | undefined): StreamEvent | undefined =>
  element === undefined ? undefined : { kind: 'element', element }

/** Whether a first-level tag is called `stream` and itself puts its name in the streams namespace. */
const restartsStream = ({ local, prefix, declares }: StartTag): boolean =>
  local === 'stream' && declares?.get(prefix) === STREAMS

const malformed = (detail: string): ReadingError => new ReadingError('not-well-formed', detail)

const refusal = ({ condition, message }: ReadingError): StreamEvent => ({
  kind: 'error',
  failure: {
    code: condition === 'policy-violation' ? 'limit-exceeded' : 'malformed-xml',
    detail: message,
  },
  condition,
})

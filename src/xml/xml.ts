/**
 * Reading XML streams: octets in, stream events out. The only file that knows `@xmpp/xml`.
 *
 * Three layers, each doing one thing: {@link Utf8Decoder} makes characters of octets,
 * {@link MarkupScanner} cuts them into complete, well-formed units within limits, and the
 * parser of `@xmpp/xml` reads each unit, from whose events the elements are built. What a
 * chunk's boundaries are makes no difference to the events, only to when they come.
 *
 * A reader never throws. After an error or the end of the stream it is silent.
 */
import { Parser } from '@xmpp/xml'
import type { Failure } from '../transport.ts'
import { Utf8Decoder } from './decoder.ts'
import { type XmlAttributes, XmlElement, type XmlNode } from './element.ts'
import type { ReadingCondition } from './grammar.ts'
import { CLIENT, STREAMS } from './namespaces.ts'
import { MarkupScanner, type ReaderLimits, type Unit } from './scanner.ts'

export {
  element,
  encodeText,
  STREAM_FOOTER,
  type StreamHeader,
  streamHeader,
  type XmlAttributes,
  XmlElement,
  type XmlNode,
} from './element.ts'
export type { ReadingCondition } from './grammar.ts'
export type { ReaderLimits } from './scanner.ts'

/** What Prosody 13 allows an unauthenticated stream. */
export const LIMITS_BEFORE_AUTHENTICATION: ReaderLimits = {
  elementBytes: 10_000,
  depth: 16,
  attributes: 32,
}
/** What Prosody 13 allows, and announces to, an authenticated client. */
export const LIMITS_AFTER_AUTHENTICATION: ReaderLimits = {
  elementBytes: 262_144,
  depth: 64,
  attributes: 64,
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
  #decoder = new Utf8Decoder()
  #scanner: MarkupScanner
  readonly #builder = new ElementBuilder()

  constructor(limits: ReaderLimits = LIMITS_AFTER_AUTHENTICATION) {
    this.#scanner = new MarkupScanner(limits)
  }

  /** White space characters read between elements so far. */
  get whitespace(): number {
    return this.#scanner.whitespace
  }

  set limits(limits: ReaderLimits) {
    this.#scanner.limits = limits
  }

  feed(bytes: Uint8Array): StreamEvent[] {
    const events: StreamEvent[] = []
    const { text, valid } = this.#decoder.decode(bytes)
    this.#scanner.push(text)
    for (;;) {
      const unit = this.#scanner.next()
      if (unit === undefined) break
      events.push(this.#event(unit))
    }
    if (!valid && !this.#scanner.finished) {
      events.push(
        this.#event(this.#scanner.fail('not-well-formed', 'expected UTF-8 of XML characters')),
      )
    }
    return events
  }

  /** Forgets everything read, unfinished text too: after STARTTLS (RFC 6120 §5.4.3.3). */
  reset(): void {
    this.#decoder = new Utf8Decoder()
    this.#scanner = new MarkupScanner(this.#scanner.limits)
  }

  #event(unit: Unit): StreamEvent {
    switch (unit.kind) {
      case 'header': {
        const root = this.#builder.open(unit.text)
        if (root === undefined) return this.#broken()
        const { declaration, restart } = unit
        const { name, namespace, attributes } = root
        const content = this.#builder.content
        return { kind: 'header', name, namespace, content, attributes, declaration, restart }
      }
      case 'element': {
        const element = this.#builder.build(unit.text)
        return element === undefined ? this.#broken() : { kind: 'element', element }
      }
      case 'end':
        return unit
      case 'error': {
        const code = unit.condition === 'policy-violation' ? 'limit-exceeded' : 'malformed-xml'
        return {
          kind: 'error',
          failure: { code, detail: unit.detail },
          condition: unit.condition,
        }
      }
    }
  }

  #broken(): StreamEvent {
    return this.#event(this.#scanner.fail('not-well-formed', 'expected declared prefixes only'))
  }
}

/** One element from its text, for tests and tables; the text must be well-formed. */
export const parseElement = (text: string, content: string = CLIENT): XmlElement => {
  const reader = new StreamReader({ elementBytes: 1 << 24, depth: 256, attributes: 256 })
  const header = `<stream:stream xmlns='${content}' xmlns:stream='http://etherx.jabber.org/streams'>`
  const [, event] = reader.feed(Buffer.from(header + text))
  if (event?.kind !== 'element') throw new SyntaxError(`expected an XML element, got ${text}`)
  return event.element
}

interface Scope {
  readonly content: string
  readonly prefixes: Readonly<Record<string, string>>
}

interface Growing {
  readonly name: string
  readonly scope: Scope
  readonly element: XmlElement
  readonly children: XmlNode[]
}

const NO_SCOPE: Scope = {
  content: '',
  prefixes: { xml: 'http://www.w3.org/XML/1998/namespace' },
}

/**
 * Elements that were read before, by their text. A server's features are the same on every
 * connection, and an element cannot be changed, so it need not be made again. A pure cache: what
 * is in it never shows, and it has a bound.
 */
const KNOWN = new Map<string, XmlElement>()
const KNOWN_MAX = 256
const KNOWN_LENGTH_MAX = 4_096

/** `jabber:client` and the prefix `stream` alone. */
const isUsual = ({ content, prefixes }: Scope): boolean =>
  content === CLIENT && prefixes['stream'] === STREAMS && Object.keys(prefixes).length === 2

/** Builds elements from the events of one parser, which only ever sees complete units. */
class ElementBuilder extends Parser {
  #stream: Scope = NO_SCOPE
  readonly #path: Growing[] = []
  #first: Growing | undefined
  #sound = true
  /** Whether a text means here what it means in most streams. */
  #usual = false

  /** The default namespace inside the stream. */
  get content(): string {
    return this.#stream.content
  }

  /** Reads a stream header; its namespaces hold for every element until the next. */
  open(text: string): XmlElement | undefined {
    this.#stream = NO_SCOPE
    const root = this.#read(text)
    if (root !== undefined) this.#stream = root.scope
    this.#usual = isUsual(this.#stream)
    return root?.element
  }

  build(text: string): XmlElement | undefined {
    if (!this.#usual) return this.#read(text)?.element
    const known = KNOWN.get(text)
    if (known !== undefined) return known
    const element = this.#read(text)?.element
    if (element === undefined || text.length > KNOWN_LENGTH_MAX) return element
    if (KNOWN.size >= KNOWN_MAX) KNOWN.clear()
    KNOWN.set(text, element)
    return element
  }

  #read(text: string): Growing | undefined {
    this.#path.length = 0
    this.#first = undefined
    this.#sound = true
    try {
      this.write(text)
    } catch {
      return undefined // only what the scanner has missed could get here
    }
    return this.#sound ? this.#first : undefined
  }

  override onStartElement(name: string, attributes: Record<string, string>): void {
    const outer = this.#path.at(-1)
    const scope = innerScope(outer?.scope ?? this.#stream, attributes)
    const colon = name.indexOf(':')
    const namespace = colon === -1 ? scope.content : lookUp(scope, name.slice(0, colon))
    if (namespace === undefined) this.#sound = false
    const children: XmlNode[] = []
    const element = new XmlElement(
      colon === -1 ? name : name.slice(colon + 1),
      namespace ?? '',
      this.#plain(attributes, scope),
      children,
    )
    const growing = { name, scope, element, children }
    outer?.children.push(element)
    this.#first ??= growing
    this.#path.push(growing)
  }

  override onEndElement(): void {
    this.#path.pop()
  }

  override onText(text: string): void {
    this.#path.at(-1)?.children.push(text)
  }

  /** Without declarations and attributes of foreign namespaces, whose prefixes must be declared. */
  #plain(attributes: Record<string, string>, scope: Scope): XmlAttributes {
    let foreign = false
    for (const name in attributes) {
      if (name === 'xmlns') foreign = true
      const colon = name.indexOf(':')
      if (colon === -1) continue
      const prefix = name.slice(0, colon)
      if (prefix === 'xml') continue
      foreign = true
      if (prefix !== 'xmlns' && lookUp(scope, prefix) === undefined) this.#sound = false
    }
    if (!foreign) return attributes
    const plain: Record<string, string> = {}
    for (const name in attributes) {
      if (name === 'xmlns' || (name.includes(':') && !name.startsWith('xml:'))) continue
      plain[name] = attributes[name] ?? ''
    }
    return plain
  }
}

const innerScope = (outer: Scope, attributes: Record<string, string>): Scope => {
  let scope = outer
  for (const name in attributes) {
    if (!name.startsWith('xmlns')) continue
    const value = attributes[name] ?? ''
    if (name === 'xmlns') scope = { content: value, prefixes: scope.prefixes }
    else if (name.startsWith('xmlns:')) {
      const prefixes = { ...scope.prefixes, [name.slice('xmlns:'.length)]: value }
      scope = { content: scope.content, prefixes }
    }
  }
  return scope
}

const lookUp = (scope: Scope, prefix: string): string | undefined =>
  Object.hasOwn(scope.prefixes, prefix) ? scope.prefixes[prefix] : undefined

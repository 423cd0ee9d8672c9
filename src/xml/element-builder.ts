/**
 * Builds the first-level elements of one stream from its tags and texts, and knows which
 * namespaces its header has declared for them (Namespaces in XML §6).
 */
import { type XmlAttributes, XmlElement, type XmlNode } from './element.ts'
import { XML } from './namespaces.ts'
import { ReadingError } from './reading-error.ts'
import type { StartTag } from './tag.ts'

/** Of one first-level element. */
export interface ElementLimits {
  /** Elements inside each other, the stream itself not counted. */
  readonly depth: number
  /** Attributes of one element, namespace declarations included. */
  readonly attributes: number
}

export interface Root {
  readonly name: string
  readonly namespace: string
  /** The default namespace inside it. */
  readonly content: string
  readonly attributes: XmlAttributes
}

interface Open {
  readonly tag: StartTag
  readonly scope: Scope
  readonly element: XmlElement
  readonly children: XmlNode[]
}

export class ElementBuilder {
  limits: ElementLimits
  readonly root: Root
  /** The namespaces that hold inside the root, as text. */
  readonly scope: string
  readonly #rootName: string
  readonly #rootScope: Scope
  /** From the first level inwards. */
  readonly #path: Open[] = []
  #inner: Open | undefined

  constructor(header: StartTag, limits: ElementLimits) {
    this.limits = limits
    this.#requireFewAttributes(header)
    if (header.empty) throw malformed('expected a stream header, found it closed')
    const scope = innerScope(NO_SCOPE, header)
    this.#rootName = header.name
    this.scope = named(header)
    this.#rootScope = scope
    this.root = {
      name: header.local,
      namespace: namespaceOf(header, scope),
      content: scope.content,
      attributes: header.attributes,
    }
  }

  /** Whether a first-level element is open. */
  get isInside(): boolean {
    return this.#inner !== undefined
  }

  /** The first-level element that this finishes, if it does. Throws {@link ReadingError}. */
  startTag(tag: StartTag): XmlElement | undefined {
    this.#requireFewAttributes(tag)
    if (this.#path.length >= this.limits.depth) {
      throw new ReadingError('policy-violation', `expected at most ${this.limits.depth} levels`)
    }
    const scope = innerScope(this.#inner?.scope ?? this.#rootScope, tag)
    const children: XmlNode[] = []
    const element = new XmlElement(tag.local, namespaceOf(tag, scope), tag.attributes, children)
    this.#inner?.children.push(element)
    if (tag.empty) return this.#inner === undefined ? element : undefined
    this.#inner = { tag, scope, element, children }
    this.#path.push(this.#inner)
    return undefined
  }

  /** The first-level element that this finishes, or `root` for the end of the stream. */
  endTag(text: string): XmlElement | 'root' | undefined {
    const closed = this.#path.pop()
    const expected = closed?.tag.name ?? this.#rootName
    const isPlain = text.length === expected.length + 3
    const name = isPlain ? text.slice(2, -1) : text.slice(2, -1).trimEnd()
    if (name !== expected) {
      throw malformed('expected the end tag of the element that is open')
    }
    if (closed === undefined) return 'root'
    this.#inner = this.#path.at(-1)
    return this.#inner === undefined ? closed.element : undefined
  }

  /** Text in pieces, CDATA sections among them, is one text. */
  text(text: string): void {
    const children = this.#inner?.children
    if (children === undefined || text === '') return
    const last = children.length - 1
    const before = children[last]
    if (typeof before === 'string') children[last] = before + text
    else children.push(text)
  }

  #requireFewAttributes({ count }: StartTag): void {
    const most = this.limits.attributes
    if (count > most) {
      throw new ReadingError('policy-violation', `expected at most ${most} attributes`)
    }
  }
}

/**
 * Which namespaces hold at a place: what is declared there, and whatever holds around it. Never
 * copied, or many declarations in many elements would cost their product.
 */
interface Scope {
  /** The default namespace. */
  readonly content: string
  readonly declares: ReadonlyMap<string, string>
  readonly outer: Scope | undefined
}

const NO_SCOPE: Scope = {
  content: '',
  declares: new Map([['xml', XML]]),
  outer: undefined,
}

const named = ({ declares }: StartTag): string => {
  let name = ''
  for (const [prefix, namespace] of declares ?? []) name += `${prefix} ${namespace}\n`
  return name
}

const innerScope = (outer: Scope, { declares }: StartTag): Scope =>
  declares === undefined ? outer : { content: declares.get('') ?? outer.content, declares, outer }

const lookUp = (scope: Scope, prefix: string): string => {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const namespace = at.declares.get(prefix)
    if (namespace !== undefined) return namespace
  }
  throw malformed('expected declared prefixes only')
}

const namespaceOf = ({ prefix, uses }: StartTag, scope: Scope): string => {
  for (const one of uses) lookUp(scope, one)
  return prefix === '' ? scope.content : lookUp(scope, prefix)
}

const malformed = (detail: string): ReadingError => new ReadingError('not-well-formed', detail)

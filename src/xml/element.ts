/**
 * XML elements as values, and how they are written.
 *
 * An element of `@xmpp/xml` (whatever takes those takes it) that is immutable and knows its
 * namespace by itself, not by declarations around it; the text form declares a namespace only
 * where it differs from the one around it, as real clients and servers do, so that byte counts
 * are those of the field. The streams namespace is always written with the prefix `stream:`
 * (RFC 6120 §4.8.5).
 *
 * Left out: attributes in foreign namespaces (nothing spoken here uses them; `xml:lang` is
 * kept), comments, processing instructions (RFC 6120 §11.1 forbids them).
 */
import { Element, escapeXML } from '@xmpp/xml'
import { CLIENT, STREAMS } from './namespaces.ts'

export type XmlAttributes = Readonly<Record<string, string | undefined>>
export type XmlNode = XmlElement | string

export class XmlElement extends Element {
  readonly namespace: string
  declare readonly children: XmlNode[]

  /** `name`: local, without a prefix. `attributes`: without namespace declarations. */
  constructor(name: string, namespace: string, attributes: XmlAttributes, children: XmlNode[]) {
    super(name)
    this.namespace = namespace
    this.attrs = attributes
    this.children = children
  }

  get attributes(): XmlAttributes {
    return this.attrs
  }

  override getNS(): string {
    return this.namespace
  }

  attribute(name: string): string | undefined {
    return Object.hasOwn(this.attributes, name) ? this.attributes[name] : undefined
  }

  override is(name: string, namespace: string): boolean {
    return this.name === name && this.namespace === namespace
  }

  /** Its text; undefined when it holds elements as well, which would come between. */
  textAlone(): string | undefined {
    let text = ''
    for (const node of this.children) {
      if (typeof node !== 'string') return undefined
      text += node
    }
    return text
  }

  /** The first child element of that name, in this element's namespace unless one is given. */
  child(name: string, namespace: string = this.namespace): XmlElement | undefined {
    for (const node of this.children) {
      if (typeof node !== 'string' && node.is(name, namespace)) return node
    }
    return undefined
  }

  /** All child elements, or those of one name in one namespace. */
  elements(name?: string, namespace: string = this.namespace): XmlElement[] {
    const found: XmlElement[] = []
    for (const node of this.children) {
      if (typeof node === 'string') continue
      if (name === undefined || node.is(name, namespace)) found.push(node)
    }
    return found
  }

  /** The text form inside a stream whose default namespace is the given one. */
  serialize(defaultNamespace: string = CLIENT): string {
    const prefixed = this.namespace === STREAMS
    const tag = prefixed ? `stream:${this.name}` : this.name
    const inside = prefixed ? defaultNamespace : this.namespace
    let out = `<${tag}`
    if (inside !== defaultNamespace) out += ` xmlns='${escapeAttribute(inside)}'`
    for (const name in this.attributes) {
      const value = this.attributes[name]
      if (value !== undefined) out += ` ${name}='${escapeAttribute(value)}'`
    }
    if (this.children.length === 0) return `${out}/>`
    out += '>'
    for (const node of this.children) {
      out += typeof node === 'string' ? escapeText(node) : node.serialize(inside)
    }
    return `${out}</${tag}>`
  }
}

const NO_ATTRIBUTES: XmlAttributes = Object.freeze({})

/** Builds an element; children and attributes that are `undefined` are left out. */
export const element = (
  name: string,
  namespace: string,
  attributes: XmlAttributes = NO_ATTRIBUTES,
  ...children: readonly (XmlNode | undefined)[]
): XmlElement =>
  new XmlElement(
    name,
    namespace,
    attributes,
    children.filter((child) => child !== undefined),
  )

export interface StreamHeader {
  readonly to?: string | undefined
  readonly from?: string | undefined
  readonly id?: string | undefined
  readonly version?: string | undefined
  readonly lang?: string | undefined
  /** Whether `<?xml version='1.0'?>` comes first (RFC 6120 §4.3.3: it should). */
  readonly declaration: boolean
}

/** RFC 6120 §4.7. */
export const streamHeader = (header: StreamHeader): string => {
  let out = header.declaration ? "<?xml version='1.0'?><stream:stream" : '<stream:stream'
  if (header.id !== undefined) out += ` id='${escapeAttribute(header.id)}'`
  if (header.to !== undefined) out += ` to='${escapeAttribute(header.to)}'`
  if (header.from !== undefined) out += ` from='${escapeAttribute(header.from)}'`
  if (header.version !== undefined) out += ` version='${escapeAttribute(header.version)}'`
  if (header.lang !== undefined) out += ` xml:lang='${escapeAttribute(header.lang)}'`
  return `${out} xmlns='${CLIENT}' xmlns:stream='${STREAMS}'>`
}

export const STREAM_FOOTER = '</stream:stream>'

export const encodeText = (text: string): Uint8Array => Buffer.from(text, 'utf8')

/** Quotes too, needless as it is: the servers that were measured do, and bytes are counted. */
const escapeText = (text: string): string =>
  /[&<>'"\r]/.test(text) ? escapeXML(text).replaceAll('\r', '&#13;') : text

/** Of an attribute: white space but for blanks would be normalised away by its reader (XML 1.0 §3.3.3). */
export const keptSpace = (text: string): string =>
  text.replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)

const escapeAttribute = (text: string): string =>
  /[&<>'"\t\n\r]/.test(text) ? keptSpace(escapeXML(text)) : text

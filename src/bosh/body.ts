/**
 * The `<body/>` of a request or an answer (XEP-0124 §6): written from attributes and what is in it,
 * read as one document.
 *
 * The attributes of XEP-0206 are the only ones in a namespace of their own, and are read from the text
 * of the tag, once that is known to be well-formed.
 */
import {
  encodeText,
  keptSpace,
  LIMITS_AFTER_AUTHENTICATION,
  LIMITS_BEFORE_AUTHENTICATION,
  type ReaderLimits,
  StreamReader,
  type XmlElement,
} from '../xml/xml.ts'
import { HTTP_BIND, XBOSH } from '../xmpp/namespaces.ts'

export type Attribute = readonly [name: string, value: string]

/** `payload`: elements as they stand within. */
export const writeBody = (attributes: readonly Attribute[], payload: string): string => {
  const written = attributes.map(([name, value]) => ` ${name}='${escaped(value)}'`).join('')
  const tag = `<body xmlns='${HTTP_BIND}'${written}`
  return payload === '' ? `${tag}/>` : `${tag}>${payload}</body>`
}

const escaped = (value: string): string =>
  keptSpace(value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;'))

export interface Body {
  /** Those without a namespace. */
  readonly attributes: XmlElement['attributes']
  readonly elements: readonly XmlElement[]
  /** XEP-0206 §5: the stream begins again. */
  readonly restart: boolean
  /** `xmpp:version`. */
  readonly version: string | undefined
}

/** Whatever is in it: of no more than one element, in which each has its place one level further in. */
const around = (limits: ReaderLimits): ReaderLimits => ({
  ...limits,
  depth: limits.depth + 1,
  whitespace: 'counted',
})

export const BODY_LIMITS = {
  before: around(LIMITS_BEFORE_AUTHENTICATION),
  after: around(LIMITS_AFTER_AUTHENTICATION),
} as const

/** Octets of a body, whoever sends it. */
export const BODY_AT_MOST = BODY_LIMITS.after.elementBytes

const START = encodeText("<http xmlns=''>")
const END = encodeText('</http>')

/** What the tag says, whatever is behind it, which is not read: that costs much more than to keep it. */
export function readTag(octets: Uint8Array): Omit<Body, 'elements'> | undefined {
  const start = octets.subarray(0, BODY_LIMITS.before.elementBytes)
  const tag = TAG.exec(Buffer.from(start).toString('utf8'))?.[0]
  return tag === undefined ? undefined : readBody(encodeText(`${tag}/>`), BODY_LIMITS.before)
}

/** Undefined: it is none. */
export function readBody(octets: Uint8Array, limits = BODY_LIMITS.after): Body | undefined {
  const reader = new StreamReader(limits)
  reader.feed(START)
  const [read, more] = reader.feed(octets)
  const [end] = reader.feed(END)
  if (read?.kind !== 'element' || more !== undefined || end?.kind !== 'end') return undefined
  const { element } = read
  if (!element.is('body', HTTP_BIND)) return undefined
  const tag = TAG.exec(Buffer.from(octets).toString('utf8'))?.[0] ?? ''
  const restart = ofXmpp(tag, 'restart')
  return {
    attributes: element.attributes,
    elements: element.elements(),
    restart: restart === 'true' || restart === '1',
    version: ofXmpp(tag, 'version'),
  }
}

/** The first tag, behind white space. What is within quotes may hold anything but those. */
const TAG = /^\s*<[^\s/>]+(?:\s+[^\s=]+\s*=\s*(?:'[^']*'|"[^"]*"))*/
const PREFIX = new RegExp(`\\sxmlns:([^\\s=:]+)\\s*=\\s*['"]${XBOSH}['"]`)

/** The value of an attribute of XEP-0206, whatever prefix its namespace has. */
const ofXmpp = (tag: string, name: string): string | undefined => {
  const prefix = PREFIX.exec(tag)?.[1]
  if (prefix === undefined) return undefined
  for (const [, written, , quoted = ''] of tag.matchAll(ATTRIBUTE)) {
    if (written === `${prefix}:${name}`) return quoted
  }
  return undefined
}

const ATTRIBUTE = /\s([^\s=]+)\s*=\s*(['"])(.*?)\2/gs

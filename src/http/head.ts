/**
 * The head of an HTTP/1.1 message (RFC 9112): a start line and fields. Written as it is given, read
 * strictly and within a limit.
 *
 * Left out: what old or lenient implementations do (lines that end with a bare LF, folded fields),
 * which is refused as RFC 9112 §2.2 and §5.2 allow.
 */
import { Gathered } from './octets.ts'

export type Field = readonly [name: string, value: string]

export interface Head {
  readonly start: string
  /** By name in lower case; values of a name that comes twice stand behind a comma (RFC 9110 §5.3). */
  readonly fields: ReadonlyMap<string, string>
}

export const writeHead = (start: string, fields: readonly Field[]): string =>
  `${start}\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`

/** Octets: what servers in use take, and a browser with cookies needs. */
export const HEAD_AT_MOST = 8_192

export type ReadHead =
  | { readonly kind: 'unfinished' }
  /** `rest`: what came behind it. */
  | { readonly kind: 'head'; readonly head: Head; readonly rest: Uint8Array }
  | { readonly kind: 'refused'; readonly why: 'malformed' | 'too-long'; readonly detail: string }

const UNFINISHED: ReadHead = { kind: 'unfinished' }
const END = '\r\n\r\n'
const LINE_FEED = 0x0a

/** Reads one head. Never throws. */
export class HeadReader {
  readonly #gathered = new Gathered()

  feed(octets: Uint8Array): ReadHead {
    for (let at = octets.indexOf(LINE_FEED); at !== -1; at = octets.indexOf(LINE_FEED, at + 1)) {
      const length = this.#gathered.length + at + 1
      if (length > HEAD_AT_MOST) return TOO_LONG
      if (!this.#endsWithin(octets, at)) continue
      this.#gathered.add(octets.subarray(0, at + 1))
      return readHead(this.#gathered.take(), octets.subarray(at + 1))
    }
    if (this.#gathered.length + octets.length > HEAD_AT_MOST) return TOO_LONG
    this.#gathered.add(octets)
    return UNFINISHED
  }

  /** Whether the four octets up to this line feed are the empty line behind the fields. */
  #endsWithin(octets: Uint8Array, at: number): boolean {
    for (let back = 0; back < END.length; back += 1) {
      const place = at - back
      const octet = place >= 0 ? octets[place] : this.#gathered.octets.at(place)
      if (octet !== END.charCodeAt(END.length - 1 - back)) return false
    }
    return true
  }
}

const TOO_LONG: ReadHead = {
  kind: 'refused',
  why: 'too-long',
  detail: `expected the head of an HTTP message of at most ${HEAD_AT_MOST} octets`,
}

/** RFC 9110 §5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** RFC 9110 §5.5: visible, or obsolete text, and what stands between. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

function readHead(octets: Uint8Array, rest: Uint8Array): ReadHead {
  const text = Buffer.from(octets.buffer, octets.byteOffset, octets.length).toString('latin1')
  const [start = '', ...lines] = text.slice(0, -END.length).split('\r\n')
  if (!VALUE.test(start)) return malformed('expected a start line of visible characters')
  const fields = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0))
    const value = withoutSpace(line.slice(colon + 1))
    if (!TOKEN.test(name)) return malformed('expected a field with a name, then ":"')
    if (!VALUE.test(value)) return malformed(`expected a value of visible characters in ${name}`)
    const key = name.toLowerCase()
    const before = fields.get(key)
    fields.set(key, before === undefined ? value : `${before}, ${value}`)
  }
  return { kind: 'head', head: { start, fields }, rest }
}

/** RFC 9110 §5.5: spaces and tabs around a value; an octet of obsolete text is none, whatever Unicode says. */
const withoutSpace = (text: string): string => {
  const isSpace = (at: number): boolean => text[at] === ' ' || text[at] === '\t'
  let from = 0
  let to = text.length
  while (from < to && isSpace(from)) from += 1
  while (to > from && isSpace(to - 1)) to -= 1
  return text.slice(from, to)
}

const malformed = (detail: string): ReadHead => ({ kind: 'refused', why: 'malformed', detail })

/** Whether a field that is a list has this member; members compare without case. */
export const lists = (head: Head, name: string, member: string): boolean =>
  listed(head, name).some((one) => one.toLowerCase() === member)

/** The members of a field that is a list, as they are written. */
export const listed = ({ fields }: Head, name: string): readonly string[] =>
  (fields.get(name) ?? '').split(',').map((one) => one.trim())

/** RFC 3986 §3.2.2, as far as nobody may take it for two: a name, or an address, and a port. */
const HOST = /^(?:\[[0-9A-Fa-f:.]+\]|[^\s:/?#@[\]]*)(?::\d*)?$/

/** Whether a request says one host, as each has to: 400 is the answer to any other (RFC 9112 §3.2). */
export const namesHost = ({ fields }: Head): boolean => {
  const host = fields.get('host')
  return host !== undefined && HOST.test(host)
}

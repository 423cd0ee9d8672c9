/** What a client's first octets are the beginning of, behind what a proxy in front of the server says of it. */
import { CONTENT } from '../tls/record-protection.ts'

export type FirstWords = 'tls' | 'xml' | 'websocket' | 'bosh' | 'unknown'

const WHITESPACE = [0x20, 0x09, 0x0d, 0x0a]
const LESS_THAN = 0x3c
const GET = Buffer.from('GET ')
const POST = Buffer.from('POST ')

/** A WebSocket is asked for with GET (RFC 6455 §4.1), BOSH is posted (XEP-0124 §3). */
export function firstWordsIn(octets: Uint8Array): FirstWords {
  if (octets[0] === CONTENT.handshake) return 'tls'
  if (isBeginningOf(octets, GET)) return 'websocket'
  if (isBeginningOf(octets, POST)) return 'bosh'
  const first = octets.find((octet) => !WHITESPACE.includes(octet))
  return first === undefined || first === LESS_THAN ? 'xml' : 'unknown'
}

/** As far as both go. */
const isBeginningOf = (octets: Uint8Array, words: Uint8Array): boolean =>
  words.subarray(0, octets.length).every((octet, at) => octet === octets[at])

const SIGNATURE_1 = Buffer.from('PROXY ')
const LINE_OCTETS_MAX = 107
const LINE_FEED = 0x0a
const SIGNATURE_2 = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')
/** With version, family and the length of what follows. */
const HEADER_2_OCTETS = 16

/** The header of the PROXY protocol (haproxy's proxy-protocol.txt §2), which may come before all else. */
export class ProxyHeader {
  /** What may be its beginning; undefined: how long it is is known. */
  #held: Buffer | undefined = Buffer.alloc(0)
  /** Octets of it that are still to come. */
  #left = 0

  /** What is none of it, of the client's next octets. */
  skip(octets: Uint8Array): Uint8Array {
    if (this.#held === undefined) return this.#past(octets)
    const held = Buffer.concat([this.#held, octets])
    const length = headerOctets(held)
    this.#held = length === undefined ? held : undefined
    if (length === undefined) return new Uint8Array(0)
    this.#left = length
    return this.#past(held)
  }

  #past(octets: Uint8Array): Uint8Array {
    if (this.#left === 0) return octets
    const rest = octets.subarray(this.#left)
    this.#left -= octets.length - rest.length
    return rest
  }
}

/** How long it is: none at all where it is something else, undefined where that does not show yet. */
function headerOctets(held: Buffer): number | undefined {
  if (isBeginningOf(held, SIGNATURE_1)) {
    const end = held.subarray(0, LINE_OCTETS_MAX).indexOf(LINE_FEED)
    if (end !== -1) return end + 1
    return held.length < LINE_OCTETS_MAX ? undefined : 0
  }
  if (!isBeginningOf(held, SIGNATURE_2)) return 0
  return held.length < HEADER_2_OCTETS
    ? undefined
    : HEADER_2_OCTETS + held.readUInt16BE(HEADER_2_OCTETS - 2)
}

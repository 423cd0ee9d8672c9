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
  /** What may be the header, or its beginning; undefined: it is past. */
  #held: Buffer | undefined = Buffer.alloc(0)

  /** What is none of it, of the client's next octets. */
  skip(octets: Uint8Array): Uint8Array {
    if (this.#held === undefined) return octets
    const held = Buffer.concat([this.#held, octets])
    const length = headerOctets(held)
    const isPast = length !== undefined && held.length >= length
    this.#held = isPast ? undefined : held
    return isPast ? held.subarray(length) : new Uint8Array(0)
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

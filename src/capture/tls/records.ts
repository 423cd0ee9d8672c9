/**
 * One direction of a byte stream as clear octets and, from the first octet on that can be none, as TLS
 * records. Some octets may not have been captured: a record that lacks any says so, and when it is the
 * header the rest is lost.
 */
import { CONTENT } from './record-protection.ts'

export type StreamPart =
  | { readonly kind: 'clear'; readonly octets: Uint8Array }
  | {
      readonly kind: 'record'
      readonly type: number
      readonly header: Uint8Array
      /** Undefined: not all of it was captured. */
      readonly body: Uint8Array | undefined
      readonly length: number
    }
  /** What follows cannot be made sense of. */
  | { readonly kind: 'lost' }

/** Of a record with which a side begins: a hello, or an alert that refuses one. No XML has either (XML 1.0 §2.2). */
const FIRST: readonly number[] = [CONTENT.handshake, CONTENT.alert]
const HEADER_OCTETS = 5
/** RFC 5246 §6.2.3. */
const BODY_OCTETS_MAX = 16_384 + 2_048
const VERSION_MAJOR = 3

export class RecordReader {
  #state: 'clear' | 'header' | 'body' | 'lost' = 'clear'
  readonly #header = new Uint8Array(HEADER_OCTETS)
  #headerOctets = 0
  #parts: Uint8Array[] = []
  #length = 0
  #left = 0
  #isWhole = true

  /** The next octets, or so many that were not captured. */
  read(octets: Uint8Array | number): StreamPart[] {
    const parts: StreamPart[] = []
    if (typeof octets === 'number') this.#miss(octets, parts)
    else this.#see(octets, parts)
    return parts
  }

  #miss(count: number, parts: StreamPart[]): void {
    if (this.#state === 'lost' || count === 0) return
    if (this.#state === 'body' && count <= this.#left) {
      this.#isWhole = false
      this.#parts = []
      this.#take(count, parts)
      return
    }
    this.#state = 'lost'
    parts.push({ kind: 'lost' })
  }

  #see(octets: Uint8Array, parts: StreamPart[]): void {
    let at = 0
    while (at < octets.length && this.#state !== 'lost') {
      if (this.#state === 'clear') {
        const begins = octets.findIndex((octet) => FIRST.includes(octet))
        const end = begins === -1 ? octets.length : begins
        if (end > at) parts.push({ kind: 'clear', octets: octets.subarray(at, end) })
        if (begins !== -1) this.#state = 'header'
        at = end
      } else if (this.#state === 'header') {
        const taken = Math.min(HEADER_OCTETS - this.#headerOctets, octets.length - at)
        this.#header.set(octets.subarray(at, at + taken), this.#headerOctets)
        this.#headerOctets += taken
        at += taken
        if (this.#headerOctets === HEADER_OCTETS) this.#begin(parts)
      } else {
        const taken = Math.min(this.#left, octets.length - at)
        if (this.#isWhole) this.#parts.push(Uint8Array.from(octets.subarray(at, at + taken)))
        at += taken
        this.#take(taken, parts)
      }
    }
  }

  #begin(parts: StreamPart[]): void {
    const [type = 0, major, , high = 0, low = 0] = this.#header
    this.#length = high * 256 + low
    this.#left = this.#length
    const isRecord = type >= CONTENT.changeCipherSpec && type <= CONTENT.applicationData + 1
    if (!isRecord || major !== VERSION_MAJOR || this.#length > BODY_OCTETS_MAX) {
      this.#state = 'lost'
      parts.push({ kind: 'lost' })
      return
    }
    this.#state = 'body'
    if (this.#left === 0) this.#take(0, parts)
  }

  #take(count: number, parts: StreamPart[]): void {
    this.#left -= count
    if (this.#left > 0) return
    parts.push({
      kind: 'record',
      type: this.#header[0] ?? 0,
      header: Uint8Array.from(this.#header),
      body: this.#isWhole ? Buffer.concat(this.#parts) : undefined,
      length: this.#length,
    })
    this.#state = 'header'
    this.#headerOctets = 0
    this.#parts = []
    this.#isWhole = true
  }
}

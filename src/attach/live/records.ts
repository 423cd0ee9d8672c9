/**
 * Cuts what a real server sends into the pieces that the client can act on: clear octets as they
 * come, TLS records when they are whole (RFC 8446 §5.1). The position of the last octet of a
 * record is where a reaction to it belongs on the timeline.
 */
const HEADER_OCTETS = 5
/** change_cipher_spec to heartbeat (RFC 8446 §5.1, RFC 6520): what a record can be. */
const CONTENT_TYPES = { first: 20, last: 24 } as const
/** Of every version that there is. */
const VERSION_MAJOR = 3
/** The largest record that any version allows, expansion included (RFC 5246 §6.2.3). */
const RECORD_OCTETS_MAX = 16_384 + 2_048 + HEADER_OCTETS

export type Cut =
  | { readonly kind: 'piece'; readonly bytes: Uint8Array }
  | { readonly kind: 'incomplete' }
  /** Not TLS, or not any more: so many octets show it. */
  | { readonly kind: 'foreign'; readonly octets: number }

export class RecordCutter {
  #left: Uint8Array = new Uint8Array(0)
  #encrypted = false

  /** From here on there are records, or have been from the first octet on. */
  encrypted(): void {
    this.#encrypted = true
  }

  add(bytes: Uint8Array): void {
    this.#left = this.#left.length === 0 ? bytes : Buffer.concat([this.#left, bytes])
  }

  next(): Cut {
    const left = this.#left
    const foreign = this.#encrypted ? foreignOctets(left) : 0
    if (foreign > 0) return { kind: 'foreign', octets: foreign }
    const length = this.#encrypted ? recordLength(left) : left.length
    if (length === 0 || left.length < length) return { kind: 'incomplete' }
    this.#left = left.subarray(length)
    return { kind: 'piece', bytes: left.subarray(0, length) }
  }
}

/** Octets of the first record, header included; more than there are when its header is not whole. */
const recordLength = (bytes: Uint8Array): number =>
  bytes.length < HEADER_OCTETS
    ? HEADER_OCTETS
    : HEADER_OCTETS + (bytes[3] ?? 0) * 256 + (bytes[4] ?? 0)

/** So many octets show that this is no record; none: it may be one. */
function foreignOctets(bytes: Uint8Array): number {
  const [type = CONTENT_TYPES.first, major = VERSION_MAJOR] = bytes
  if (type < CONTENT_TYPES.first || type > CONTENT_TYPES.last) return 1
  if (major !== VERSION_MAJOR) return 2
  return recordLength(bytes) > RECORD_OCTETS_MAX ? HEADER_OCTETS : 0
}

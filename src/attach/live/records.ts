/**
 * Cuts what a real server sends into the pieces that the client can act on: clear octets as they
 * come, TLS records when they are whole (RFC 8446 §5.1). The position of the last octet of a
 * record is where a reaction to it belongs on the timeline.
 */
const HEADER_OCTETS = 5
/** The largest record that any version allows, expansion included (RFC 5246 §6.2.3). */
const RECORD_OCTETS_MAX = 16_384 + 2_048 + HEADER_OCTETS

export type Cut =
  | { readonly kind: 'piece'; readonly bytes: Uint8Array }
  | { readonly kind: 'incomplete' }
  /** Not TLS, or not any more: so many octets show it. */
  | { readonly kind: 'overlong'; readonly octets: number }

export class RecordCutter {
  #left: Uint8Array = new Uint8Array(0)
  #encrypted = false

  /** From here on there are records; what has come before is dropped with the clear stream. */
  encrypted(): void {
    this.#encrypted = true
  }

  add(bytes: Uint8Array): void {
    this.#left = this.#left.length === 0 ? bytes : Buffer.concat([this.#left, bytes])
  }

  next(): Cut {
    const left = this.#left
    const length = this.#encrypted ? recordLength(left) : left.length
    if (length > RECORD_OCTETS_MAX && this.#encrypted)
      return { kind: 'overlong', octets: HEADER_OCTETS }
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

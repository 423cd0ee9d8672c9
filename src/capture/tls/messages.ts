/** Messages of a handshake out of the records that they are cut into (RFC 8446 §5.1). */

export interface HandshakeMessage {
  readonly type: number
  readonly body: Uint8Array
}

const HEADER_OCTETS = 4
/** Longer than any chain of certificates that a client takes. */
const MESSAGE_OCTETS_MAX = 1 << 17

export class HandshakeReader {
  #parts: Uint8Array[] = []
  #length = 0
  /** Octets without which there is no next message. */
  #needed = HEADER_OCTETS

  read(contents: Uint8Array): HandshakeMessage[] {
    this.#parts.push(contents)
    this.#length += contents.length
    const messages: HandshakeMessage[] = []
    if (this.#length < this.#needed) return messages
    let left: Uint8Array = Buffer.concat(this.#parts)
    for (;;) {
      const [type = 0, high = 0, middle = 0, low = 0] = left
      const end = HEADER_OCTETS + high * 65_536 + middle * 256 + low
      const isKnown = left.length >= HEADER_OCTETS
      if (!isKnown || left.length < end) {
        this.#keep(left, isKnown ? end : HEADER_OCTETS)
        return messages
      }
      messages.push({ type, body: left.subarray(HEADER_OCTETS, end) })
      left = left.subarray(end)
    }
  }

  /** One that is too long to be true is forgotten, with all that there is of it. */
  #keep(left: Uint8Array, needed: number): void {
    const isSane = needed <= MESSAGE_OCTETS_MAX
    this.#parts = isSane ? [left] : []
    this.#length = isSane ? left.length : 0
    this.#needed = isSane ? needed : HEADER_OCTETS
  }
}

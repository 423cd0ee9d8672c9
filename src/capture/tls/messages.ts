/** Messages of a handshake out of the records that they are cut into (RFC 8446 §5.1). */

export interface HandshakeMessage {
  readonly type: number
  readonly body: Uint8Array
}

const HEADER_OCTETS = 4
/** Longer than any chain of certificates that a client takes. */
const MESSAGE_OCTETS_MAX = 1 << 17

export class MessageReader {
  #left: Uint8Array = new Uint8Array(0)

  read(contents: Uint8Array): HandshakeMessage[] {
    this.#left = this.#left.length === 0 ? contents : Buffer.concat([this.#left, contents])
    const messages: HandshakeMessage[] = []
    for (;;) {
      const [type = 0, high = 0, middle = 0, low = 0] = this.#left
      const end = HEADER_OCTETS + high * 65_536 + middle * 256 + low
      if (this.#left.length > MESSAGE_OCTETS_MAX) this.#left = new Uint8Array(0)
      if (this.#left.length < Math.max(end, HEADER_OCTETS)) return messages
      messages.push({ type, body: this.#left.subarray(HEADER_OCTETS, end) })
      this.#left = this.#left.subarray(end)
    }
  }
}

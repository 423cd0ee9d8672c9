/**
 * Reads in a ServerHello whether a TLS 1.2 handshake uses the extended master secret (RFC 7627
 * §5.1), without which an exporter binds to nothing (RFC 9266 §4.2). Node does not tell.
 *
 * Looks at the beginning of what the server says on a connection, in which the ServerHello comes
 * first (RFC 5246 §7.3), and at the outline of its extensions only (§7.4.1.3). Left out: a
 * ServerHello that does not fit into that beginning, which is taken to have no such extension.
 */
const BEGINNING_OCTETS = 1_024
const HANDSHAKE = 22
const SERVER_HELLO = 2
const EXTENDED_MASTER_SECRET = 23
/** Record and handshake headers, version, random. */
const SESSION_ID_AT = 5 + 4 + 2 + 32

export class ServerHello {
  #beginning: Uint8Array = new Uint8Array(0)

  /** What the server has said next, in pieces of any size. */
  read(octets: Uint8Array): void {
    const missing = BEGINNING_OCTETS - this.#beginning.length
    if (missing > 0) this.#beginning = Buffer.concat([this.#beginning, octets.subarray(0, missing)])
  }

  get extendsMasterSecret(): boolean {
    const octets = this.#beginning
    if (octets[0] !== HANDSHAKE || octets[5] !== SERVER_HELLO) return false
    // Behind the session's identifier: cipher suite, compression method.
    let at = SESSION_ID_AT + 1 + (octets[SESSION_ID_AT] ?? 0) + 3
    const end = Math.min(at + 2 + sixteenBits(octets, at), octets.length)
    for (at += 2; at < end; at += 4 + sixteenBits(octets, at + 2)) {
      if (sixteenBits(octets, at) === EXTENDED_MASTER_SECRET) return true
    }
    return false
  }
}

const sixteenBits = (octets: Uint8Array, at: number): number =>
  ((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0)

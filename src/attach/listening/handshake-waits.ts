/**
 * Counts the round trips that a client waits for in a TLS handshake, from the server's side:
 * a flight of the client that is answered is one that it waits for the answer to.
 *
 * TLS 1.3 is over at the server with the client's Finished, which needs no answer. A full TLS
 * 1.2 handshake ends with the server's Finished, which the client waits for unless it does a
 * False Start (RFC 7918), seen by data that come in the same read as its own Finished.
 */
import type { TlsFacts } from '../../transport.ts'

export class HandshakeWaits {
  #reads = 0
  #unanswered = false
  #waits = 0
  #finishedIn = 0
  /** Whether the client waits for what the server said last. */
  #last: 'under-way' | 'undecided' | 'settled' = 'under-way'

  /** Octets came in, before TLS has looked at them. */
  read(): void {
    this.#reads += 1
    this.#unanswered = true
  }

  /** TLS wrote something. */
  wrote(): void {
    if (this.#unanswered) this.#waits += 1
    this.#unanswered = false
  }

  /** The client's Finished is here. How many waits are certain by now. */
  secured(tls: TlsFacts): number {
    this.#finishedIn = this.#reads
    this.#last = tls.version === '1.2' && !tls.resumed ? 'undecided' : 'settled'
    return this.#waits
  }

  /** Whether a flight of the client has been answered. */
  get isAnswered(): boolean {
    return this.#waits > 0
  }

  /** Nothing more is said. How many more waits there were, of a handshake that is not done all. */
  over(): number {
    const more = { 'under-way': this.#waits, undecided: 1, settled: 0 }[this.#last]
    this.#last = 'settled'
    return more
  }

  /** First application data. How many more waits there were. */
  data(): number {
    const more = this.#last === 'undecided' && this.#reads > this.#finishedIn ? 1 : 0
    this.#last = 'settled'
    return more
  }
}

/**
 * Octets that are gathered until they are whole: each is copied a bounded number of times, and not at all
 * where they come in one piece.
 */

const NONE = new Uint8Array(0)

export class Gathered {
  #octets: Uint8Array = NONE
  #length = 0

  get length(): number {
    return this.#length
  }

  /** A view of them; the next `add` may move them. */
  get octets(): Uint8Array {
    const octets = this.#octets
    return octets.length === this.#length ? octets : octets.subarray(0, this.#length)
  }

  /** They must stay as they are from now on. */
  add(octets: Uint8Array): void {
    if (this.#length === 0) {
      this.#octets = octets
      this.#length = octets.length
      return
    }
    const needed = this.#length + octets.length
    if (needed > this.#octets.length) {
      const grown = new Uint8Array(Math.max(needed, this.#octets.length * 2))
      grown.set(this.octets)
      this.#octets = grown
    }
    this.#octets.set(octets, this.#length)
    this.#length = needed
  }

  /** All of them, which are then somebody else's. */
  take(): Uint8Array {
    const taken = this.octets
    this.#octets = NONE
    this.#length = 0
    return taken
  }
}

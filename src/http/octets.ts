/** Octets that are gathered until they are whole: each is copied a bounded number of times. */

/** No more than this is set aside for octets that were only announced. */
const AT_FIRST = 1_024

export class Gathered {
  #octets = new Uint8Array(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** A view of them; the next `add` may move them. */
  get octets(): Uint8Array {
    return this.#octets.subarray(0, this.#length)
  }

  add(octets: Uint8Array): void {
    const needed = this.#length + octets.length
    if (needed > this.#octets.length) {
      const grown = new Uint8Array(Math.max(needed, this.#octets.length * 2, AT_FIRST))
      grown.set(this.octets)
      this.#octets = grown
    }
    this.#octets.set(octets, this.#length)
    this.#length = needed
  }

  /** All of them, which are then somebody else's. */
  take(): Uint8Array {
    const taken = this.octets
    this.#octets = new Uint8Array(0)
    this.#length = 0
    return taken
  }
}

/** What one end of a link has written and the link has not delivered yet, octet by octet. */
export class OctetsUnderWay {
  readonly #parts: Uint8Array[] = []
  #written = 0
  #taken = 0

  get written(): number {
    return this.#written
  }

  /** Octets that are under way. */
  get length(): number {
    return this.#written - this.#taken
  }

  /** Something was written, and all of it has arrived. */
  get delivered(): boolean {
    return this.#written > 0 && this.#taken === this.#written
  }

  add(octets: Uint8Array): void {
    this.#written += octets.length
    this.#parts.push(octets)
  }

  /** What has not been taken yet, up to this position of the stream. */
  take(upTo: number): Uint8Array {
    const taken: Uint8Array[] = []
    while (this.#taken < upTo) {
      const [first] = this.#parts
      if (first === undefined) throw new Error('Expected octets that were written, found none')
      const part = first.subarray(0, upTo - this.#taken)
      if (part.length === first.length) this.#parts.shift()
      else this.#parts[0] = first.subarray(part.length)
      this.#taken += part.length
      taken.push(part)
    }
    const [only, ...more] = taken
    return only !== undefined && more.length === 0 ? only : Buffer.concat(taken)
  }
}

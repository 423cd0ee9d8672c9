/** Reads octets in network order, one field after the other; beyond the end everything is undefined. */
export class Fields {
  readonly #octets: Uint8Array
  #at = 0

  constructor(octets: Uint8Array) {
    this.#octets = octets
  }

  get left(): number {
    return this.#octets.length - this.#at
  }

  /** A whole number of so many octets. */
  number(count: number): number | undefined {
    const octets = this.take(count)
    return octets?.reduce((value, octet) => value * 256 + octet, 0)
  }

  take(count: number): Uint8Array | undefined {
    if (count > this.left) return undefined
    this.#at += count
    return this.#octets.subarray(this.#at - count, this.#at)
  }

  /** A vector whose length stands before it in so many octets. */
  vector(lengthOctets: 1 | 2 | 3): Uint8Array | undefined {
    const length = this.number(lengthOctets)
    return length === undefined ? undefined : this.take(length)
  }
}

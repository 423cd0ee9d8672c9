/** Octets of a file that comes in pieces of any size, taken as many at a time as are asked for. */

export class Feed {
  readonly #pieces: Iterator<Uint8Array>
  #piece: Uint8Array = new Uint8Array(0)
  #used = 0
  /** Octets taken so far. */
  position = 0

  constructor(pieces: Iterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.iterator]()
  }

  /** So many, or undefined when the file ends before; what there is of them is then gone. */
  take(count: number): Uint8Array | undefined {
    if (this.#piece.length - this.#used < count && !this.#fill(count)) return undefined
    const taken = this.#piece.subarray(this.#used, this.#used + count)
    this.#used += count
    this.position += count
    return taken
  }

  /** Behind all octets that have come: the end of the file, where it has ended before what was asked for. */
  get end(): number {
    return this.position + this.#piece.length - this.#used
  }

  /** Whether there is anything more. */
  get more(): boolean {
    return this.#used < this.#piece.length || this.#fill(1)
  }

  #fill(count: number): boolean {
    const parts = [this.#piece.subarray(this.#used)]
    let length = this.#piece.length - this.#used
    while (length < count) {
      const { value, done } = this.#pieces.next()
      if (done === true) break
      parts.push(value)
      length += value.length
    }
    this.#piece = parts.length === 1 ? (parts[0] ?? new Uint8Array(0)) : Buffer.concat(parts)
    this.#used = 0
    return length >= count
  }
}

/**
 * One direction of a simulated byte stream as octets: as TLS has them on the wire, or as what was said
 * in them, for reading. The latter is shorter: a position of the stream then has a place of its own.
 */
import { joined } from '../octets/build.ts'

interface Part {
  /** Position in the stream, and place among the octets that are shown. */
  readonly from: number
  readonly place: number
  /** In the stream. */
  readonly length: number
  readonly shown: Uint8Array
}

export class ShownStream {
  readonly #parts: Part[] = []
  #end = 0
  #shownEnd = 0
  #all: Uint8Array | undefined

  /** The next octets of the stream, so many, of which these are shown. */
  add(length: number, shown: Uint8Array): void {
    this.#parts.push({ from: this.#end, place: this.#shownEnd, length, shown })
    this.#end += length
    this.#shownEnd += shown.length
    this.#all = undefined
  }

  /** Where the octet at this position is shown; of a part that is shown shorter, its end comes first. */
  place(position: number): number {
    const past = position - this.#end
    if (past >= 0) return this.#shownEnd + past
    const part = this.#partAt(position)
    return part === undefined
      ? position
      : part.place + Math.min(position - part.from, part.shown.length)
  }

  /** What is shown from one place to another. */
  between(from: number, to: number): Uint8Array {
    this.#all ??= joined(...this.#parts.map(({ shown }) => shown))
    return this.#all.subarray(from, to)
  }

  /** The last that begins at or before it. */
  #partAt(position: number): Part | undefined {
    let low = 0
    let high = this.#parts.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#parts[middle]?.from ?? 0) <= position) low = middle + 1
      else high = middle
    }
    return this.#parts[low - 1]
  }
}

/**
 * One direction of a captured TCP stream: segments in, octets in order out. What was said again counts
 * once; what was never captured becomes a hole, when the other end is known to have it.
 */

import type { Captured } from './holds.ts'

/** Octets, or how many of them were not captured. */
export type StreamPiece = Uint8Array | number

export const lengthOf = (piece: StreamPiece): number =>
  typeof piece === 'number' ? piece : piece.length

/** Of which `payload` was captured. */
interface Early {
  readonly from: number
  readonly length: number
  readonly payload: Uint8Array
  readonly captured: Captured
}

/** Octets that wait for others before them; each segment counts as so many at least. */
const KEPT_MAX = 1 << 18
const SEGMENT_MIN = 256

export class CapturedStream {
  /** Position of the next octet in order. */
  next = 0
  /** Behind the last octet that was seen. */
  highest = 0
  readonly #early: Early[] = []
  #kept = 0

  /** What is in order now, of a segment at this position of which `payload` was captured. */
  add(segment: Early): StreamPiece[] {
    const end = segment.from + segment.length
    this.highest = Math.max(this.highest, end)
    if (end <= this.next) return []
    if (segment.from > this.next) {
      this.#keep(segment)
      return this.#kept > KEPT_MAX ? this.skipTo(this.#lowest()) : []
    }
    return [...this.#take(segment), ...this.#inOrder()]
  }

  /** All of this has been seen, or was acknowledged. */
  has(from: number, length: number): boolean {
    const end = from + length
    return (
      end <= this.next ||
      this.#early.some((early) => early.from <= from && end <= early.from + early.length)
    )
  }

  /** What was seen first of what lies behind this position and waits for it. */
  firstBehind(position: number): Captured | undefined {
    return this.#early.find(({ from }) => from >= position)?.captured
  }

  /** The other end has everything up to here; what was not captured is a hole. */
  skipTo(position: number): StreamPiece[] {
    const pieces: StreamPiece[] = []
    while (this.next < position) {
      const lowest = this.#early.length === 0 ? position : Math.min(position, this.#lowest())
      if (lowest > this.next) {
        pieces.push(lowest - this.next)
        this.next = lowest
      }
      pieces.push(...this.#inOrder())
    }
    return pieces
  }

  #keep(early: Early): void {
    if (this.#early.some(({ from, length }) => from === early.from && length === early.length))
      return
    // A copy: a part of what was read would keep all of that.
    this.#early.push({ ...early, payload: Uint8Array.from(early.payload) })
    this.#kept += Math.max(SEGMENT_MIN, early.payload.length)
  }

  #lowest(): number {
    return this.#early.reduce((lowest, { from }) => Math.min(lowest, from), Number.MAX_SAFE_INTEGER)
  }

  #inOrder(): StreamPiece[] {
    const pieces: StreamPiece[] = []
    for (;;) {
      const index = this.#early.findIndex(({ from }) => from <= this.next)
      const [early] = index === -1 ? [] : this.#early.splice(index, 1)
      if (early === undefined) return pieces
      this.#kept -= Math.max(SEGMENT_MIN, early.payload.length)
      if (early.from + early.length > this.next) pieces.push(...this.#take(early))
    }
  }

  #take({ from, length, payload }: Early): StreamPiece[] {
    const known = this.next - from
    const octets = payload.subarray(known, length)
    const missing = length - Math.max(known, Math.min(payload.length, length))
    this.next = from + length
    return [...(octets.length > 0 ? [octets] : []), ...(missing > 0 ? [missing] : [])]
  }
}

/**
 * Putting the stream back in order, and saying what has arrived (RFC 9293 §3.10.7.4, RFC 2018,
 * RFC 2883; `tcp_data_queue`, `tcp_data_queue_ofo`, `tcp_sack_new_ofo_skb`, `tcp_dsack_set`).
 */
import type { SackBlock } from './segment.ts'

/** Three blocks fit beside the timestamps (RFC 2018 §3). */
const BLOCKS_MAX = 3
const NO_BLOCKS: readonly SackBlock[] = []

/** What became of a segment's payload. */
export type Arrival =
  /** It advanced RCV.NXT; `filled`: and closed the last gap. */
  | 'in-order'
  | 'filled'
  /** Everything in it had been received, in order, before. */
  | 'duplicate'
  /** It lies beyond a gap. */
  | 'out-of-order'

export class ReceiveQueue {
  /** RCV.NXT. */
  next = 0
  /** Where the peer's stream ends, once its FIN has been seen. */
  finAt: number | undefined
  /** What lies beyond gaps, disjoint, the latest touched first. */
  #ranges: SackBlock[] = []
  #duplicate: SackBlock | undefined

  get gapless(): boolean {
    return this.#ranges.length === 0
  }

  /** All that the peer has had to say has come, its FIN included. */
  get isComplete(): boolean {
    return this.finAt !== undefined && this.next > this.finAt
  }

  /** The end of what has come furthest beyond a gap, if there is one. */
  get edge(): number | undefined {
    return this.#ranges.length === 0
      ? undefined
      : Math.max(...this.#ranges.map(({ right }) => right))
  }

  /** Octets that lie beyond a gap. */
  get beyondGap(): number {
    return this.#ranges.reduce((sum, { left, right }) => sum + right - left, 0)
  }

  accept(left: number, right: number): Arrival {
    if (right <= this.next) {
      this.reportDuplicate(left, right)
      return 'duplicate'
    }
    if (left > this.next) {
      this.#keep(left, right)
      return 'out-of-order'
    }
    if (left < this.next) this.reportDuplicate(left, this.next)
    this.next = right
    if (this.#ranges.length === 0) return 'in-order'
    this.#drain()
    return this.#ranges.length === 0 ? 'filled' : 'in-order'
  }

  reportDuplicate(left: number, right: number): void {
    this.#duplicate = { left, right }
  }

  /** How many blocks the next segment will carry. */
  get blockCount(): number {
    return Math.min(this.#ranges.length + (this.#duplicate === undefined ? 0 : 1), BLOCKS_MAX)
  }

  /** The blocks for the next segment to be sent; a duplicate is reported once. */
  takeBlocks(): readonly SackBlock[] {
    const duplicate = this.#duplicate
    if (duplicate === undefined) {
      if (this.#ranges.length === 0) return NO_BLOCKS
      return this.#ranges.slice(0, BLOCKS_MAX)
    }
    this.#duplicate = undefined
    return [duplicate, ...this.#ranges.slice(0, BLOCKS_MAX - 1)]
  }

  #keep(left: number, right: number): void {
    const merged = { left, right }
    const apart: SackBlock[] = []
    for (const range of this.#ranges) {
      if (range.right < merged.left || range.left > merged.right) {
        apart.push(range)
        continue
      }
      // Octets that both hold are duplicates (RFC 2883 §4.2).
      const from = Math.max(range.left, left)
      const to = Math.min(range.right, right)
      if (from < to) this.reportDuplicate(from, to)
      merged.left = Math.min(merged.left, range.left)
      merged.right = Math.max(merged.right, range.right)
    }
    this.#ranges = [merged, ...apart]
  }

  #drain(): void {
    for (let i = 0; i < this.#ranges.length; ) {
      const range = this.#ranges[i]
      if (range === undefined || range.left > this.next) {
        i += 1
        continue
      }
      if (range.left < this.next) this.reportDuplicate(range.left, Math.min(this.next, range.right))
      this.next = Math.max(this.next, range.right)
      this.#ranges.splice(i, 1)
      i = 0
    }
  }
}

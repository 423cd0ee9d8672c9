/**
 * Tasks ordered by (time, sequence): a binary heap with lazy deletion.
 *
 * Invariants: no entry is smaller than its parent; no entry is pushed for a time before that
 * of the last one taken, and none is taken out of order (both asserted, because a clock that
 * runs backwards makes every later number wrong without any other sign); `#dead` is the number
 * of entries whose task is gone. A cancelled entry stays until it reaches the top, or until the
 * dead outnumber the living: connections re-arm a distant timer with every segment, and
 * searching the heap for the old one would cost more than carrying it.
 */
import type { Instant } from '../units.ts'
import { START } from '../units.ts'

export interface Entry {
  readonly time: Instant
  readonly sequence: number
  /** Undefined once run or cancelled. */
  task: (() => void) | undefined
}

/** Below this many dead entries a sweep is not worth its trouble. */
const SWEEP_FROM = 64

const before = (a: Entry, b: Entry): boolean =>
  a.time < b.time || (a.time === b.time && a.sequence < b.sequence)

export class PriorityQueue {
  #heap: Entry[] = []
  #sequence = 0
  #dead = 0
  #last: Instant = START

  /** Entries that will still run. */
  get size(): number {
    return this.#heap.length - this.#dead
  }

  /** Places in the heap, cancelled entries included: what it costs. */
  get places(): number {
    return this.#heap.length
  }

  push(time: Instant, task: () => void): Entry {
    // Written so that NaN fails as well.
    if (!(time >= this.#last)) {
      throw new Error(`Expected a time not before ${this.#last} ns, found ${time}`)
    }
    const entry: Entry = { time, sequence: this.#sequence, task }
    this.#sequence += 1
    const heap = this.#heap
    heap.push(entry)
    siftUp(heap, heap.length - 1, entry)
    return entry
  }

  /** The time of the next entry that will run. */
  peek(): Instant | undefined {
    this.#discardDead()
    return this.#heap[0]?.time
  }

  /** Takes out the next task; it can no longer be cancelled. */
  pop(): { readonly time: Instant; readonly task: () => void } | undefined {
    this.#discardDead()
    const entry = takeTop(this.#heap)
    const task = entry?.task
    if (entry === undefined || task === undefined) return undefined
    if (entry.time < this.#last) {
      throw new Error(`Time ran backwards: ${entry.time} ns after ${this.#last} ns`)
    }
    this.#last = entry.time
    entry.task = undefined
    return { time: entry.time, task }
  }

  cancel(entry: Entry): void {
    if (entry.task === undefined) return
    entry.task = undefined
    this.#dead += 1
    if (this.#dead >= SWEEP_FROM && this.#dead * 2 > this.#heap.length) this.#sweep()
  }

  /** Forgets everything, the last time too; a late `cancel` of a forgotten entry is harmless. */
  clear(): void {
    for (const entry of this.#heap) entry.task = undefined
    this.#heap.length = 0
    this.#dead = 0
    this.#sequence = 0
    this.#last = START
  }

  #discardDead(): void {
    const heap = this.#heap
    while (this.#dead > 0 && heap[0] !== undefined && heap[0].task === undefined) {
      takeTop(heap)
      this.#dead -= 1
    }
  }

  #sweep(): void {
    const heap = this.#heap.filter((entry) => entry.task !== undefined)
    this.#heap = heap
    this.#dead = 0
    for (let index = (heap.length >> 1) - 1; index >= 0; index -= 1) {
      const entry = heap[index]
      if (entry !== undefined) siftDown(heap, index, entry)
    }
  }
}

const takeTop = (heap: Entry[]): Entry | undefined => {
  const top = heap[0]
  const last = heap.pop()
  if (last !== undefined && last !== top) siftDown(heap, 0, last)
  return top
}

/** Puts `entry` where it belongs, on the way from `start` to the root. */
const siftUp = (heap: Entry[], start: number, entry: Entry): void => {
  let index = start
  while (index > 0) {
    const parentIndex = (index - 1) >> 1
    const parent = heap[parentIndex]
    if (parent === undefined || !before(entry, parent)) break
    heap[index] = parent
    index = parentIndex
  }
  heap[index] = entry
}

/** Puts `entry` where it belongs, on the way from `start` to the leaves. */
const siftDown = (heap: Entry[], start: number, entry: Entry): void => {
  let index = start
  for (;;) {
    const leftIndex = 2 * index + 1
    const left = heap[leftIndex]
    if (left === undefined) break
    const right = heap[leftIndex + 1]
    const rightIsFirst = right !== undefined && before(right, left)
    const child = rightIsFirst ? right : left
    if (!before(child, entry)) break
    heap[index] = child
    index = rightIsFirst ? leftIndex + 1 : leftIndex
  }
  heap[index] = entry
}

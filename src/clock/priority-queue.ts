/**
 * Tasks ordered by (time, sequence): a binary heap in which every task knows its place, so that one
 * can be put off, brought forward or taken out in as many steps as the heap has levels. Connections
 * put off a distant timer with every segment.
 *
 * Invariants: no task is smaller than its parent; a task's `place` is where it stands, and −1 when
 * it does not; none is set for a time before that of the last one taken, and none is taken out of
 * order (both asserted, because a clock that runs backwards makes every later number wrong without
 * any other sign).
 */
import type { Task } from '../engine.ts'
import type { Instant } from '../units.ts'
import { START } from '../units.ts'

const NOWHERE = -1

const before = (a: Task, b: Task): boolean =>
  a.time < b.time || (a.time === b.time && a.sequence < b.sequence)

export class PriorityQueue {
  readonly #heap: Task[] = []
  #sequence = 0
  #last: Instant = START

  get size(): number {
    return this.#heap.length
  }

  /** The task is due then and behind all that are due then, whether it has been waiting or not. */
  set(task: Task, time: Instant): void {
    // Written so that NaN fails as well.
    if (!(time >= this.#last)) {
      throw new Error(`Expected a time not before ${this.#last} ns, found ${time}`)
    }
    task.sequence = this.#sequence
    this.#sequence += 1
    const { place } = task
    if (place === NOWHERE) {
      task.time = time
      this.#heap.push(task)
      this.#rise(task, this.#heap.length - 1)
      return
    }
    const later = time >= task.time
    task.time = time
    if (later) this.#sink(task, place)
    else this.#rise(task, place)
  }

  /** The time of the next task. */
  peek(): Instant | undefined {
    return this.#heap[0]?.time
  }

  /** Takes out the next task. */
  pop(): Task | undefined {
    const first = this.#heap[0]
    if (first === undefined) return undefined
    if (first.time < this.#last) {
      throw new Error(`Time ran backwards: ${first.time} ns after ${this.#last} ns`)
    }
    this.#last = first.time
    this.clear(first)
    return first
  }

  clear(task: Task): void {
    const { place } = task
    if (place === NOWHERE) return
    task.place = NOWHERE
    const last = this.#heap.pop()
    if (last === undefined || last === task) return
    if (before(last, task)) this.#rise(last, place)
    else this.#sink(last, place)
  }

  /** Forgets everything, the last time too. */
  forget(): void {
    for (let task = this.#heap.pop(); task !== undefined; task = this.#heap.pop()) {
      task.place = NOWHERE
    }
    this.#sequence = 0
    this.#last = START
  }

  /** Puts the task where it belongs, on the way from `start` to the root. */
  #rise(task: Task, start: number): void {
    const heap = this.#heap
    let place = start
    while (place > 0) {
      const parentPlace = (place - 1) >> 1
      const parent = heap[parentPlace]
      if (parent === undefined || !before(task, parent)) break
      heap[place] = parent
      parent.place = place
      place = parentPlace
    }
    heap[place] = task
    task.place = place
  }

  /** Puts the task where it belongs, on the way from `start` to the leaves. */
  #sink(task: Task, start: number): void {
    const heap = this.#heap
    let place = start
    for (;;) {
      const leftPlace = 2 * place + 1
      const left = heap[leftPlace]
      if (left === undefined) break
      const right = heap[leftPlace + 1]
      const rightIsFirst = right !== undefined && before(right, left)
      const child = rightIsFirst ? right : left
      if (!before(child, task)) break
      heap[place] = child
      child.place = place
      place = rightIsFirst ? leftPlace + 1 : leftPlace
    }
    heap[place] = task
    task.place = place
  }
}

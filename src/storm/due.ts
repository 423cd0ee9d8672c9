/**
 * When something is due at each of many clients: a binary heap over typed arrays, 16 octets a client,
 * in which each knows its place, so that it can be put off, brought forward or taken out.
 *
 * Invariant: no client's time is before its parent's; of equal times the lower number comes first, so
 * that the order depends on nothing else.
 */
import type { Instant } from '../units.ts'

const NOWHERE = -1

export class Due {
  readonly #heap: Int32Array
  /** By client. */
  readonly #place: Int32Array
  readonly #time: Float64Array
  #size = 0

  constructor(clients: number) {
    this.#heap = new Int32Array(clients)
    this.#place = new Int32Array(clients).fill(NOWHERE)
    this.#time = new Float64Array(clients)
  }

  get size(): number {
    return this.#size
  }

  /** When the first is due. */
  next(): Instant | undefined {
    return this.#size === 0 ? undefined : ((this.#time[this.#at(0)] ?? 0) as Instant)
  }

  /** In the place of what was due at this client before. */
  set(client: number, time: Instant): void {
    this.clear(client)
    this.#time[client] = time
    const place = this.#size
    this.#size += 1
    this.#rise(client, place)
  }

  clear(client: number): void {
    const place = this.#place[client] ?? NOWHERE
    if (place === NOWHERE) return
    this.#place[client] = NOWHERE
    this.#size -= 1
    if (place === this.#size) return
    const last = this.#at(this.#size)
    this.#sink(last, this.#rise(last, place))
  }

  /** Takes out the first. */
  take(): number | undefined {
    if (this.#size === 0) return undefined
    const first = this.#at(0)
    this.clear(first)
    return first
  }

  #at(place: number): number {
    return this.#heap[place] ?? 0
  }

  #before(a: number, b: number): boolean {
    const [timeOfA = 0, timeOfB = 0] = [this.#time[a], this.#time[b]]
    return timeOfA < timeOfB || (timeOfA === timeOfB && a < b)
  }

  #put(client: number, place: number): void {
    this.#heap[place] = client
    this.#place[client] = place
  }

  #rise(client: number, from: number): number {
    let place = from
    while (place > 0) {
      const parent = (place - 1) >> 1
      if (!this.#before(client, this.#at(parent))) break
      this.#put(this.#at(parent), place)
      place = parent
    }
    this.#put(client, place)
    return place
  }

  #sink(client: number, from: number): void {
    let place = from
    for (let left = 2 * place + 1; left < this.#size; left = 2 * place + 1) {
      const right = left + 1
      const child =
        right < this.#size && this.#before(this.#at(right), this.#at(left)) ? right : left
      if (!this.#before(this.#at(child), client)) break
      this.#put(this.#at(child), place)
      place = child
    }
    this.#put(client, place)
  }
}

/**
 * When something is due at each of many clients: a heap over typed arrays, 16 octets a client, in which
 * each knows its place, so that it can be put off, brought forward or taken out. Each parent has four
 * children, whose times lie side by side: with a million clients what costs is memory far away.
 *
 * Invariant: no client's time is before its parent's; of equal times the lower number comes first, so
 * that the order depends on nothing else.
 */
import type { Instant } from '../units.ts'

const NOWHERE = -1
const CHILDREN = 4

export class Due {
  /** By place. */
  readonly #client: Int32Array
  readonly #time: Float64Array
  /** By client. */
  readonly #place: Int32Array
  #size = 0

  constructor(clients: number) {
    this.#client = new Int32Array(clients)
    this.#time = new Float64Array(clients)
    this.#place = new Int32Array(clients).fill(NOWHERE)
  }

  /** When the first is due. */
  next(): Instant | undefined {
    return this.#size === 0 ? undefined : (this.#time[0] as Instant)
  }

  /** In the place of what was due at this client before. */
  set(client: number, time: Instant): void {
    const place = this.#place[client] as number
    if (place === NOWHERE) {
      this.#size += 1
      this.#rise(client, time, this.#size - 1)
    } else if (time < (this.#time[place] as number)) this.#rise(client, time, place)
    else this.#sink(client, time, place)
  }

  clear(client: number): void {
    const place = this.#place[client] as number
    if (place === NOWHERE) return
    this.#place[client] = NOWHERE
    this.#size -= 1
    if (place === this.#size) return
    const last = this.#client[this.#size] as number
    const time = this.#time[this.#size] as number
    if (this.#isBefore(time, last, this.#parent(place))) this.#rise(last, time, place)
    else this.#sink(last, time, place)
  }

  /** At whom. */
  first(): number | undefined {
    return this.#size === 0 ? undefined : this.#client[0]
  }

  #parent(place: number): number {
    return place === 0 ? 0 : Math.floor((place - 1) / CHILDREN)
  }

  /** Whether a client with that time comes before the one in that place. */
  #isBefore(time: number, client: number, place: number): boolean {
    const other = this.#time[place] as number
    return time < other || (time === other && client < (this.#client[place] as number))
  }

  #put(client: number, time: number, place: number): void {
    this.#client[place] = client
    this.#time[place] = time
    this.#place[client] = place
  }

  #move(from: number, to: number): void {
    this.#put(this.#client[from] as number, this.#time[from] as number, to)
  }

  #rise(client: number, time: number, from: number): void {
    let place = from
    while (place > 0) {
      const parent = this.#parent(place)
      if (!this.#isBefore(time, client, parent)) break
      this.#move(parent, place)
      place = parent
    }
    this.#put(client, time, place)
  }

  #sink(client: number, time: number, from: number): void {
    let place = from
    for (;;) {
      const first = CHILDREN * place + 1
      if (first >= this.#size) break
      const end = Math.min(first + CHILDREN, this.#size)
      let least = first
      for (let child = first + 1; child < end; child += 1) {
        const at = this.#time[child] as number
        if (this.#isBefore(at, this.#client[child] as number, least)) least = child
      }
      if (this.#isBefore(time, client, least)) break
      this.#move(least, place)
      place = least
    }
    this.#put(client, time, place)
  }
}

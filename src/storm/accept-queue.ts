/**
 * The accept queue: connections whose first work has come and not begun. A client's first octets come
 * with the segment that ends its handshake, so that this is when it joins.
 *
 * 1. Full is what Linux calls full: more in it than its backlog, so that one more has room
 *    (`sk_acceptq_is_full`).
 * 2. Who joins is judged as it joins, by who stands there then: Linux ignores the segment that ends a
 *    handshake where the queue is full (`tcp_v4_syn_recv_sock`).
 * 3. A SYN is judged as it leaves, by what is foreseen, so that one in vain costs no connection. It is
 *    dropped when the queue is full as it arrives, by whoever stands there now (`tcp_conn_request`); or
 *    will be full as it joins, by whoever is expected before it as well, by the round trips of links alone,
 *    less whom the server begins with, a login's work for each.
 * 4. The latter only where it can be trusted: the queue is half full already; or some have joined, and most
 *    on the way are not late. Who is late (a radio that wakes up, a cell, a loss) is expected no more.
 * 5. {@link ON_THE_WAY} at most are on the way beside as many as the queue has room for, so that memory is
 *    bounded. They are more than a server begins with in seconds.
 */
import type { Duration, Instant } from '../units.ts'

/** Of connections that have not joined. */
export const ON_THE_WAY = 2048

export class AcceptQueue {
  readonly #backlog: number
  /** What the server has to do for each, from the first work to the last. */
  readonly #takes: number
  /** When those who stand in it leave it, ascending, from `#left` on. */
  #leaves: number[] = []
  #left = 0
  /** When those on the way are expected to join, ascending; who is late is not in it. */
  readonly #expected: number[] = []
  #onTheWay = 0
  #hasJoined = false

  /** `takes`: a login, on average. */
  constructor(backlog: number, takes: Duration) {
    this.#backlog = backlog
    this.#takes = takes
  }

  /** Whether a SYN that leaves now will be in vain. `freeAt`: the server's cores. */
  foresees(now: Instant, roundTrip: number, freeAt: Float64Array): 'room' | 'full' {
    if (this.#onTheWay >= this.#backlog + ON_THE_WAY) return 'full'
    if (this.#at(now + roundTrip / 2) > this.#backlog) return 'full'
    this.#forget(now)
    if (!this.#isInTime() && 2 * this.#at(now) < this.#backlog) return 'room'
    const joins = joinsAt(now, roundTrip)
    const before = placeOf(this.#expected, joins)
    const from = this.#expected[0] ?? joins
    const standing = this.#at(joins) + Math.max(0, before - this.#begun(from, joins, freeAt))
    return standing > this.#backlog ? 'full' : 'room'
  }

  /** A SYN has left. Answers when its connection is expected to join. */
  letIn(now: Instant, roundTrip: number): number {
    const joins = joinsAt(now, roundTrip)
    this.#onTheWay += 1
    this.#expected.splice(placeOf(this.#expected, joins), 0, joins)
    return joins
  }

  /** One that was expected then is on the way no more: it joins, or is gone. */
  arrived(now: Instant, expected: number): void {
    this.#onTheWay -= 1
    this.#forget(now)
    if (expected > now) this.#expected.splice(placeOf(this.#expected, expected) - 1, 1)
  }

  isFull(now: Instant): boolean {
    return this.#at(now) > this.#backlog
  }

  /** One joins, and is begun with then: never before those who joined before it. */
  join(begins: Instant): void {
    this.#leaves.push(begins)
    this.#hasJoined = true
  }

  /** Whether who is on the way comes as expected: no radio has to wake up, no cell is slow. */
  #isInTime(): boolean {
    return this.#hasJoined && 2 * this.#expected.length >= this.#onTheWay
  }

  /** How many of those who stand in it now do so then. */
  #at(time: number): number {
    return this.#leaves.length - placeOf(this.#leaves, time, this.#left)
  }

  #forget(now: Instant): void {
    this.#left = placeOf(this.#leaves, now, this.#left)
    if (this.#left > KEPT) {
      this.#leaves = this.#leaves.slice(this.#left)
      this.#left = 0
    }
    const late = placeOf(this.#expected, now)
    if (late > 0) this.#expected.splice(0, late)
  }

  /** How many of those who join from then on the server begins with: not before anybody is there. */
  #begun(from: number, until: number, freeAt: Float64Array): number {
    let begun = 0
    for (const free of freeAt) {
      const since = until - Math.max(free, from)
      if (since >= 0) begun += 1 + since / this.#takes
    }
    return begun
  }
}

/** With the third segment of its handshake. */
const joinsAt = (now: Instant, roundTrip: number): number => now + 1.5 * roundTrip

/** How many of those ascending times are not after that one, and from which place on they are after it. */
function placeOf(times: readonly number[], time: number, from = 0): number {
  let low = from
  let high = times.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((times[middle] as number) <= time) low = middle + 1
    else high = middle
  }
  return low
}

/** Of times that lie behind. */
const KEPT = 4096

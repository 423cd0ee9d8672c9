/**
 * The server's machine: who is let in, and when its work is begun with.
 *
 * 1. Work waits in one line, first come first served, for the first core that is free. How long a
 *    piece takes is known when it comes, so that its beginning is known as well.
 * 2. A connection is taken from the accept queue when its first work begins.
 * 3. Whether there will be room in the accept queue is judged as the SYN leaves its client: those that
 *    are under way or in line, less what the server begins with in a round trip (Linux drops a SYN when
 *    the queue is full as it arrives, `sk_acceptq_is_full`). So a SYN that is dropped costs nothing.
 * 4. Where the server works on behalf of who is gone, it works in vain, as real ones do.
 *
 * Left out: an accept queue that is full when a handshake ends (Linux leaves its last segment
 * unanswered), work that yields, other work of the machine, its memory.
 */
import { type Duration, type Instant, later, seconds } from '../units.ts'
import type { HostSettings, Limit } from './spec.ts'
import type { TimeSeries } from './time-series.ts'

export type Admission = 'admitted' | 'dropped' | 'refused'

export interface HostOptions {
  readonly settings: HostSettings
  /** Until then it refuses everybody. */
  readonly upAt: Instant
  /** What a login takes on average; undefined where cores are unlimited. */
  readonly meanLogin: Duration | undefined
  readonly series: TimeSeries
}

const SECOND = seconds(1)

const finite = (limit: Limit): number => (limit === 'unlimited' ? Number.POSITIVE_INFINITY : limit)

export class Host {
  readonly #settings: HostSettings
  readonly #upAt: Instant
  readonly #series: TimeSeries
  /** When each core is free; none where they are unlimited. */
  readonly #freeAt: Float64Array
  /** Logins in a nanosecond. */
  readonly #speed: number
  /** Let in, and no work of theirs has come yet. */
  #underWay = 0
  /** Beginnings of first work that may lie ahead, ascending, from `#begun` on. */
  #beginnings: number[] = []
  #begun = 0
  #halfOpen = 0
  #open = 0
  #tokens: number
  #tokensAt: Instant

  constructor({ settings, upAt, meanLogin, series }: HostOptions) {
    this.#settings = settings
    this.#upAt = upAt
    this.#series = series
    const { cores } = settings
    this.#freeAt = new Float64Array(cores === 'unlimited' ? 0 : cores)
    this.#speed =
      cores === 'unlimited' || meanLogin === undefined
        ? Number.POSITIVE_INFINITY
        : cores / meanLogin
    this.#tokens = finite(settings.connectRate)
    this.#tokensAt = upAt
  }

  /** A client sends a SYN now. `roundTrip`: of its link, in nanoseconds. */
  knock(now: Instant, roundTrip: number): Admission {
    const { backlog, synBacklog, connections } = this.#settings
    if (now + roundTrip / 2 < this.#upAt) return 'refused'
    if (!this.#mayCome(now)) return 'dropped'
    if (this.#halfOpen >= finite(synBacklog)) return 'dropped'
    if (backlog !== 'unlimited') {
      const begunMeanwhile = this.#speed * roundTrip
      if (this.#underWay + this.#inLine(now) >= backlog + begunMeanwhile) return 'dropped'
    }
    return this.#open >= finite(connections) ? 'refused' : 'admitted'
  }

  /** Whether admission depends on round trips, which are not known of every client. */
  get asksForRoundTrips(): boolean {
    return this.#upAt > 0 || this.#settings.backlog !== 'unlimited'
  }

  letIn(): void {
    this.#underWay += 1
    this.#halfOpen += 1
    this.#open += 1
  }

  /** Its handshake of TCP is done. */
  established(): void {
    this.#halfOpen -= 1
  }

  /** It is gone; `before`: what it never came to. */
  gone(before: { readonly established: boolean; readonly worked: boolean }): void {
    this.#open -= 1
    if (!before.established) this.#halfOpen -= 1
    if (!before.worked) this.#underWay -= 1
  }

  /** When work that comes now will begin. */
  free(now: Instant): Instant {
    const core = this.#freest()
    return core === -1 ? now : later(now, (this.#freeAt[core] ?? 0) as Instant)
  }

  /** Work that begins then, as {@link free} has said. */
  work(now: Instant, from: Instant, takes: number): void {
    const core = this.#freest()
    if (core !== -1) this.#freeAt[core] = from + takes
    this.#series.worked(from, takes)
    this.#series.inLine(now, from - now)
  }

  /** The first work of a connection begins then. */
  first(from: Instant): void {
    this.#underWay -= 1
    if (this.#settings.backlog !== 'unlimited') this.#beginnings.push(from)
  }

  #freest(): number {
    const { length } = this.#freeAt
    let found = length === 0 ? -1 : 0
    for (let core = 1; core < length; core += 1) {
      if ((this.#freeAt[core] ?? 0) < (this.#freeAt[found] ?? 0)) found = core
    }
    return found
  }

  /** Connections whose first work has not begun. */
  #inLine(now: Instant): number {
    while ((this.#beginnings[this.#begun] ?? Number.POSITIVE_INFINITY) <= now) this.#begun += 1
    if (this.#begun > KEPT) {
      this.#beginnings = this.#beginnings.slice(this.#begun)
      this.#begun = 0
    }
    return this.#beginnings.length - this.#begun
  }

  /** A bucket of as many as may come in a second, full at first. */
  #mayCome(now: Instant): boolean {
    const { connectRate } = this.#settings
    if (connectRate === 'unlimited') return true
    if (now > this.#tokensAt) {
      const earned = ((now - this.#tokensAt) / SECOND) * connectRate
      this.#tokens = Math.min(connectRate, this.#tokens + earned)
      this.#tokensAt = now
    }
    if (this.#tokens < 1) return false
    this.#tokens -= 1
    return true
  }
}

/** Of beginnings that lie behind. */
const KEPT = 4096

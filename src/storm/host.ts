/**
 * The server's machine: who is let in, and when its work is begun with.
 *
 * 1. Work waits in one line, first come first served, for the first core that is free. How long a
 *    piece takes is known when it comes, so that its beginning is known as well.
 * 2. A connection stands in the accept queue from when its first work comes until that begins. Whoever
 *    finds the queue full is turned away; where that is foreseen, its SYN is dropped as it leaves
 *    ({@link AcceptQueue}).
 * 3. Limits count who has arrived: a SYN that is on its way, or lost there, takes nobody's place.
 * 4. Where the server works on behalf of who is gone, it works in vain, as real ones do.
 *
 * Left out: work that yields, other work of the machine, its memory.
 */
import { type Duration, type Instant, later, seconds } from '../units.ts'
import { AcceptQueue } from './accept-queue.ts'
import type { HostSettings, Limit } from './spec.ts'
import type { TimeSeries } from './time-series.ts'

export type Acceptance = 'admitted' | 'dropped' | 'refused'

export interface HostOptions {
  readonly settings: HostSettings
  /** Until then it refuses everybody. */
  readonly upAt: Instant
  /** What a login takes on average; undefined where cores are unlimited. */
  readonly meanLogin: Duration | undefined
  readonly series: TimeSeries
}

/** How far a connection has come: limits know those alone that have arrived. */
export type Progress = 'on-the-way' | 'half-open' | 'established'

/** What a connection that is gone had come to. */
export interface GoneConnection {
  readonly progress: Progress
  /** Undefined: its first work has come. */
  readonly expected: number | undefined
}

const SECOND = seconds(1)

const finite = (limit: Limit): number => (limit === 'unlimited' ? Number.POSITIVE_INFINITY : limit)

export class StormHost {
  readonly #settings: HostSettings
  readonly #upAt: Instant
  readonly #series: TimeSeries
  /** When each core is free; none where they are unlimited. */
  readonly #freeAt: Float64Array
  /** None where nobody ever stands in it, or it is never full. */
  readonly #queue: AcceptQueue | undefined
  #halfOpen = 0
  #open = 0
  #tokens: number
  #tokensAt: Instant

  constructor({ settings, upAt, meanLogin, series }: HostOptions) {
    this.#settings = settings
    this.#upAt = upAt
    this.#series = series
    const { cores, backlog } = settings
    this.#freeAt = new Float64Array(cores === 'unlimited' ? 0 : cores)
    if (cores !== 'unlimited' && backlog !== 'unlimited' && meanLogin !== undefined) {
      this.#queue = new AcceptQueue(backlog, meanLogin)
    }
    this.#tokens = finite(settings.connectRate)
    this.#tokensAt = upAt
  }

  /** A client sends a SYN now: what is known by then. `roundTrip`: of its link, in nanoseconds. */
  knock(now: Instant, roundTrip: number): Acceptance {
    if (now + roundTrip / 2 < this.#upAt) return 'refused'
    return this.#queue?.foresees(now, roundTrip, this.#freeAt) === 'full' ? 'dropped' : 'admitted'
  }

  /** Whether it matters when SYNs arrive. */
  get hasLimits(): boolean {
    const { connectRate, synBacklog, connections } = this.#settings
    return [connectRate, synBacklog, connections].some((limit) => limit !== 'unlimited')
  }

  /** A SYN arrives now. Who is admitted is half open. */
  arrive(now: Instant): Acceptance {
    const { synBacklog, connections } = this.#settings
    if (!this.#mayCome(now) || this.#halfOpen >= finite(synBacklog)) return 'dropped'
    if (this.#open >= finite(connections)) return 'refused'
    this.#halfOpen += 1
    this.#open += 1
    return 'admitted'
  }

  /** Whether admission depends on round trips, which are not known of every client. */
  get asksForRoundTrips(): boolean {
    return this.#upAt > 0 || this.#queue !== undefined
  }

  /** Answers when its first work is expected, at the earliest. */
  letIn(now: Instant, roundTrip: number): number {
    return this.#queue?.letIn(now, roundTrip) ?? now
  }

  /** The handshake of TCP is done of one that had arrived. */
  established(): void {
    this.#halfOpen -= 1
  }

  /** Its first work comes, which was expected then: is there room for it in the accept queue? */
  join(now: Instant, expected: number): 'joined' | 'turned-away' {
    this.#queue?.arrived(now, expected)
    if (this.#queue?.isFull(now) === true) return 'turned-away'
    this.#queue?.join(this.free(now))
    return 'joined'
  }

  gone(now: Instant, before: GoneConnection): void {
    if (before.progress !== 'on-the-way') this.#open -= 1
    if (before.progress === 'half-open') this.#halfOpen -= 1
    if (before.expected !== undefined) this.#queue?.arrived(now, before.expected)
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

  #freest(): number {
    const { length } = this.#freeAt
    let found = length === 0 ? -1 : 0
    for (let core = 1; core < length; core += 1) {
      if ((this.#freeAt[core] ?? 0) < (this.#freeAt[found] ?? 0)) found = core
    }
    return found
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

/**
 * Which address is tried when, and when an attempt is given up: as an engine that knows no TCP.
 *
 * 1. One after the other: the next attempt begins when the one before has failed or has had its
 *    time (RFC 6120 §3.2.1).
 * 2. Happy Eyeballs: IPv6 and IPv4 in turn, IPv6 first (RFC 8305 §4); the next attempt begins when
 *    the latest has failed or its delay is over, and the others go on (§5). The RFC leaves open
 *    what a failure does; not to wait any longer is what Python's asyncio does.
 * 3. Happy Eyeballs begins with what there is when AAAA records have come, or the resolution delay
 *    is over, or there is nothing more to come (§3); what comes later takes its place in the row.
 * 4. A lower SRV priority waits until every attempt of those above has failed (XEP-0495 §4.1).
 * 5. The first that is connected wins; the others are left, and answer a late SYN-ACK by a reset.
 */
import type { Engine } from '../../engine.ts'
import type { TcpFailure } from '../../tcp/segment.ts'
import { type Instant, later, plus, START, soonest } from '../../units.ts'
import type { Destination, Destinations, Manner } from './destination.ts'

export type ScheduleInput =
  /** `complete`: no more will be found. */
  | {
      readonly kind: 'found'
      readonly destinations: readonly Destination[]
      readonly complete: boolean
    }
  | { readonly kind: 'failed'; readonly destination: Destination; readonly failure: TcpFailure }
  | { readonly kind: 'connected'; readonly destination: Destination }
  /** Nobody wants a connection any more. */
  | { readonly kind: 'stop' }

export type ScheduleOutput =
  | { readonly kind: 'try'; readonly destination: Destination }
  | { readonly kind: 'leave'; readonly destination: Destination }
  /** Nothing could be done until an answer had come, and that was a refusal. */
  | { readonly kind: 'waited' }
  /** Every attempt has failed, in this order. */
  | { readonly kind: 'exhausted'; readonly failures: readonly TcpFailure[] }

/** An attempt that is neither connected nor failed. */
interface Open {
  readonly destination: Destination
  readonly until: Instant | undefined
}

export class Schedule implements Engine<ScheduleInput, ScheduleOutput> {
  readonly #manner: Manner
  readonly #connectTimeout: Destinations['connectTimeout']
  readonly #outputs: ScheduleOutput[] = []
  readonly #failures: TcpFailure[] = []
  /** In the order in which they were found. */
  #untried: readonly Destination[] = []
  /** In the order in which they began. */
  #open: readonly Open[] = []
  #latest: Destination | undefined
  #latestAt = START
  #state: 'looking-up' | 'trying' | 'over' = 'looking-up'
  #complete = false
  /** When the next attempt begins, whatever becomes of the others. */
  #nextAt: Instant | undefined

  constructor({ manner, connectTimeout }: Omit<Destinations, 'list'>) {
    this.#manner = manner
    this.#connectTimeout = connectTimeout
  }

  handle(input: ScheduleInput, now: Instant): void {
    if (this.#state === 'over') return
    switch (input.kind) {
      case 'found':
        this.#untried = [...this.#untried, ...input.destinations]
        this.#complete ||= input.complete
        this.#found(now)
        return
      case 'failed':
        this.#failed(input.destination, input.failure, now)
        return
      case 'connected':
        this.#end(input.destination)
        return
      case 'stop':
        this.#end(undefined)
    }
  }

  poll(): ScheduleOutput | undefined {
    return this.#outputs.shift()
  }

  deadline(): Instant | undefined {
    let at = this.#nextAt
    for (const { until } of this.#open) at = soonest(at, until)
    return at
  }

  wake(now: Instant): void {
    for (const { destination, until } of this.#open) {
      if (until === undefined || until > now) continue
      this.#outputs.push({ kind: 'leave', destination })
      this.#failed(destination, 'connect-timeout', now)
    }
    if (this.#nextAt !== undefined && this.#nextAt <= now) {
      this.#state = 'trying'
      this.#next(now)
    }
  }

  #found(now: Instant): void {
    if (this.#state === 'trying') {
      const isLatestOpen = this.#open.some(({ destination }) => destination === this.#latest)
      if (isLatestOpen) this.#awaitNext(now)
      else this.#next(now)
      return
    }
    const begins = this.#complete || this.#untried.some(({ ip }) => ip === 'ipv6')
    if (this.#manner.kind === 'one-after-the-other' ? this.#complete : begins) {
      this.#state = 'trying'
      this.#next(now)
    } else if (this.#manner.kind === 'happy-eyeballs' && this.#untried.length > 0) {
      this.#nextAt ??= plus(now, this.#manner.resolutionDelay)
    }
  }

  #failed(destination: Destination, failure: TcpFailure, now: Instant): void {
    const before = this.#open.length
    this.#open = this.#open.filter((one) => one.destination !== destination)
    if (this.#open.length === before) return
    this.#failures.push(failure)
    if (destination !== this.#latest && this.#open.length > 0) return
    this.#next(now, failure)
  }

  /** The next attempt, if there is one that may begin now; because the one before has failed, or not. */
  #next(now: Instant, because?: TcpFailure): void {
    this.#nextAt = undefined
    const [destination] = this.#ordered()
    if (destination === undefined || !this.#mayTry(destination)) {
      if (this.#complete && this.#open.length === 0) this.#exhausted()
      return
    }
    if (because === 'refused') this.#outputs.push({ kind: 'waited' })
    const timeout = this.#connectTimeout
    const until = timeout === undefined ? undefined : plus(now, timeout)
    this.#untried = this.#untried.filter((one) => one !== destination)
    this.#open = [...this.#open, { destination, until }]
    this.#latest = destination
    this.#latestAt = now
    this.#outputs.push({ kind: 'try', destination })
    this.#awaitNext(now)
  }

  #awaitNext(now: Instant): void {
    const [following] = this.#ordered()
    if (this.#manner.kind !== 'happy-eyeballs' || following === undefined) return
    if (!this.#mayTry(following)) return
    this.#nextAt = later(now, plus(this.#latestAt, this.#manner.attemptDelay))
  }

  #mayTry({ priority }: Destination): boolean {
    if (this.#open.length === 0) return true
    if (this.#manner.kind === 'one-after-the-other') return false
    return this.#open.every(({ destination }) => destination.priority === priority)
  }

  /** Those that are left, as they are to be tried. */
  #ordered(): readonly Destination[] {
    if (this.#manner.kind === 'one-after-the-other') return this.#untried
    const priority = Math.min(...this.#untried.map((one) => one.priority))
    const group = this.#untried.filter((one) => one.priority === priority)
    const last = this.#latest?.priority === priority ? this.#latest.ip : 'ipv4'
    const other = last === 'ipv4' ? 'ipv6' : 'ipv4'
    const next = group.find(({ ip }) => ip === other) ?? group[0]
    return next === undefined ? [] : [next, ...group.filter((one) => one !== next)]
  }

  #exhausted(): void {
    this.#state = 'over'
    this.#outputs.push({ kind: 'exhausted', failures: this.#failures })
  }

  #end(winner: Destination | undefined): void {
    for (const { destination } of this.#open) {
      if (destination !== winner) this.#outputs.push({ kind: 'leave', destination })
    }
    this.#state = 'over'
    this.#open = []
    this.#nextAt = undefined
  }
}

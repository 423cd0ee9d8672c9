/**
 * The work of one connection at the host: its handshake of TLS and its answers. What a login takes
 * beyond that is done when it is ready, when nobody waits for it but those in line.
 */
import type { WorkLine } from '../processing-time.ts'
import type { Duration, Instant } from '../units.ts'
import type { Customer, Turns } from '../xmpp/server/processor.ts'
import type { LoginCost } from './costs.ts'
import type { StormHost } from './host.ts'
import type { OwnTime } from './own-time.ts'

interface HostedWorkOptions {
  readonly host: StormHost
  readonly time: OwnTime
  readonly cost: LoginCost | undefined
  /** When its first work is. */
  readonly expected: number
  readonly turnedAway: () => void
}

export class HostedWork implements WorkLine, Turns {
  readonly #options: HostedWorkOptions
  /** Nanoseconds. */
  #done = 0
  /** Whose turn has not come. */
  #waiting: Customer | undefined
  /** Whether its first work has come, and found room; or it is turned away before. */
  #stage: 'expected' | 'turned-away' | 'joined' | 'no-room' = 'expected'

  constructor(options: HostedWorkOptions) {
    this.#options = options
  }

  /** When its first work is; undefined: it has come. */
  get expected(): number | undefined {
    const hasCome = this.#stage === 'joined' || this.#stage === 'no-room'
    return hasCome ? undefined : this.#options.expected
  }

  /** Nothing is to come of it any more: it will be ended, and is to leave the radio as it is by then. */
  turnAway(now: Instant, stage: 'turned-away' | 'no-room' = 'turned-away'): void {
    const { time } = this.#options
    this.#stage = stage
    time.limit = time.everybodys(now)
  }

  get isTurnedAway(): boolean {
    return this.#stage === 'turned-away' || this.#stage === 'no-room'
  }

  /** A handshake: as much work as was measured, of which its flight waits for what it has to. */
  begin(now: Instant, takes: Duration): Instant | 'not-yet' {
    const { time } = this.#options
    if (!time.isInTurn) {
      time.inTurn(() => {})
      return 'not-yet'
    }
    if (!this.#isLetIn(now)) return now
    const from = this.#next(now)
    this.#work(now, from, this.#options.cost?.handshake ?? takes)
    return from
  }

  /** An answer: it is made at once, and goes out as it would if it were made when its turn has come. */
  claim(customer: Customer, now: Instant): void {
    this.#waiting = customer
    this.#options.time.inTurn(() => {
      if (this.#waiting === customer) this.#serve(customer, now)
    })
  }

  #serve(customer: Customer, now: Instant): void {
    this.#waiting = undefined
    if (!this.#isLetIn(now)) return
    const from = this.#next(now)
    const until = customer.serve(from)
    if (until !== 'done') this.#work(now, from, until - from)
  }

  /** Work that has been begun is done. */
  release(): void {}

  withdraw(): void {
    this.#waiting = undefined
  }

  end(how: 'ready' | 'in-vain', now: Instant): void {
    const { host, cost } = this.#options
    if (how === 'in-vain' || cost === undefined) return
    const left = cost.whole - this.#done
    if (left > 0) host.work(now, host.free(now), left)
  }

  /** Whether it is in the accept queue, or out of it again. */
  #isLetIn(now: Instant): boolean {
    const { host, time, expected, turnedAway } = this.#options
    if (this.#stage === 'expected') {
      if (host.join(time.everybodys(now), expected) === 'joined') this.#stage = 'joined'
      else {
        this.turnAway(now, 'no-room')
        turnedAway()
      }
    }
    return this.#stage === 'joined'
  }

  #next(now: Instant): Instant {
    const { host, time } = this.#options
    return time.own(host.free(time.everybodys(now)))
  }

  /** Never more in all than a login takes. */
  #work(now: Instant, from: Instant, takes: number): void {
    const { host, time, cost } = this.#options
    const left = cost === undefined ? takes : cost.whole - this.#done
    const work = Math.max(0, Math.min(takes, left))
    this.#done += work
    host.work(time.everybodys(now), time.everybodys(from), work)
  }
}

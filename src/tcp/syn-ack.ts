/**
 * The listener's half-open connection (`struct request_sock`, `reqsk_timer_handler`,
 * `tcp_check_req`): the SYN-ACK, its own timer that doubles, and one more SYN-ACK for every
 * repeated SYN. It remembers the timestamp of the first SYN and echoes no other (RFC 7323 §4.3
 * would allow it), which is why a lost SYN-ACK inflates the client's first round-trip sample.
 */
import { type Instant, toMicroseconds } from '../units.ts'
import { type ControlBlock, NEVER } from './control-block.ts'
import { RTO_MAX_US } from './rtt-estimator.ts'
import type { Segment } from './segment.ts'
import type { TimerWheel } from './timer-wheel.ts'

/** net.ipv4.tcp_invalid_ratelimit. */
const REPLY_INTERVAL_US = 500_000

export class HalfOpen {
  /** The SYN's timestamp, and what the SYN-ACK grants. */
  readonly echo: Instant
  readonly cookie: string | undefined
  /** When the first SYN-ACK left. */
  readonly sentAt: Instant
  due: Instant = NEVER
  /** Fast Open: what every SYN-ACK acknowledges; 1 without. */
  acknowledgesData = 1
  /** Timer expiries, and SYN-ACKs sent again for whatever reason. */
  timeouts = 0
  repeats = 0
  #lastReplyJiffies: number | undefined
  readonly #wheel: TimerWheel
  readonly #firstTimeoutUs: number

  constructor(
    syn: Segment,
    cookie: string | undefined,
    tcb: Pick<ControlBlock, 'now' | 'wheel' | 'settings'>,
  ) {
    const { now, wheel, settings } = tcb
    this.#firstTimeoutUs = toMicroseconds(settings.initialTimeout)
    this.echo = syn.timestamp
    this.cookie = cookie
    this.sentAt = now
    this.#wheel = wheel
    this.#arm(now)
  }

  /** The timer has fired: whether to repeat the SYN-ACK, or to forget the request. */
  timeOut(now: Instant, retries: number): 'repeat' | 'forget' {
    if (this.timeouts >= retries) {
      this.due = NEVER
      return 'forget'
    }
    this.timeouts += 1
    this.repeats += 1
    this.#arm(now)
    return 'repeat'
  }

  /**
   * A SYN has come again; repeated SYN-ACKs are limited in rate. They start the timer anew, but
   * not that of a Fast Open connection, whose SYN-ACK is repeated by the connection's own.
   */
  synRepeated(now: Instant, timer: 'restart' | 'keep'): 'repeat' | 'ignore' {
    const jiffies = this.#wheel.jiffies(now)
    const interval = this.#wheel.fromMicroseconds(REPLY_INTERVAL_US)
    if (this.#lastReplyJiffies !== undefined && jiffies - this.#lastReplyJiffies < interval)
      return 'ignore'
    this.#lastReplyJiffies = jiffies
    this.repeats += 1
    if (timer === 'restart') this.#arm(now)
    return 'repeat'
  }

  /** How long the next SYN-ACK waits, in jiffies (`tcp_reqsk_timeout`). */
  get timeoutJiffies(): number {
    return this.#wheel.fromMicroseconds(
      Math.min(this.#firstTimeoutUs * (1 << this.timeouts), RTO_MAX_US),
    )
  }

  #arm(now: Instant): void {
    this.due = this.#wheel.expiry(now, this.timeoutJiffies)
  }
}

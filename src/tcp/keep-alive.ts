/**
 * Keep-alive (RFC 9293 §3.8.4, RFC 1122 §4.2.3.6; `tcp_keepalive_timer`, `tcp_xmit_probe_skb`): a
 * peer that has been silent for long is asked, by a segment that it has had already, to acknowledge
 * again. Silent all along: the connection is reset and held for dead.
 *
 * 1. Only while nothing is in flight and nothing waits to be sent; otherwise the retransmission
 *    timer is who finds out, and keep-alive looks again one idle time later.
 * 2. The timer is not set anew by what arrives; when it fires, it finds out how long the peer has
 *    been silent, and sleeps the rest.
 * 3. With a user timeout that decides instead of the count of probes, once one is out.
 *
 * Left out: orphaned sockets in FIN-WAIT-2, which the kernel times by the same timer.
 */
import { type Duration, type Instant, toMicroseconds } from '../units.ts'
import { NEVER } from './control-block.ts'
import type { KeepAliveSettings } from './settings.ts'
import type { TimerWheel } from './timer-wheel.ts'

export class KeepAlive {
  due: Instant = NEVER
  readonly #wheel: TimerWheel
  readonly #idle: number
  readonly #interval: number
  readonly #probes: number
  readonly #userTimeout: number | undefined
  /** Without an answer so far (`icsk_probes_out`). */
  #unanswered = 0
  /** When the peer was last heard, in jiffies (`rcv_tstamp`, `lrcvtime`). */
  #heard = 0

  constructor(
    { idle, interval, probes }: KeepAliveSettings,
    userTimeout: Duration | undefined,
    wheel: TimerWheel,
  ) {
    const jiffies = (time: Duration): number => wheel.fromMicroseconds(toMicroseconds(time))
    this.#wheel = wheel
    this.#idle = jiffies(idle)
    this.#interval = jiffies(interval)
    this.#probes = probes
    this.#userTimeout = userTimeout === undefined ? undefined : jiffies(userTimeout)
  }

  /** The connection is established. */
  begin(now: Instant): void {
    this.heard(now)
    this.#sleep(now, this.#idle)
  }

  /** A segment has acknowledged something, or the same again. */
  heard(now: Instant): void {
    this.#unanswered = 0
    this.#heard = this.#wheel.jiffies(now)
  }

  stop(): void {
    this.due = NEVER
  }

  /** The timer has fired; `sending`: something is in flight or waits to be sent. */
  fired(now: Instant, sender: 'sending' | 'quiet'): 'sleep' | 'probe' | 'give-up' {
    const silence = this.#wheel.jiffies(now) - this.#heard
    if (sender === 'sending' || silence < this.#idle) {
      this.#sleep(now, sender === 'sending' ? this.#idle : this.#idle - silence)
      return 'sleep'
    }
    if (this.#isDead(silence)) return 'give-up'
    this.#unanswered += 1
    this.#sleep(now, this.#interval)
    return 'probe'
  }

  #isDead(silence: number): boolean {
    if (this.#userTimeout === undefined) return this.#unanswered >= this.#probes
    return silence >= this.#userTimeout && this.#unanswered > 0
  }

  #sleep(now: Instant, jiffies: number): void {
    this.due = this.#wheel.expiry(now, jiffies)
  }
}

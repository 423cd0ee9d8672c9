/**
 * When to acknowledge (RFC 9293 §3.8.6.3, RFC 5681 §4.2; `tcp_event_data_recv`,
 * `__tcp_ack_snd_check`, `tcp_send_delayed_ack`, `tcp_cleanup_rbuf`, `tcp_measure_rcv_mss`).
 *
 * Models Linux's two moods. A connection begins in quick mode and acknowledges each segment;
 * as soon as it answers within `ato` of having received it is interactive ("pingpong",
 * net.ipv4.tcp_pingpong_thresh = 1) and leaves the acknowledgement to its own data, or to a
 * timer of 40 ms. More than one full segment, two pushes that were read, or a filled gap are
 * acknowledged at once; a duplicate brings quick mode back, and it lasts while the advertised window grows
 * (which is all that is modelled of that growth). The application reads at once.
 *
 * Of a run beyond a gap `compressed-acks.ts` decides.
 */
import type { Instant } from '../units.ts'
import { CompressedAcks } from './compressed-acks.ts'
import { NEVER } from './control-block.ts'
import { TIMESTAMP_OPTION } from './settings.ts'
import type { TimerWheel } from './timer-wheel.ts'
import { WindowGrowth } from './window-growth.ts'

/** TCP_ATO_MIN and TCP_DELACK_MIN, HZ/25. */
const DELAY_MIN_US = 40_000
/** TCP_DELACK_MAX, HZ/5; bounded by the peer's least RTO less a jiffy (`tcp_delack_max`). */
const DELAY_MAX_US = 200_000
/** Half a second, before interactivity or a push is known. */
const DELAY_UNKNOWN_US = 500_000
/** TCP_MAX_QUICKACKS. */
const QUICK_MAX = 16
/** TCP_MSS_DEFAULT, the first guess at the peer's segment size. */
const MSS_GUESS = 536
const MSS_MIN = 88

/** `compressed`: one for several, when `compressed.due` comes. */
export type AckDecision = 'now' | 'later' | 'compressed' | 'none'

export class AckPolicy {
  readonly #wheel: TimerWheel
  readonly #quickRule: boolean
  readonly #advertisedMss: number
  /** When the delayed acknowledgement is due. */
  due: Instant = NEVER
  /** Of runs beyond a gap. */
  readonly compressed = new CompressedAcks()
  /** RCV.NXT as last acknowledged (`rcv_wup`). */
  acknowledged = 0
  #dueJiffies = 0
  #scheduled = false
  #immediate = false
  #pushes = 0
  readonly #growth: WindowGrowth
  /** Jiffies; 0 until the first data. */
  #delay = 0
  #quick = 0
  #interactive = false
  #lastReceived = Number.NEGATIVE_INFINITY
  #lastSegment = 0
  #peerMss: number

  constructor(wheel: TimerWheel, payloadMss: number, quickRule: boolean) {
    this.#wheel = wheel
    this.#advertisedMss = payloadMss
    this.#quickRule = quickRule
    this.#peerMss = Math.min(payloadMss, MSS_GUESS)
    this.#growth = new WindowGrowth(payloadMss)
  }

  /** In-order data has arrived. `rto` in jiffies; `beyondGap`: octets that wait for more. */
  dataArrived(now: Instant, length: number, push: boolean, rto: number, beyondGap: number): void {
    this.#scheduled = true
    this.#measurePeer(length, push)
    const jiffies = this.#wheel.jiffies(now)
    const least = this.#wheel.fromMicroseconds(DELAY_MIN_US)
    if (this.#delay === 0) {
      this.#raiseQuick()
      this.#delay = least
    } else {
      const since = jiffies - this.#lastReceived
      if (since <= least / 2) this.#delay = (this.#delay >> 1) + (least >> 1)
      else if (since < this.#delay) this.#delay = Math.min((this.#delay >> 1) + since, rto)
      else if (since > rto) this.#raiseQuick()
    }
    this.#lastReceived = jiffies
    if (this.#growth.grows(length, beyondGap)) this.#quick |= 1
  }

  /** What a segment echoes, and how long ago that was said. */
  echoSeen(echoMs: number, length: number, elapsedUs: number): void {
    this.compressed.echoSeen(echoMs, length >= this.#peerMss, elapsedUs)
  }

  /** The connection is there: as if something had come (`tcp_finish_connect`, `tcp_create_openreq_child`). */
  begin(now: Instant): void {
    this.#lastReceived = this.#wheel.jiffies(now)
    this.#growth.begin(now)
  }

  /** The application has read, all up to `next`. */
  hasRead(now: Instant, next: number): void {
    this.#growth.hasRead(now, next, this.compressed.roundTripUs)
  }

  stop(): void {
    this.due = NEVER
    this.compressed.due = NEVER
  }

  /** The peer will say no more: no reason to hurry (`tcp_fin`). */
  finArrived(): void {
    this.#scheduled = true
    this.#interactive = true
  }

  /** Data beyond a gap, where so many octets lay already: the window grows, nothing else changes. */
  gapSeen(length: number, beyondGap: number): void {
    this.#scheduled = true
    // Before it counts itself (`tcp_data_queue_ofo`).
    if (this.#growth.grows(length, beyondGap - this.#advertisedMss)) this.#quick |= 1
  }

  gapFilled(): void {
    this.#immediate = true
  }

  /** `tcp_enter_quickack_mode`. */
  duplicateSeen(): void {
    this.#scheduled = true
    this.#raiseQuick()
    this.#interactive = false
    this.#delay = this.#wheel.fromMicroseconds(DELAY_MIN_US)
  }

  /** `__tcp_ack_snd_check`. `srtt8` as the estimator holds it. */
  decide(now: Instant, next: number, gapless: boolean, srtt8: number): AckDecision {
    if (!this.#scheduled) return 'none'
    if (next - this.acknowledged > this.#peerMss || this.#isQuick() || this.#immediate) return 'now'
    if (!gapless) return this.compressed.decide(now, next, srtt8)
    return this.#postpone(now, srtt8)
  }

  /** `tcp_cleanup_rbuf`: the application has read everything. */
  decideAfterRead(next: number): AckDecision {
    if (!this.#scheduled) return 'none'
    if (next - this.acknowledged > this.#peerMss) return 'now'
    return this.#pushes > 1 || (this.#pushes === 1 && !this.#interactive) ? 'now' : 'none'
  }

  /** A segment with the ACK flag leaves (`tcp_event_ack_sent`). */
  ackSent(next: number): void {
    if (this.#quick > 0 && this.#scheduled) {
      this.#quick -= 1
      if (this.#quick === 0) this.#delay = this.#wheel.fromMicroseconds(DELAY_MIN_US)
    }
    this.#scheduled = false
    this.#immediate = false
    this.#pushes = 0
    this.due = NEVER
    this.compressed.sent()
    this.acknowledged = next
  }

  /** Data leaves (`tcp_event_data_sent`): an answer makes the connection interactive. */
  dataSent(now: Instant): void {
    if (this.#wheel.jiffies(now) - this.#lastReceived < this.#delay) this.#interactive = true
  }

  /** The timer of the delayed acknowledgement has fired; true when one is to be sent. */
  timerFired(rto: number): boolean {
    this.due = NEVER
    if (!this.#scheduled) return false
    if (this.#interactive) {
      this.#interactive = false
      this.#delay = this.#wheel.fromMicroseconds(DELAY_MIN_US)
    } else this.#delay = Math.min(this.#delay * 2, rto)
    return true
  }

  #isQuick(): boolean {
    return this.#quickRule && this.#quick > 0 && !this.#interactive
  }

  #raiseQuick(): void {
    this.#quick = Math.max(this.#quick, QUICK_MAX)
  }

  #postpone(now: Instant, srtt8: number): AckDecision {
    const wheel = this.#wheel
    const least = wheel.fromMicroseconds(DELAY_MIN_US)
    let delay = this.#delay
    if (delay > least) {
      const known = this.#interactive || this.#pushes > 0
      let most = wheel.fromMicroseconds(known ? DELAY_MAX_US : DELAY_UNKNOWN_US)
      if (srtt8 > 0) most = Math.min(most, Math.max(wheel.fromMicroseconds(srtt8 >> 3), least))
      delay = Math.min(delay, most)
    }
    delay = Math.min(delay, wheel.fromMicroseconds(DELAY_MAX_US) - 1)
    const jiffies = wheel.jiffies(now)
    if (this.due !== NEVER) {
      // About to fire anyway: now is as good.
      if (this.#dueJiffies <= jiffies + (delay >> 2)) return 'now'
      if (jiffies + delay >= this.#dueJiffies) return 'later'
    }
    this.#dueJiffies = jiffies + delay
    this.due = wheel.expiry(now, delay)
    return 'later'
  }

  /** The largest segment seen, ignoring short ones unless they repeat. */
  #measurePeer(length: number, push: boolean): void {
    if (length >= this.#peerMss) {
      this.#peerMss = Math.min(length, this.#advertisedMss)
      // The end of what was written, whose writer may wait. More than one such push is not known of.
      if (push) this.#pushes = Math.max(this.#pushes, 1)
      return
    }
    const withOptions = length + TIMESTAMP_OPTION
    if (withOptions >= MSS_GUESS || (withOptions >= MSS_MIN && !push)) {
      const repeated = this.#lastSegment === length
      this.#lastSegment = length
      if (repeated) {
        this.#peerMss = length
        return
      }
    }
    this.#pushes += 1
  }
}

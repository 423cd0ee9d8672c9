/**
 * The congestion window: NewReno (RFC 9002 §7, App. B).
 *
 * Left out: ECN, persistent congestion (§7.6; it takes two probe timeouts without an answer and
 * then falls to the least window, which a dialogue of a few packets does not feel), and pacing: a
 * dialogue fits into the initial window, which §7.7 allows at once, but whoever writes a hundred
 * kilobytes into a window that has grown has them leave in one burst.
 */
import { type Instant, START } from '../units.ts'

/** kLossReductionFactor, halved. */
const REDUCTION = 2

export class CongestionWindow {
  readonly #datagram: number
  window: number
  /** Octets of packets that count, sent and neither acknowledged nor lost. */
  inFlight = 0
  #threshold = Number.POSITIVE_INFINITY
  #recoveryFrom: Instant = START
  #inRecovery = false

  constructor(datagram: number) {
    this.#datagram = datagram
    // §7.2: ten datagrams, but at most 14,720 octets or two datagrams.
    this.window = Math.min(10 * datagram, Math.max(14_720, 2 * datagram))
  }

  get hasRoom(): boolean {
    return this.inFlight < this.window
  }

  sent(size: number): void {
    this.inFlight += size
  }

  /** Of a space whose keys are gone: neither acknowledged nor lost. */
  forgotten(size: number): void {
    this.inFlight -= size
  }

  /** Whether there is not room for a whole datagram more: a window that is not in use does not grow (§7.8). */
  get isFull(): boolean {
    return this.inFlight + this.#datagram > this.window
  }

  /** `wasFull`: when the acknowledgement came, whatever else that has acknowledged. */
  acknowledged(size: number, sentAt: Instant, wasFull: boolean): void {
    this.inFlight -= size
    if (!wasFull || this.#isOfRecovery(sentAt)) return
    this.window +=
      this.window < this.#threshold ? size : Math.floor((this.#datagram * size) / this.window)
  }

  /** All of one loss detection; `sentLast`: when the last of them had been sent. */
  lost(size: number, sentLast: Instant, now: Instant): void {
    this.inFlight -= size
    if (this.#isOfRecovery(sentLast)) return
    this.#inRecovery = true
    this.#recoveryFrom = now
    this.window = Math.max(Math.floor(this.window / REDUCTION), 2 * this.#datagram)
    this.#threshold = this.window
  }

  #isOfRecovery(sentAt: Instant): boolean {
    return this.#inRecovery && sentAt <= this.#recoveryFrom
  }
}

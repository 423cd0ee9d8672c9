/**
 * Round-trip time: smoothed, its variation, its minimum, and the retransmission timeout.
 *
 * Models `tcp_rtt_estimator` and `tcp_update_rtt_min` (net/ipv4/tcp_input.c) in their integer
 * arithmetic: mean deviation with a slower rise when the sample falls (Eifel), the maximum of a
 * round trip as variation, decay once per round trip, and a floor of 200 ms (`tcp_rto_min_us`)
 * under the variation rather than under the timeout. The textbook estimator (RFC 6298 §2, same
 * floor under the timeout) serves for comparison.
 *
 * Left out: the minimum's window of 300 s (`tcp_min_rtt_wlen`), which no handshake outlasts.
 */

/** net.ipv4.tcp_rto_min_us. */
export const RTO_MIN_US = 200_000
/** net.ipv4.tcp_rto_max_ms. */
export const RTO_MAX_US = 120_000_000

export class RttEstimator {
  /** Smoothed round-trip time times 8, in microseconds; 0 before the first sample. */
  srtt8 = 0
  /** Microseconds; Infinity before the first sample. */
  min = Number.POSITIVE_INFINITY
  #deviation4 = 0
  #deviationMax4 = 0
  #variation4 = 0
  /** End of the round trip that is being looked at, as a sequence number. */
  #roundEnd = 0
  readonly #linux: boolean

  constructor(rule: 'linux' | 'rfc6298') {
    this.#linux = rule === 'linux'
  }

  /** Microseconds, before clamping to the maximum. */
  get timeout(): number {
    const timeout = (this.srtt8 >> 3) + this.#variation4
    return this.#linux ? timeout : Math.max(timeout, RTO_MIN_US)
  }

  observeMinimum(sample: number): void {
    if (sample < this.min) this.min = sample === 0 ? 1 : sample
  }

  /** A sample in microseconds, with the sender's unacknowledged and next sequence numbers. */
  sample(microseconds: number, unacknowledged: number, next: number): void {
    if (this.srtt8 === 0) this.#first(microseconds, next)
    else if (this.#linux) this.#smoothLinux(microseconds, unacknowledged, next)
    else this.#smoothRfc6298(microseconds)
  }

  #first(sample: number, next: number): void {
    this.srtt8 = Math.max(sample << 3, 1)
    this.#deviation4 = sample << 1
    this.#variation4 = this.#linux ? Math.max(this.#deviation4, RTO_MIN_US) : this.#deviation4
    this.#deviationMax4 = this.#variation4
    this.#roundEnd = next
  }

  #smoothLinux(sample: number, unacknowledged: number, next: number): void {
    let error = sample - (this.srtt8 >> 3)
    this.srtt8 = Math.max(this.srtt8 + error, 1)
    if (error < 0) {
      error = -error - (this.#deviation4 >> 2)
      // A fall in the round-trip time must not raise the timeout as fast as a rise would.
      if (error > 0) error >>= 3
    } else {
      error -= this.#deviation4 >> 2
    }
    this.#deviation4 += error
    if (this.#deviation4 > this.#deviationMax4) {
      this.#deviationMax4 = this.#deviation4
      if (this.#deviationMax4 > this.#variation4) this.#variation4 = this.#deviationMax4
    }
    if (unacknowledged > this.#roundEnd) {
      if (this.#deviationMax4 < this.#variation4)
        this.#variation4 -= (this.#variation4 - this.#deviationMax4) >> 2
      this.#roundEnd = next
      this.#deviationMax4 = RTO_MIN_US
    }
  }

  /** RTTVAR ← 3/4·RTTVAR + 1/4·|SRTT − R|, SRTT ← 7/8·SRTT + 1/8·R (RFC 6298 §2.3). */
  #smoothRfc6298(sample: number): void {
    const error = sample - (this.srtt8 >> 3)
    this.#variation4 += Math.abs(error) - (this.#variation4 >> 2)
    this.srtt8 = Math.max(this.srtt8 + error, 1)
  }
}

/**
 * Acknowledgements of a long run beyond a gap (`__tcp_ack_snd_check`, `tcp_rcv_rtt_measure_ts`): the first three at
 * once, and then, once the receiver knows the round trip, one for several, a millisecond after the first of them.
 */
import { type Instant, microseconds, plus } from '../units.ts'
import { NEVER } from './control-block.ts'

/** TCP_FASTRETRANS_THRESH: so many acknowledgements of a gap leave before others are compressed. */
const UNCOMPRESSED = 3
/** net.ipv4.tcp_comp_sack_nr. */
const COMPRESSED_MAX = 44
/** net.ipv4.tcp_comp_sack_delay_ns, bounded by a twentieth of the round trip, and tcp_comp_sack_slack_ns. */
const COMPRESSION_US = 1_000
const COMPRESSION_OF_ROUND_TRIP = 20
const COMPRESSION_SLACK_US = 100

export class CompressedAcks {
  /** When the one for several is due. */
  due: Instant = NEVER
  #compressed = 0
  #gapAt = 0
  #ofGap = 0
  /** `rcv_rtt_est`, microseconds, eight times; 0 before the first sample. */
  #roundTrip8 = 0
  #lastEchoMs: number | undefined

  /** Microseconds; 0 before the first sample. */
  get roundTripUs(): number {
    return this.#roundTrip8 >> 3
  }

  /**
   * How long ago what a full segment echoes was first echoed. A segment that is not full, such as the
   * acknowledgement before the data, uses the echo up.
   */
  echoSeen(echoMs: number, isFull: boolean, elapsedUs: number): void {
    if (echoMs === this.#lastEchoMs) return
    this.#lastEchoMs = echoMs
    if (!isFull) return
    const known = this.#roundTrip8
    const isLess = known === 0 || elapsedUs * 8 < known
    this.#roundTrip8 = isLess ? elapsedUs * 8 : known - (known >> 3) + elapsedUs
  }

  /** `next`: where the gap is; `srtt8` as the estimator holds it. */
  decide(now: Instant, next: number, srtt8: number): 'now' | 'compressed' {
    if (this.#compressed >= COMPRESSED_MAX) return 'now'
    if (next !== this.#gapAt) {
      this.#gapAt = next
      this.#ofGap = 0
    }
    if (this.#ofGap < UNCOMPRESSED) {
      this.#ofGap += 1
      return 'now'
    }
    const roundTrip8 = srtt8 === 0 ? this.#roundTrip8 : Math.min(srtt8, this.#roundTrip8)
    const ofRoundTripUs = Math.floor(roundTrip8 / 8 / COMPRESSION_OF_ROUND_TRIP)
    // The timer fires before another packet can come.
    if (ofRoundTripUs === 0) return 'now'
    this.#compressed += 1
    if (this.due === NEVER) {
      const waitUs = Math.min(COMPRESSION_US, ofRoundTripUs) + COMPRESSION_SLACK_US
      this.due = plus(now, microseconds(waitUs))
    }
    return 'compressed'
  }

  /** An acknowledgement has left, for all of them. */
  sent(): void {
    this.due = NEVER
    this.#compressed = 0
  }
}

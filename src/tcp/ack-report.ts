/**
 * What one acknowledgement turned out to say (the `FLAG_*` of net/ipv4/tcp_input.c and
 * `struct tcp_sacktag_state`), filled while it is being processed. One record per connection is
 * reused, because an acknowledgement must cost nothing to allocate.
 */
import type { Instant } from '../units.ts'

export class AckReport {
  /** The segment carried data: never a duplicate acknowledgement (RFC 5681 §2). */
  carriesData = false
  priorUna = 0
  priorHighestSacked = 0
  /** SND.UNA advanced; it acknowledged data, a SYN, something that had been repeated. */
  advanced = false
  dataAcked = false
  synAcked = false
  repeatedAcked = false
  /** Something new was selectively acknowledged. */
  dataSacked = false
  /** Something never repeated, from before the recovery, was delivered (RFC 5682 §3.1). */
  originalDelivered = false
  /** RFC 2883: a duplicate arrived; and it was the probe's (RFC 8985 §7.4). */
  duplicate = false
  probeDuplicate = false
  /** A repetition was found to be lost too. */
  retransmissionLost = false
  /** The probe or retransmission timer is to be set anew. */
  rearm = false
  /** The round-trip sample may include the peer's delayed acknowledgement. */
  maybeDelayed = false
  /** Send times of the first and last chunk newly sacked, microseconds; −1 for none. */
  firstSackedUs = -1
  lastSackedUs = -1
  /** Lowest never-repeated chunk that was delivered out of order. */
  reorderedFrom = 0
  echo: Instant | undefined

  begin(priorUna: number, priorHighestSacked: number, next: number, carriesData: boolean): void {
    this.carriesData = carriesData
    this.priorUna = priorUna
    this.priorHighestSacked = priorHighestSacked
    this.advanced = false
    this.dataAcked = false
    this.synAcked = false
    this.repeatedAcked = false
    this.dataSacked = false
    this.originalDelivered = false
    this.duplicate = false
    this.probeDuplicate = false
    this.retransmissionLost = false
    this.rearm = false
    this.maybeDelayed = false
    this.firstSackedUs = -1
    this.lastSackedUs = -1
    this.reorderedFrom = next
    this.echo = undefined
  }

  /** `FLAG_ACKED`. */
  get acked(): boolean {
    return this.dataAcked || this.synAcked
  }
}

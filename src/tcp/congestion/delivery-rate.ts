/**
 * How fast the path delivers (draft-ietf-ccwg-bbr §4.1; net/ipv4/tcp_rate.c): of the segment sent
 * last among those that an acknowledgement delivers, how much has been delivered since it was sent,
 * over the longer of the times that sending and acknowledging that took.
 */

/** What a chunk remembers of the moment it was sent (`tcp_skb_cb.tx`). */
export interface SendState {
  readonly firstSentUs: number
  readonly deliveredUs: number
  readonly delivered: number
  readonly limit: Limit
}

/** What held the sender back when the segment left. */
type Limit = 'path' | 'application'

export interface RateSample {
  /** Segments over microseconds. */
  readonly delivered: number
  readonly intervalUs: number
  /** Delivered when the sampled segment was sent: a round trip ends where it passes a mark. */
  readonly priorDelivered: number
  readonly limit: Limit
}

/** The part of a chunk that is looked at. */
export interface RatedChunk {
  readonly end: number
  readonly sentUs: number
  sendState: SendState | undefined
}

/** The part of the control block that is looked at. */
export interface RatedSender {
  readonly nowUs: number
  readonly window: number
  readonly delivered: number
  readonly inFlight: number
  readonly lostOut: number
  readonly retransmittedOut: number
  readonly unsent: number
  readonly mss: number
  readonly chunks: readonly unknown[]
  readonly rtt: { readonly min: number; readonly srtt8: number }
}

interface Latest extends SendState {
  readonly end: number
  readonly sendingUs: number
}

export class DeliveryRate {
  #firstSentUs = 0
  #deliveredUs = 0
  /** Until so much is delivered, samples tell of the application; 0: of the path. */
  #limitedUntil = 0
  #latest: Latest | undefined

  get limit(): Limit {
    return this.#limitedUntil > 0 ? 'application' : 'path'
  }

  /** `tcp_rate_skb_sent`, before the chunk is in flight. */
  sent(sender: RatedSender, chunk: RatedChunk): void {
    if (sender.chunks.length === 0) {
      this.#firstSentUs = sender.nowUs
      this.#deliveredUs = sender.nowUs
    }
    chunk.sendState = {
      firstSentUs: this.#firstSentUs,
      deliveredUs: this.#deliveredUs,
      delivered: sender.delivered,
      limit: this.limit,
    }
  }

  /** `tcp_rate_skb_delivered`. */
  delivered(chunk: RatedChunk): void {
    const { end, sentUs, sendState } = chunk
    chunk.sendState = undefined
    if (sendState === undefined) return
    const latest = this.#latest
    if (
      latest !== undefined &&
      (sentUs < this.#firstSentUs || (sentUs === this.#firstSentUs && end <= latest.end))
    )
      return
    this.#firstSentUs = sentUs
    this.#latest = { ...sendState, end, sendingUs: sentUs - sendState.firstSentUs }
  }

  /** `tcp_rate_check_app_limited`: asked before the application's next write. */
  noteApplication(sender: RatedSender): void {
    if (
      sender.unsent < sender.mss &&
      sender.inFlight < sender.window &&
      sender.lostOut <= sender.retransmittedOut
    )
      this.limitToApplication(sender)
  }

  limitToApplication({ delivered, inFlight }: RatedSender): void {
    this.#limitedUntil = Math.max(delivered + inFlight, 1)
  }

  /** `tcp_rate_gen`, once for every acknowledgement; undefined where it says nothing. */
  sample({ nowUs, delivered, rtt }: RatedSender, newly: number): RateSample | undefined {
    if (delivered > this.#limitedUntil) this.#limitedUntil = 0
    if (newly > 0) this.#deliveredUs = nowUs
    const latest = this.#latest
    if (latest === undefined) return undefined
    this.#latest = undefined
    const intervalUs = Math.max(latest.sendingUs, nowUs - latest.deliveredUs)
    // Sent and acknowledged sooner than the path allows: repetitions were mistaken for originals.
    if (intervalUs <= 0 || intervalUs < rtt.min) return undefined
    return {
      delivered: delivered - latest.delivered,
      intervalUs,
      priorDelivered: latest.delivered,
      limit: latest.limit,
    }
  }
}

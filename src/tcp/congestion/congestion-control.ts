/**
 * What an algorithm of congestion control decides (`struct tcp_congestion_ops`): how far a loss
 * lowers the window, and how fast acknowledged segments raise it. Slow start, the reduction
 * itself (prr.ts) and whether the window may grow at all (window.ts) are common to all.
 */

/** The part of the control block that an algorithm may see and change. */
export interface CongestionWindow {
  readonly nowUs: number
  readonly next: number
  readonly una: number
  /** Segments. */
  window: number
  slowStartThreshold: number
  /** Acknowledged segments counted towards the next increase. */
  windowCount: number
}

export interface CongestionControl {
  /** The threshold after a loss, in segments, at least 2. */
  thresholdAfterLoss(state: CongestionWindow): number
  /** Segments acknowledged while the window was in full use. */
  acknowledged(state: CongestionWindow, segments: number, minRttUs: number): void
  /** One round-trip sample in microseconds. */
  sampled(state: CongestionWindow, rttUs: number): void
  /** A retransmission timeout: forget the past. */
  timedOut(): void
}

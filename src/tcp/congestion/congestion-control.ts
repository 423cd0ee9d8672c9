/**
 * What an algorithm of congestion control decides (`struct tcp_congestion_ops`): how far a loss
 * lowers the window, and how fast acknowledged segments raise it. Slow start, the reduction
 * itself (prr.ts) and whether the window may grow at all (window.ts) are common to all but those
 * with a model of the path, which set the window themselves at every acknowledgement, and a pace
 * (`cong_control`).
 */
import type { RatedChunk, RatedSender } from './delivery-rate.ts'
import type { Pacing } from './pacing.ts'

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
  readonly model: PathModel | undefined
  /** The threshold after a loss, in segments, at least 2. */
  thresholdAfterLoss(state: CongestionWindow): number
  /** Segments acknowledged while the window was in full use. */
  acknowledged(state: CongestionWindow, segments: number): void
  /** One round-trip sample in microseconds. */
  sampled(state: CongestionWindow, rttUs: number): void
  /** A retransmission timeout: forget the past. */
  timedOut(): void
}

/** The part of the control block that a model may see and change. */
export interface ModelledSender extends CongestionWindow, RatedSender {
  window: number
  readonly nowUs: number
  /** Where loss recovery stands, as far as it concerns a model. */
  readonly repair: 'open' | 'recovery' | 'loss'
}

export interface PathModel {
  readonly pacing: Pacing
  /** Before the application's next write is queued. */
  written(sender: ModelledSender): void
  /** The chunk leaves, for the first time or again. */
  sent(sender: ModelledSender, chunk: RatedChunk): void
  /** The chunk is acknowledged, selectively or not. */
  delivered(chunk: RatedChunk): void
  /** An acknowledgement has been looked at: segments newly delivered, and newly held to be lost. */
  answered(sender: ModelledSender, delivered: number, lost: number): void
  /** A reduction was unnecessary. */
  undone(): void
}

/** NewReno's window (RFC 5681 §3.1, `tcp_reno_cong_avoid`): halve on loss, one segment a round. */
import type { CongestionControl, CongestionWindow } from './congestion-control.ts'
import { increaseAdditively, slowStart } from './slow-start.ts'

export class Reno implements CongestionControl {
  readonly model = undefined

  thresholdAfterLoss(state: CongestionWindow): number {
    return Math.max(state.window >> 1, 2)
  }

  acknowledged(state: CongestionWindow, segments: number): void {
    const inSlowStart = state.window < state.slowStartThreshold
    const left = inSlowStart ? slowStart(state, segments) : segments
    if (left > 0) increaseAdditively(state, state.window, left)
  }

  sampled(): void {}

  timedOut(): void {}
}

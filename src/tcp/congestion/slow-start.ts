/**
 * Slow start and additive increase (RFC 5681 §3.1; `tcp_slow_start`, `tcp_cong_avoid_ai`).
 */
import type { CongestionWindow } from './congestion-control.ts'

/** Grows by one segment per segment acknowledged; returns what is left over at the threshold. */
export const slowStart = (state: CongestionWindow, segments: number): number => {
  const window = Math.min(state.window + segments, state.slowStartThreshold)
  const left = segments - (window - state.window)
  state.window = window
  return left
}

/** Grows by one segment for every `per` segments acknowledged. */
export const increaseAdditively = (
  state: CongestionWindow,
  per: number,
  segments: number,
): void => {
  if (state.windowCount >= per) {
    state.windowCount = 0
    state.window += 1
  }
  state.windowCount += segments
  if (state.windowCount >= per) {
    const whole = Math.floor(state.windowCount / per)
    state.windowCount -= whole * per
    state.window += whole
  }
}

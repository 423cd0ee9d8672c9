/**
 * CUBIC's window (RFC 9438, net/ipv4/tcp_cubic.c): on loss the window falls to 717/1024 of
 * itself, then grows as a cubic function of the time since, never slower than Reno would; HyStart's
 * delay rule ends slow start when a round's samples rise above the minimum.
 *
 * Left out: HyStart's ACK-train rule, which on a path without pacing ends slow start only when
 * acknowledgements of one round come closer together than 2 ms for half the minimum round trip.
 */
import type { CongestionControl, CongestionWindow } from './congestion-control.ts'
import { increaseAdditively, slowStart } from './slow-start.ts'

/** β = 717/1024 and C = 41/1024·10⁻² per cubed 1/1024 s, the kernel's fixed-point constants. */
const BETA = 717
const SCALE = 1024
const FAST_CONVERGENCE = SCALE + BETA
const C = 0.4
const RENO_SCALE = (8 * (SCALE + BETA)) / 3 / (SCALE - BETA)
const MICROSECONDS_PER_SECOND = 1_000_000

/** HyStart acts from a window of 16 on, on the least of 8 samples, between 4 and 16 ms. */
const HYSTART_WINDOW = 16
const HYSTART_SAMPLES = 8
const HYSTART_DELAY_MIN_US = 4_000
const HYSTART_DELAY_MAX_US = 16_000

/** Integer cube root by Newton's rule on whole numbers: exact, and the same on every engine. */
const cubeRoot = (value: number): number => {
  if (value < 1) return 0
  let low = 0
  let high = 2_097_152
  while (low < high) {
    const middle = Math.floor((low + high + 1) / 2)
    if (middle * middle * middle <= value) low = middle
    else high = middle - 1
  }
  return low
}

export class Cubic implements CongestionControl {
  readonly model = undefined
  #lastMax = 0
  #epochStartUs: number | undefined
  #origin = 0
  #kUs = 0
  #renoWindow = 0
  #renoCount = 0
  #minimumUs = Number.POSITIVE_INFINITY
  #roundEnd = 0
  #roundSamples = 0
  #roundMinimumUs = Number.POSITIVE_INFINITY

  thresholdAfterLoss(state: CongestionWindow): number {
    this.#epochStartUs = undefined
    this.#lastMax =
      state.window < this.#lastMax
        ? Math.floor((state.window * FAST_CONVERGENCE) / (2 * SCALE))
        : state.window
    return Math.max(Math.floor((state.window * BETA) / SCALE), 2)
  }

  acknowledged(state: CongestionWindow, segments: number): void {
    const inSlowStart = state.window < state.slowStartThreshold
    const left = inSlowStart ? slowStart(state, segments) : segments
    if (left > 0) increaseAdditively(state, this.#segmentsPerIncrease(state, left), left)
  }

  sampled(state: CongestionWindow, rttUs: number): void {
    if (rttUs < this.#minimumUs) this.#minimumUs = rttUs
    if (state.window >= state.slowStartThreshold || state.window < HYSTART_WINDOW) return
    if (state.una > this.#roundEnd) {
      this.#roundEnd = state.next
      this.#roundSamples = 0
      this.#roundMinimumUs = Number.POSITIVE_INFINITY
    }
    if (rttUs < this.#roundMinimumUs) this.#roundMinimumUs = rttUs
    if (this.#roundSamples < HYSTART_SAMPLES) {
      this.#roundSamples += 1
      return
    }
    const tolerance = Math.min(
      Math.max(this.#minimumUs / 8, HYSTART_DELAY_MIN_US),
      HYSTART_DELAY_MAX_US,
    )
    if (this.#roundMinimumUs > this.#minimumUs + tolerance) state.slowStartThreshold = state.window
  }

  timedOut(): void {
    this.#lastMax = 0
    this.#epochStartUs = undefined
    this.#minimumUs = Number.POSITIVE_INFINITY
    this.#roundSamples = 0
  }

  /** `bictcp_update`: how many acknowledged segments raise the window by one. */
  #segmentsPerIncrease(state: CongestionWindow, segments: number): number {
    if (this.#epochStartUs === undefined) {
      this.#epochStartUs = state.nowUs
      this.#renoCount = segments
      this.#renoWindow = state.window
      this.#origin = Math.max(this.#lastMax, state.window)
      const missing = this.#origin - state.window
      // K = ∛(missing / C) seconds, by the cube root of a whole number of microsecond³.
      this.#kUs = cubeRoot(Math.floor((missing / C) * 1e15)) * 10
    } else this.#renoCount += segments

    // `delay_min`: cubic's own, of data alone; 0 while there is none.
    const leastUs = Number.isFinite(this.#minimumUs) ? this.#minimumUs : 0
    const offset =
      (state.nowUs - this.#epochStartUs + leastUs - this.#kUs) / MICROSECONDS_PER_SECOND
    // The distance from the origin is cut off to whole segments, on either side of it.
    const distance = Math.floor(C * Math.abs(offset * offset * offset))
    const target = this.#origin + (offset < 0 ? -distance : distance)
    let per = target > state.window ? state.window / (target - state.window) : 100 * state.window
    if (this.#lastMax === 0 && per > 20) per = 20

    const perReno = Math.max(Math.floor((state.window * RENO_SCALE) / 8), 1)
    while (this.#renoCount > perReno) {
      this.#renoCount -= perReno
      this.#renoWindow += 1
    }
    if (this.#renoWindow > state.window)
      per = Math.min(per, state.window / (this.#renoWindow - state.window))
    return Math.max(Math.floor(per), 2)
  }
}

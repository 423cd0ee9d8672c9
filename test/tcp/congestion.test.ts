import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CongestionWindow } from '../../src/tcp/congestion/congestion-control.ts'
import { Cubic } from '../../src/tcp/congestion/cubic.ts'
import { Reno } from '../../src/tcp/congestion/reno.ts'

const state = (
  window: number,
  slowStartThreshold: number,
): CongestionWindow & { nowUs: number } => ({
  nowUs: 0,
  next: 0,
  una: 0,
  window,
  slowStartThreshold,
  windowCount: 0,
})

describe('congestion control', () => {
  it('doubles per round trip in slow start', () => {
    for (const control of [new Reno(), new Cubic()]) {
      const window = state(10, Number.POSITIVE_INFINITY)
      control.acknowledged(window, 10)
      assert.equal(window.window, 20)
    }
  })

  it('halves (reno) or keeps 717/1024 (cubic), but no less than two segments', () => {
    const at = (window: number): readonly number[] =>
      [new Reno(), new Cubic()].map((one) => one.thresholdAfterLoss(state(window, window)))
    // 10 / 2; ⌊10 · 717 / 1024⌋ = 7.
    assert.deepEqual(at(10), [5, 7])
    assert.deepEqual(at(1), [2, 2])
  })

  it('grows by one segment per round trip in avoidance (reno)', () => {
    const window = state(10, 10)
    const reno = new Reno()
    for (let i = 0; i < 10; i += 1) reno.acknowledged(window, 1)
    assert.equal(window.window, 11)
  })

  it('comes back to the window of the loss after K seconds (cubic)', () => {
    const cubic = new Cubic()
    const window = state(100, 100)
    window.slowStartThreshold = cubic.thresholdAfterLoss(window)
    window.window = window.slowStartThreshold
    // K = ∛((100 − 70) / 0.4) = 4.2 s; one round trip of 100 ms is 70 to 100 segments.
    for (let ms = 0; ms <= 4_300; ms += 100) {
      window.nowUs = ms * 1_000
      cubic.sampled(window, 100_000)
      cubic.acknowledged(window, window.window)
    }
    assert.ok(window.window >= 97 && window.window <= 104, `${window.window}`)
  })

  it('grows towards the window of the loss by what is missing of it in whole segments (cubic)', () => {
    const cubic = new Cubic()
    const window = state(13, 13)
    // ⌊13 · 717 / 1024⌋ = 9, so that K = ∛(4 / 0.4) = 2.154 s.
    window.slowStartThreshold = cubic.thresholdAfterLoss(window)
    window.window = window.slowStartThreshold
    cubic.acknowledged(window, 9)
    // 1.3 s are 0.854 s short of K: 0.4 · 0.854³ = 0.25 is no segment, so that 13 is the target at once, and
    // 9 / (13 − 9) acknowledged segments, but no less than 2, raise the window by one.
    window.nowUs = 1_300_000
    cubic.acknowledged(window, 2)
    assert.equal(window.window, 10)
  })

  it('leaves slow start when the delay rises (HyStart)', () => {
    const cubic = new Cubic()
    const window = { ...state(20, Number.POSITIVE_INFINITY), una: 0, next: 0 }
    const roundTrip = (rttUs: number): number => {
      window.una += 20
      window.next = window.una + 19
      // The least of eight samples counts, from the ninth on.
      for (let i = 0; i < 9; i += 1) cubic.sampled(window, rttUs)
      return window.slowStartThreshold
    }
    // 100 / 8 = 12.5 ms are tolerated.
    assert.deepEqual([100_000, 112_000, 113_000].map(roundTrip), [
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      20,
    ])
  })
})

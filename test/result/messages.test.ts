import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Histogram } from '../../src/record/histogram.ts'
import type { LifeStats, MessageStats } from '../../src/record/life-recorder.ts'
import { toMessages } from '../../src/result/life.ts'

const GIVEN_MS = 300_000

/** Two that came after so long, and two that never did. */
const half = (...delaysMs: readonly number[]): MessageStats => {
  const delays = new Histogram()
  for (const ms of delaysMs) delays.record(ms * 1_000)
  return {
    fates: new Map([
      ['once', delaysMs.length],
      ['unmanaged', 2],
    ] as const),
    late: 0,
    delays,
  }
}

const p99 = (stats: MessageStats) => {
  const life = { messages: { up: stats, down: stats } } as unknown as LifeStats
  return toMessages(life, GIVEN_MS).up.delay?.beyondMs?.p99
}

describe('messages that never came', () => {
  it('took longer than an episode is given, and than every one that came', () => {
    assert.equal(p99(half(20, 400)), GIVEN_MS)
    // Written without a network, and there 821.832 s later: to whole seconds, upwards.
    assert.equal(p99(half(20, 821_832)), 822_000)
  })
})

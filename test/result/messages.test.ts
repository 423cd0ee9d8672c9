import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Histogram } from '../../src/record/histogram.ts'
import type { LifeStats, MessageStats } from '../../src/record/life-recorder.ts'
import { toEpisodes, toMessages } from '../../src/result/life.ts'

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

describe('episodes that were never recovered', () => {
  it('took longer than they were given, and from when it broke than all that were', () => {
    const some = new Histogram()
    for (const ms of [60_200, 69_860]) some.record(ms * 1_000)
    const times = { detected: some, readySinceBack: some, readySinceBroke: some, recovered: some }
    const life = {
      ...{ episodes: 8, manners: new Map(), failures: new Map(), times },
      sums: { neverDetected: 6, attempts: 0, linkBytesUp: 0, linkBytesDown: 0, radioOnUs: 0 },
      parts: { noticing: 0, waiting: 0, inVain: 0, handshake: 0, resending: 0 },
    } as unknown as LifeStats
    const told = toEpisodes(life, 10_000).times
    // Fourteen in all, or eight: the median is none of the two. The network was away for a minute.
    assert.equal(told.detected?.beyondMs?.p50, 70_000)
    assert.equal(told.readySinceBroke?.beyondMs?.p50, 70_000)
    assert.equal(told.recovered?.beyondMs?.p50, 10_000)
  })
})

describe('messages that never came', () => {
  it('took longer than an episode is given, and than every one that came', () => {
    assert.equal(p99(half(20, 400)), GIVEN_MS)
    // Written without a network, and there 821.832 s later: to whole seconds, upwards.
    assert.equal(p99(half(20, 821_832)), 822_000)
  })
})

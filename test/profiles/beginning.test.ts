/** Recordings and what recurs begin anywhere, unless the profile says where. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ImpairmentOf } from '../../src/link/impairments.ts'
import { linkFor } from '../../src/profiles/draw.ts'
import { resolveProfile } from '../../src/profiles/resolve.ts'
import { Random } from '../../src/random.ts'
import { benchFor } from '../link/stage-bench.ts'
import { listedProfile } from './listed.ts'

const TRIALS = 2_000

/** The links of many trials. */
function links(link: object) {
  const profile = resolveProfile(listedProfile(link))
  return Array.from({ length: TRIALS }, (_, trial) => {
    return linkFor(profile, Random.seeded('beginning').fork(trial)).link
  })
}

/** The shares of a sample in four quarters of what is possible: 4 × √(0.25 × 0.75 / n) is 3.9 %. */
function isEven(values: readonly number[], whole: number): void {
  for (const quarter of [0, 1, 2, 3]) {
    const within = values.filter((value) => Math.floor((4 * value) / whole) === quarter)
    const share = within.length / values.length
    assert.ok(Math.abs(share - 0.25) < 0.039, `${quarter}: ${share}`)
  }
}

describe('a listed link', () => {
  const trace = { kind: 'trace', opportunitiesMs: [10, 20, 400, 1000] }
  const outage = { kind: 'outage', duration: '5s', period: '20s' }

  it('begins anywhere in a recording', () => {
    const froms = links({ up: [trace], down: [] }).map(({ up: [stage] }) => {
      return stage?.kind === 'trace' ? (stage.from ?? -1) : -1
    })
    isEven(froms, 1e9)
  })

  it('waits as whoever comes at any moment of it does', () => {
    const waits = links({ up: [trace], down: [] }).map(({ up: [stage] }) =>
      Number(benchFor(stage ?? assert.fail()).fate(0)),
    )
    // Gaps of 10, 10, 380 and 600 ms: whoever comes at random falls into one as often as it is
    // long and waits for half of it: (10² + 10² + 380² + 600²) / (2 · 1000) = 252.3 ms. At the
    // recording's beginning it would always be 10 ms.
    const mean = waits.reduce((sum, wait) => sum + wait, 0) / TRIALS / 1e6
    // The deviation is 170 ms: four times 170 / √2000 is 15 ms.
    assert.ok(Math.abs(mean - 252.3) < 15, `${mean}`)
  })

  it('begins anywhere in what was recorded over time, rates and delays at the same moment', () => {
    const endsMs = [400, 1000]
    const rates = { kind: 'rate-trace', endsMs, bitsPerSecond: [1000, 0] }
    const delays = { kind: 'delay-trace', endsMs, delaysUs: [1, 2] }
    const drawn = links({ up: [rates, delays], down: [delays] }).map(({ up, down }) =>
      [...up, ...down].map((stage) => ('from' in stage ? Number(stage.from) : -1)),
    )
    isEven(
      drawn.map(([from = -1]) => from),
      1e9,
    )
    for (const [first, ...others] of drawn) assert.deepEqual(others, [first, first])
  })

  it('begins at any phase of what recurs, and maybe inside of it', () => {
    const starts = links({ up: [outage], down: [] }).map(({ up: [stage] }) => {
      return stage?.kind === 'outage' ? stage.start : 1
    })
    isEven(
      starts.map((start) => 0 - start),
      20e9,
    )
    const stages = links({ up: [outage], down: [] }).map(({ up: [stage] }) => stage)
    const inside = stages.filter((stage) => benchFor(stage ?? assert.fail()).fate(0) === 'outage')
    // 5 s of 20 s
    assert.ok(Math.abs(inside.length / TRIALS - 0.25) < 0.039, `${inside.length}`)
  })

  it('begins both ways at the same moment of the same drive', () => {
    const both = [trace, outage, { ...outage, period: '30s' }]
    for (const { up, down } of links({ up: both, down: both }).slice(0, 20)) {
      assert.deepEqual(down, up)
      const [, first, second] = up as readonly ImpairmentOf<'outage'>[]
      // Two that recur independently of each other begin so.
      assert.ok(Math.abs((first?.start ?? 0) / 20 - (second?.start ?? 0) / 30) > 1)
    }
  })

  it('begins where the profile says', () => {
    const up = [
      { ...trace, from: '15ms' },
      { ...outage, start: '1s' },
    ]
    const [first, ...others] = links({ up, down: [] })
    assert.deepEqual(first?.up, [
      { ...trace, from: 15_000_000, queue: { kind: 'unlimited' } },
      { kind: 'outage', start: 1e9, duration: 5e9, period: 20e9 },
    ])
    for (const other of others) assert.deepEqual(other, first)
    // 5 ms to the opportunity at 20 ms
    assert.equal(benchFor(first?.up[0] ?? assert.fail()).fate(0), 5_000_000)
  })
})

import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { jsonText } from '../../src/json/text.ts'
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import { toCell } from '../../src/result/cell.ts'
import { resultJsonSchema, resultSchema } from '../../src/result/result.ts'
import { TIMED_OUT } from '../record/sample-trials.ts'
import { SAMPLE_RESULT } from './sample-result.ts'
import { sampleStats } from './sample-stats.ts'

/** Every figure of a milestone that took the same time in every trial. */
const always = (count: number, ms: number) => ({
  count,
  mean: ms,
  min: ms,
  p50: ms,
  p90: ms,
  p95: ms,
  p99: ms,
  max: ms,
  ci95: { p50: [ms, ms], p90: [ms, ms], p95: [ms, ms], p99: [ms, ms] },
})

describe('result', () => {
  it('states a cell in milliseconds and means per completed trial', () => {
    // p50 of 180,000 and 181,001 µs is the first; its bin is 2^7 µs wide and ends at
    // ⌈180,001 / 128⌉ × 128 − 1 = 180,095. The mean, 180,500.5, is rounded half up.
    const both = {
      count: 2,
      mean: 180.501,
      min: 180,
      p50: 180.095,
      p90: 181.001,
      p95: 181.001,
      p99: 181.001,
      max: 181.001,
      // ⌊1 − 1.96 × √0.5⌋ = −1 → 1; every other rank is clamped to 1 or 2 in the same way, but
      // for the lower end of p95 and p99: ⌊1.9 − 0.60⌋ = 1, ⌊1.98 − 0.28⌋ = 1.
      ci95: {
        p50: [180.095, 181.001],
        p90: [180.095, 181.001],
        p95: [180.095, 181.001],
        p99: [180.095, 181.001],
      },
    }
    assert.deepEqual(toCell({ strategy: 'fast', profile: 'lte', server: 'ideal' }, sampleStats()), {
      strategy: 'fast',
      profile: 'lte',
      server: 'ideal',
      trials: 3,
      completed: 2,
      failures: { timeout: 1 },
      waits: { total: 3, byLayer: { tcp: 1, tls: 1, auth: 1 } },
      milestones: {
        connected: always(3, 60),
        secured: always(2, 120),
        authenticated: both,
        ready: both,
      },
      // (2000 + 2001) / 2; 5 and 4 packets each, one of them a retransmission
      bytes: { up: 2000.5, down: 3000 },
      linkBytes: { up: 4001, down: 6000 },
      packets: { up: 5, down: 4, retransmitted: 1 },
    })
  })

  it('claims nothing about trials that were not completed', () => {
    const recorder = new CellRecorder()
    recorder.record(TIMED_OUT)
    recorder.record({ ...TIMED_OUT, outcome: { kind: 'failed', code: 'bind-failed' } })
    const cell = toCell({ strategy: 'fast', profile: 'lte', server: 'ideal' }, recorder.toStats())
    assert.deepEqual(cell, {
      strategy: 'fast',
      profile: 'lte',
      server: 'ideal',
      trials: 2,
      completed: 0,
      failures: { 'bind-failed': 1, timeout: 1 },
      waits: null,
      milestones: { connected: always(2, 60) },
      bytes: null,
      linkBytes: null,
      packets: null,
    })
    assert.deepEqual(Object.keys(cell.failures), ['bind-failed', 'timeout'])
  })

  it('holds results to the schema', () => {
    const cells = [
      ...SAMPLE_RESULT.cells,
      toCell({ strategy: 'fast', profile: 'lte', server: 'ideal' }, sampleStats()),
    ]
    const result = { ...SAMPLE_RESULT, cells }
    assert.deepEqual(resultSchema.parse(JSON.parse(JSON.stringify(result))), result)
    for (const wrong of [
      { ...result, schema: 'xmpp-rtt/result@2' },
      { ...result, cells: [{ ...cells[0], failures: { timeout: 0 } }] },
      { ...result, cells: [{ ...cells[0], trials: -1 }] },
      { ...result, cells: [{ ...cells[0], bytes: { up: Number.NaN, down: 0 } }] },
    ]) {
      assert.ok(!resultSchema.safeParse(wrong).success)
    }
  })

  it('is described by the JSON Schema that is shipped', () => {
    const shipped = readFileSync(
      new URL('../../results/result.schema.json', import.meta.url),
      'utf8',
    )
    assert.equal(shipped, jsonText(resultJsonSchema()))
  })
})

import { strict as assert } from 'node:assert'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { jsonText } from '../../src/json/text.ts'
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import { toCell } from '../../src/result/cell.ts'
import { resultJsonSchema, resultSchema } from '../../src/result/result.ts'
import { readyTrial, TIMED_OUT } from '../record/sample-trials.ts'
import { SAMPLE_RESULT } from './sample-result.ts'
import { sampleStats } from './sample-stats.ts'

/** Of too few trials for any interval. */
const OPEN = { p50: [null, null], p90: [null, null], p95: [null, null], p99: [null, null] }

/** What took the same time in all of two or three trials. */
const always = (count: number, ms: number, ci95: object = OPEN) => ({
  count,
  mean: ms,
  min: ms,
  p50: ms,
  p90: ms,
  p95: ms,
  p99: ms,
  max: ms,
  ci95,
})

describe('result', () => {
  it('states a cell in milliseconds and means per completed trial', () => {
    // Of three trials two got ready, after 180,000 and 181,001 µs: p50 is the second of three,
    // the others are the third, which never got there. The mean, 180,500.5, is rounded half up.
    // Upper ends are open: P(B = 3) is at least ⅛. Lower ones, for p90, p95 and p99 of B(3, p):
    // P(B ≤ 0) = 0.001 and P(B ≤ 1) = 0.028 give rank 1; P(B ≤ 1) = 0.007 and 0.0003 give rank 2.
    const both = {
      count: 2,
      mean: 180.501,
      min: 180,
      p50: 181.001,
      p90: null,
      p95: null,
      p99: null,
      max: 181.001,
      beyondMs: { p90: 60_000, p95: 60_000, p99: 60_000 },
      // The first one's bin is 2^7 µs wide and ends at ⌈180,001 / 128⌉ × 128 − 1 = 180,095.
      ci95: { ...OPEN, p90: [180.095, null], p95: [181.001, null], p99: [181.001, null] },
    }
    const lower = (ms: number) => ({ ...OPEN, p90: [ms, null], p95: [ms, null], p99: [ms, null] })
    assert.deepEqual(
      toCell({ strategy: 'fast', profile: 'lte', server: 'ideal' }, sampleStats(), 60_000),
      {
        strategy: 'fast',
        profile: 'lte',
        server: 'ideal',
        trials: 3,
        completed: 2,
        failures: { timeout: 1 },
        waits: { total: 3, byLayer: { tcp: 1, tls: 1, auth: 1 } },
        milestones: {
          connected: always(3, 60, lower(60)),
          secured: {
            ...always(2, 120, lower(120)),
            p90: null,
            p95: null,
            p99: null,
            beyondMs: both.beyondMs,
          },
          authenticated: both,
          ready: both,
        },
        // (2000 + 2001) / 2; 5 and 4 packets each, one of them a retransmission
        bytes: { up: 2000.5, down: 3000 },
        linkBytes: { up: 4001, down: 6000 },
        packets: { up: 5, down: 4, retransmitted: 1 },
        waitsBehind: { service: 0, backend: 0 },
      },
    )
  })

  it('claims nothing about trials that were not completed', () => {
    const recorder = new CellRecorder()
    recorder.record(TIMED_OUT)
    recorder.record({ ...TIMED_OUT, outcome: { kind: 'failed', code: 'bind-failed' } })
    const cell = toCell(
      { strategy: 'fast', profile: 'lte', server: 'ideal' },
      recorder.toStats(),
      60_000,
    )
    assert.deepEqual(cell, {
      strategy: 'fast',
      profile: 'lte',
      server: 'ideal',
      trials: 2,
      completed: 0,
      failures: { 'bind-failed': 1, timeout: 1 },
      waits: null,
      milestones: {
        connected: always(2, 60, { ...OPEN, p90: [60, null], p95: [60, null], p99: [60, null] }),
      },
      bytes: null,
      linkBytes: null,
      packets: null,
      waitsBehind: null,
    })
    assert.deepEqual(Object.keys(cell.failures), ['bind-failed', 'timeout'])
  })

  it('never lets a percentile fall when patience does', () => {
    // 1000 attempts after 1 to 1000 ms; given up after 600 ms, p50 stays and p90 lies beyond.
    const cellAfter = (timeoutMs: number) => {
      const recorder = new CellRecorder()
      for (let ms = 1; ms <= 1000; ms += 1) {
        recorder.record(ms > timeoutMs ? TIMED_OUT : readyTrial(ms * 1000, 0))
      }
      return toCell(
        { strategy: 'fast', profile: 'lte', server: 'ideal' },
        recorder.toStats(),
        timeoutMs,
      ).milestones.ready
    }
    const [patient, impatient] = [cellAfter(2000), cellAfter(600)]
    assert.equal(impatient?.p50, patient?.p50)
    assert.deepEqual([impatient?.p90, impatient?.beyondMs?.p90], [null, 600])
    assert.ok((patient?.p90 ?? 0) >= 900)
    // p50 of 1000 lies between ranks 469 and 532, p90 between 881 and 919: both ends beyond 600.
    assert.deepEqual(impatient?.ci95.p90, [{ beyondMs: 600 }, { beyondMs: 600 }])
  })

  it('holds results to the schema', () => {
    const cells = [
      ...SAMPLE_RESULT.cells,
      toCell({ strategy: 'fast', profile: 'lte', server: 'ideal' }, sampleStats(), 60_000),
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

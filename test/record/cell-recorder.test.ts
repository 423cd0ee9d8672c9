import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { readyTrial, TIMED_OUT, waitsOf } from './sample-trials.ts'

const recorderOf = (trials: readonly TrialRecord[]): CellRecorder => {
  const recorder = new CellRecorder()
  for (const trial of trials) recorder.record(trial)
  return recorder
}

const FELL_BACK = { kind: 'ready-by-fallback', fallback: 'fast-refused' } as const

const anyTrial: fc.Arbitrary<TrialRecord> = fc.oneof(
  fc.constant(TIMED_OUT),
  fc.constant<TrialRecord>({ ...TIMED_OUT, outcome: { kind: 'failed', code: 'connection-reset' } }),
  fc
    .tuple(fc.integer({ min: 1, max: 60_000_000 }), fc.integer({ min: 0, max: 1e6 }))
    .map(([readyUs, bytes]) => readyTrial(readyUs, bytes)),
  fc.constant<TrialRecord>({ ...readyTrial(98_000, 1), outcome: FELL_BACK }),
  fc.constant({ ...readyTrial(99_000, 1), waits: waitsOf({ tls: 1, auth: 1 }) }),
)

describe('cell recorder', () => {
  it('counts waits and figures of completed trials, and milestones of all', () => {
    const stats = recorderOf([
      readyTrial(180_000, 2000),
      TIMED_OUT,
      readyTrial(200_000, 2001),
    ]).toStats()
    assert.deepEqual(
      { ...stats, milestones: undefined, outcomes: undefined },
      {
        trials: 3,
        completed: 2,
        explanations: new Map(),
        fallbacks: new Map(),
        failures: new Map([['timeout', 1]]),
        waits: [{ total: 3, byLayer: { tcp: 1, tls: 1, auth: 1 }, trials: 2 }],
        // Two trials of 5 + 4 packets; 2000 + 2001 and 2 × 3000 octets; one retransmission each.
        figures: {
          bytes: { up: 4001, down: 6000 },
          linkBytes: { up: 8002, down: 12_000 },
          packets: { up: 10, down: 8, retransmitted: 2 },
          waitsBehind: { service: 0, backend: 0 },
        },
        milestones: undefined,
        life: undefined,
        outcomes: undefined,
      },
    )
    const { connected, secured, authenticated, ready } = stats.milestones
    assert.deepEqual(
      [connected, secured, authenticated, ready].map(({ count }) => count),
      [3, 2, 2, 2],
    )
    assert.deepEqual([ready.min, ready.mean, ready.max], [180_000, 190_000, 200_000])
  })

  it('keeps waits of fallbacks apart, and their latency with the others', () => {
    const fallback = { ...readyTrial(300_000, 9), outcome: FELL_BACK }
    const stats = recorderOf([readyTrial(180_000, 2000), fallback]).toStats()
    assert.deepEqual([stats.trials, stats.completed, stats.failures.size], [2, 1, 0])
    assert.deepEqual(
      [...stats.fallbacks],
      [['fast-refused', [{ total: 3, byLayer: { tcp: 1, tls: 1, auth: 1 }, trials: 1 }]]],
    )
    assert.equal(stats.waits[0]?.trials, 1)
    assert.equal(stats.figures.bytes.up, 2000)
    assert.deepEqual([stats.milestones.ready.count, stats.milestones.ready.max], [2, 300_000])
  })

  it('lists waits that differ, the usual ones first', () => {
    const fallback = { ...readyTrial(99_000, 1), waits: waitsOf({ tls: 1, auth: 1 }) }
    const { waits } = recorderOf([fallback, readyTrial(1, 1), readyTrial(1, 1)]).toStats()
    assert.deepEqual(waits, [
      { total: 3, byLayer: { tcp: 1, tls: 1, auth: 1 }, trials: 2 },
      { total: 2, byLayer: { tls: 1, auth: 1 }, trials: 1 },
    ])
  })

  it('breaks ties between waits without regard to order', () => {
    const fewer = { ...readyTrial(1, 1), waits: waitsOf({ tls: 1, auth: 1 }) }
    const more = readyTrial(1, 1)
    const ranked = (trials: readonly TrialRecord[]) => recorderOf(trials).toStats().waits
    assert.equal(ranked([more, fewer])[0]?.total, 2)
    assert.deepEqual(ranked([fewer, more]), ranked([more, fewer]))
  })

  it('comes to the same however trials are ordered and split between workers', () => {
    fc.assert(
      fc.property(
        fc.array(anyTrial, { maxLength: 30 }),
        fc.nat({ max: 30 }),
        fc.nat({ max: 30 }),
        (trials, first, second) => {
          const [low, high] = first < second ? [first, second] : [second, first]
          const whole = recorderOf(trials).toSnapshot()
          const workers = [trials.slice(high), trials.slice(0, low), trials.slice(low, high)].map(
            (part) => structuredClone(recorderOf(part.toReversed()).toSnapshot()),
          )
          const merged = new CellRecorder()
          for (const worker of workers) merged.merge(worker)
          assert.deepEqual(merged.toSnapshot(), whole)
        },
      ),
      { seed: 388, numRuns: 40 },
    )
  })
})

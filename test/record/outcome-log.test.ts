import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { BATCH_TRIALS } from '../../src/record/outcomes/batch.ts'
import { keptOutcome } from '../../src/record/outcomes/kept.ts'
import { OUTCOMES_KEPT, OutcomeLog } from '../../src/record/outcomes/log.ts'
import { packOutcomes, unpackOutcomes } from '../../src/record/outcomes/piece.ts'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { readyTrial, TIMED_OUT, waitsOf } from './sample-trials.ts'

const anyTrial: fc.Arbitrary<TrialRecord> = fc.oneof(
  fc.constant(TIMED_OUT),
  fc
    .tuple(fc.integer({ min: 1, max: 60_000_000 }), fc.integer({ min: 0, max: 1e6 }))
    .map(([readyUs, bytes]) => readyTrial(readyUs, bytes)),
  fc.constant({ ...readyTrial(99_000, 1), waits: waitsOf({ tls: 1, auth: 1 }) }),
)

describe('outcomes as columns', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(anyTrial, { maxLength: 50 }), (trials) => {
        const outcomes = trials.map((trial, index) => keptOutcome(trial, 3 * index))
        assert.deepEqual(unpackOutcomes(packOutcomes(outcomes)), outcomes)
      }),
    )
  })

  it('of trials that are alike take four octets a trial, and little else', () => {
    const piece = packOutcomes(
      Array.from({ length: 200 }, (_, trial) => keptOutcome(readyTrial(1000 + trial, 7), trial)),
    )
    const columns = Object.values(piece).filter((column) => column instanceof Uint32Array)
    // 200 times; a span, a run of kinds and two of octets are two numbers each.
    assert.equal(
      columns.reduce((sum, { byteLength }) => sum + byteLength, 0),
      4 * (200 + 4 * 2),
    )
  })
})

describe('an outcome log', () => {
  it('comes to the same whatever the order of trials and merges', () => {
    fc.assert(
      fc.property(
        fc.array(anyTrial, { minLength: 1, maxLength: 40 }),
        fc.infiniteStream(fc.nat(3)),
        (trials, workers) => {
          const whole = new OutcomeLog()
          const parts = Array.from({ length: 4 }, () => new OutcomeLog())
          for (const [index, trial] of [...trials.entries()].reverse()) whole.record(trial, index)
          for (const [index, trial] of trials.entries()) {
            parts[workers.next().value ?? 0]?.record(trial, index)
          }
          const merged = new OutcomeLog()
          for (const part of parts) merged.merge(part.toSnapshot())
          assert.deepEqual(merged.outcomes, whole.outcomes)
          assert.deepEqual(
            merged.outcomes.map(({ trial }) => trial),
            [...trials.keys()],
          )
        },
      ),
    )
  })

  it('keeps the first, and of later ones a batch when it is complete', () => {
    const log = new OutcomeLog()
    const first = OUTCOMES_KEPT - 1
    // The last that is kept, a batch of which every 20th fails, and the first of the next batch.
    const shares = [first, first + 1, first + 1 + BATCH_TRIALS]
    const parts = shares.map((from, share) => {
      const part = new OutcomeLog()
      for (let index = from; index < (share === 1 ? from + BATCH_TRIALS : from + 1); index += 1) {
        part.record(index % 20 === 0 ? TIMED_OUT : readyTrial(index - first, 1), index)
      }
      return part
    })
    for (const part of parts.reverse()) log.merge(part.toSnapshot())
    assert.deepEqual(
      log.outcomes.map(({ trial }) => trial),
      [first],
    )
    // Nineteen of twenty are ready, after 2, 3 … 20, 22 … µs: p50 is the 5,000th of those, the
    // p95 the 9,500th and last, and p99 nobody's.
    assert.deepEqual(log.batches, [
      {
        from: OUTCOMES_KEPT,
        to: OUTCOMES_KEPT + BATCH_TRIALS,
        times: BATCH_TRIALS,
        failed: BATCH_TRIALS / 20,
        percentilesUs: { p50: nth(5000), p90: nth(9000), p95: nth(9500), p99: undefined },
      },
    ])
  })
})

/** OUTCOMES_KEPT is a multiple of 20, so that the 1st, 21st … of the batch failed: 1 µs, 21 µs … */
const nth = (rank: number): number => rank + Math.ceil(rank / 19)

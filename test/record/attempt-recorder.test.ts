import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { AttemptRecorder } from '../../src/record/attempt-recorder.ts'
import { figuresOf } from '../../src/record/figure.ts'
import { type Instant, instant, nanoseconds } from '../../src/units.ts'
import { waitsOf } from './sample-trials.ts'

const at = (ns: number): Instant => instant(nanoseconds(ns))
const FIGURES = figuresOf([1, 2, 3, 4, 5, 6, 7])

describe('attempt recorder', () => {
  it('folds events into microseconds since the attempt began, and waits by layer', () => {
    const recorder = new AttemptRecorder(at(1_000_000))
    recorder.waited('tcp')
    recorder.reached('connected', at(3_000_499))
    recorder.waited('auth')
    recorder.waited('auth')
    recorder.reached('ready', at(5_000_500))
    recorder.finished({ kind: 'ready' }, at(5_000_500))
    assert.deepEqual(recorder.toRecord(FIGURES), {
      outcome: { kind: 'ready' },
      // 5,000,500 − 1,000,000 ns = 4000.5 µs → 4001; 3,000,499 − 1,000,000 → 2000.499 → 2000
      lastedUs: 4001,
      milestonesUs: { connected: 2000, ready: 4001 },
      waits: waitsOf({ tcp: 1, auth: 2 }),
      figures: FIGURES,
    })
  })

  it('counts a milestone when it is reached first', () => {
    const recorder = new AttemptRecorder()
    recorder.reached('secured', at(0))
    recorder.reached('secured', at(60_000_000))
    recorder.finished({ kind: 'failed', code: 'timeout' }, at(60_000_000))
    assert.deepEqual(recorder.toRecord(FIGURES).milestonesUs, { secured: 0 })
  })

  it('counts nothing after the end', () => {
    const recorder = new AttemptRecorder()
    recorder.finished({ kind: 'failed', code: 'connection-reset' }, at(1000))
    assert.ok(recorder.isFinished)
    recorder.waited('sm')
    recorder.reached('ready', at(2000))
    recorder.finished({ kind: 'ready' }, at(2000))
    assert.deepEqual(recorder.toRecord(FIGURES), {
      outcome: { kind: 'failed', code: 'connection-reset' },
      lastedUs: 1,
      milestonesUs: {},
      waits: waitsOf({}),
      figures: FIGURES,
    })
  })

  it('refuses records that cannot be', () => {
    assert.throws(() => new AttemptRecorder().toRecord(FIGURES), /still running/)
    const early = new AttemptRecorder(at(10))
    assert.throws(() => early.reached('connected', at(9)), /at or after 10 ns, got one at 9 ns/)
    const unready = new AttemptRecorder()
    unready.finished({ kind: 'ready' }, at(0))
    assert.throws(() => unready.toRecord(FIGURES), /milestone "ready"/)
  })
})

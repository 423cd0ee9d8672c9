/** A life that is watched is the life that is counted, and its first attempt the plain trial. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { captureTrace, trace, traceLife } from '../../src/index.ts'
import type { LifeTrace, LifeTraceEvent } from '../../src/record/traced-life.ts'
import { readLifeTrace } from '../../src/words/reading/trace.ts'
import { livesOf } from './lives.ts'

const WORDS = { strategy: 'sasl2-resume-direct', profile: 'lte_good' } as const
const TUNNEL = { ...WORDS, scenario: 'tunnel' } as const

const of = <Kind extends LifeTraceEvent['kind']>(life: LifeTrace, kind: Kind) =>
  life.events.filter(
    (event): event is Extract<LifeTraceEvent, { kind: Kind }> => event.kind === kind,
  )

describe('the trace of a life', () => {
  it('is of the life that a comparison counts', async () => {
    const life = await traceLife(TUNNEL)
    const [counted] = livesOf(readLifeTrace(TUNNEL).spec)
    const [mended] = of(life, 'mended')
    const [recovered] = of(life, 'recovered')
    assert.ok(mended !== undefined && recovered !== undefined)
    assert.equal(
      Math.round((recovered.at - mended.at) / 1_000),
      counted?.episodes[0]?.recovery?.recoveredUs,
    )
    assert.deepEqual(
      of(life, 'delivered')
        .map(({ at, sentAt }) => Math.round((at - sentAt) / 1_000))
        .sort((a, b) => a - b),
      counted?.messages.map(({ delayUs }) => delayUs).sort((a = 0, b = 0) => a - b),
    )
  })

  it('has each attempt as it went, the first as without a scenario', async () => {
    const life = await traceLife(TUNNEL)
    const [first, ...later] = life.attempts
    assert.deepEqual(first?.events, (await trace(WORDS)).events)
    assert.equal(life.attempts.length, of(life, 'attempt').length)
    const endOf = ({ events }: LifeTrace['attempts'][number]) =>
      events.flatMap((event) => (event.kind === 'finished' ? [event.outcome.kind] : []))
    // Those in the tunnel are given up, the last gets through.
    assert.deepEqual(
      later.map(endOf),
      later.map((_, index) => [index === later.length - 1 ? 'ready' : 'failed']),
    )
    for (const { events } of later) assert.ok(events.some(({ kind }) => kind === 'packet'))
  })

  it('ends in its middle when it is interrupted, and nothing is traced', async () => {
    // Twenty minutes: more than one slice.
    const words = { ...TUNNEL, scenario: 'commuter' } as const
    const ways = [
      (signal: AbortSignal) => traceLife(words, { signal }),
      (signal: AbortSignal) => captureTrace(words, {}, { signal }),
      (signal: AbortSignal) => traceLife({ ...words, percentile: 50, trials: 2 }, { signal }),
    ]
    for (const traced of ways) {
      const controller = new AbortController()
      const told = traced(controller.signal)
      // It has begun by then, or, among several, is about to.
      setImmediate(() => controller.abort())
      await assert.rejects(told, { name: 'RunError', code: 'interrupted' })
    }
  })

  it('says which messages never came, and why', async () => {
    const life = await traceLife({ ...TUNNEL, strategy: 'legacy-starttls+no-sm' })
    const missing = of(life, 'missing')
    assert.ok(missing.length > 0)
    for (const { fate } of missing) assert.equal(fate, 'unmanaged')
  })
})

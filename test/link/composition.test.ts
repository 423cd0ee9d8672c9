/** Any impairments in any order: what must hold for the link as a whole. */
import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Impairment } from '../../src/link/impairments.ts'
import type { LinkSettings } from '../../src/link/settings.ts'
import { allExamples } from './examples.ts'
import type { LinkBench } from './link-bench.ts'
import { linkBench } from './link-bench.ts'

/** One radio per link, so at most the one example of it. */
const examples = allExamples.filter(
  (impairment) => impairment.kind !== 'radio' || impairment.initially === 'idle',
)
const stages = fc.array(fc.constantFrom(...examples), { maxLength: 6 })
const settingsOf = fc.record({ up: stages, down: stages })
const sends = fc.array(
  fc.record({
    gap: fc.oneof(fc.constant(0), fc.nat(20_000_000)),
    direction: fc.constantFrom('up' as const, 'down' as const),
    size: fc.integer({ min: 40, max: 1500 }),
  }),
  { minLength: 1, maxLength: 40, size: 'max' },
)
type Sends = typeof sends extends fc.Arbitrary<infer Steps> ? Steps : never

const run = (settings: LinkSettings<Impairment>, steps: Sends, seed: number): LinkBench => {
  const bench = linkBench(settings, { seed })
  let now = 0
  for (const [index, { gap, direction, size }] of steps.entries()) {
    now += gap
    bench.sendAt(now, direction, `${index}`, size)
  }
  bench.clock.runUntilIdle()
  return bench
}

const forAll = (
  check: (settings: LinkSettings<Impairment>, steps: Sends, seed: number) => void,
): void =>
  fc.assert(fc.property(settingsOf, sends, fc.nat(1000), check), { seed: 11, numRuns: 150 })

describe('impairments in any order', () => {
  it('lose no packet without saying so', () => {
    forAll((settings, steps, seed) => {
      const { flow, events, received } = run(settings, steps, seed)
      for (const direction of ['up', 'down'] as const) {
        const counters = flow.counters(direction)
        const dropped = Object.values(counters.dropped).reduce((total, some) => total + some, 0)
        assert.equal(counters.entered, steps.filter((step) => step.direction === direction).length)
        assert.equal(counters.entered + counters.duplicated, counters.delivered + dropped)
        assert.equal(counters.delivered, received[direction].length)
        const told = events.filter((event) => event.direction === direction)
        const count = (kind: string) => told.filter((event) => event.kind === kind).length
        assert.deepEqual(
          [count('entered'), count('delivered'), count('dropped')],
          [counters.entered, counters.delivered, dropped],
        )
      }
    })
  })

  it('happen in time that never runs backwards, and never before the packet entered', () => {
    forAll((settings, steps, seed) => {
      let previous = 0
      for (const event of run(settings, steps, seed).events) {
        assert.ok(event.at >= previous)
        if (event.kind !== 'entered') assert.ok(event.at >= event.enteredAt)
        previous = event.at
      }
    })
  })

  it('are the same for the same seed', () => {
    forAll((settings, steps, seed) => {
      assert.deepEqual(run(settings, steps, seed).events, run(settings, steps, seed).events)
    })
  })

  it('do not know what the packets mean', () => {
    forAll((settings, steps, seed) => {
      const fates = ({ events }: LinkBench) => events.map(({ packet, ...rest }) => rest)
      const other = linkBench(settings, { seed })
      let now = 0
      for (const { gap, direction, size } of steps) {
        now += gap
        other.sendAt(now, direction, 'something quite different', size)
      }
      other.clock.runUntilIdle()
      assert.deepEqual(fates(other), fates(run(settings, steps, seed)))
    })
  })

  it('keep the order of packets where none of them may change it', () => {
    const mayReorder = (impairment: Impairment) =>
      impairment.kind === 'reordering' || (impairment.kind === 'jitter' && impairment.reordering)
    forAll(({ up, down }, steps, seed) => {
      const keeping = {
        up: up.filter((impairment) => !mayReorder(impairment)),
        down: down.filter((impairment) => !mayReorder(impairment)),
      }
      const last = { up: -1, down: -1 }
      for (const event of run(keeping, steps, seed).events) {
        if (event.kind !== 'delivered') continue
        assert.ok(event.index >= last[event.direction], `${event.index} after ${last.up}`)
        last[event.direction] = event.index
      }
    })
  })

  it('have luck of their own: what one direction carries changes nothing in the other', () => {
    const noRadio = ({ kind }: Impairment) => kind !== 'radio'
    forAll(({ up, down }, steps, seed) => {
      const settings = { up: up.filter(noRadio), down: down.filter(noRadio) }
      const both = run(settings, steps, seed)
      const alone = linkBench(settings, { seed })
      let now = 0
      for (const [index, { gap, direction, size }] of steps.entries()) {
        now += gap
        if (direction === 'up') alone.sendAt(now, 'up', `${index}`, size)
      }
      alone.clock.runUntilIdle()
      assert.deepEqual(alone.received.up, both.received.up)
    })
  })

  it('have luck of their own: a stage behind another changes nothing in what that one loses', () => {
    const loss: Impairment = { kind: 'loss', probability: 0.3 }
    forAll(({ up }, steps, seed) => {
      const lost = (settings: LinkSettings<Impairment>) =>
        run(settings, steps, seed).events.flatMap((event) =>
          event.kind === 'dropped' && event.stage === 0 ? [event.index] : [],
        )
      assert.deepEqual(lost({ up: [loss, ...up], down: [] }), lost({ up: [loss], down: [] }))
    })
  })
})

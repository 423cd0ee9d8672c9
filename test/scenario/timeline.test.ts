import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { loadScenario } from '../../src/files/scenarios.ts'
import { accepted } from '../../src/json/input-error.ts'
import { Random } from '../../src/random.ts'
import { SCENARIO_NAMES } from '../../src/scenario/load.ts'
import type { Again, ScenarioEvent } from '../../src/scenario/scenario.ts'
import { drawTimeline, endOf } from '../../src/scenario/timeline.ts'
import { seconds } from '../../src/units.ts'
import { fixed } from './fixed.ts'

/** Of these events, and no messages. */
const happeningsOf = (events: readonly ScenarioEvent[]) =>
  drawTimeline(
    {
      name: 'by-hand',
      summary: '',
      calm: seconds(1),
      messages: {
        up: { kind: 'at', times: [] },
        down: { kind: 'at', times: [] },
        late: seconds(10),
      },
      events,
    },
    Random.seeded(1),
  ).happenings

const shipped = (name: string) => accepted(loadScenario(name, 'scenario')).scenario

describe('a timeline', () => {
  for (const name of SCENARIO_NAMES) {
    it(`of ${name} is in order, and within its life`, () => {
      const scenario = shipped(name)
      assert.equal(scenario.name, name)
      fc.assert(
        fc.property(fc.integer(), (seed) => {
          const timeline = drawTimeline(scenario, Random.seeded(seed))
          const { happenings, messages, until } = timeline
          const begun = happenings.map(({ at }) => at)
          assert.deepEqual(
            begun,
            begun.toSorted((a, b) => a - b),
          )
          const given = [scenario.messages.up, scenario.messages.down].flatMap((one) =>
            one.kind === 'at' ? one.times : [],
          )
          assert.equal(until, Math.max(...happenings.map(endOf), ...given) + scenario.calm)
          // The client wants to connect at 0.
          assert.ok(begun.every((at) => at >= seconds(15)))
          for (const times of [messages.up, messages.down]) {
            assert.deepEqual(
              times,
              times.toSorted((a, b) => a - b),
            )
            assert.ok(times.every((at) => at >= seconds(15) && at < until))
          }
          assert.deepEqual(drawTimeline(scenario, Random.seeded(seed)), timeline)
        }),
        { numRuns: 20, seed: 1 },
      )
    })
  }

  it('is the same whatever is written meanwhile', () => {
    const scenario = shipped('commuter')
    const none = { kind: 'at', times: [] } as const
    const quiet = { ...scenario, messages: { ...scenario.messages, up: none } }
    const [one, other] = [scenario, quiet].map((each) => drawTimeline(each, Random.seeded(7)))
    assert.deepEqual(one?.happenings, other?.happenings)
    assert.deepEqual(one?.messages.down, other?.messages.down)
    assert.deepEqual(other?.messages.up, [])
  })

  it('begins an event behind the end of the one before', () => {
    const happenings = happeningsOf([
      {
        begins: { from: 'start', after: fixed(seconds(10)) },
        what: { kind: 'outage', lasts: fixed(seconds(60)), told: { kind: 'nothing' } },
        again: { kind: 'after-end', after: fixed(seconds(5)), until: seconds(80) },
      },
      {
        begins: { from: 'event-before', after: fixed(seconds(1)) },
        what: { kind: 'forgotten', by: 'reset' },
        again: undefined,
      },
    ])
    // 10 to 70 and 75 to 135; the third would begin at 140. Then one second.
    assert.deepEqual(
      happenings.map(({ at }) => at / 1e9),
      [10, 75, 136],
    )
  })

  it('begins an event again as long after its end, or after its beginning', () => {
    const begun = (again: Again): readonly number[] =>
      happeningsOf([
        {
          begins: { from: 'start', after: fixed(seconds(20)) },
          what: { kind: 'hold', lasts: fixed(seconds(4)) },
          again,
        },
      ]).map(({ at }) => at / 1e9)
    // 20 to 24 and 39 to 43; the third would begin at 58.
    const until = seconds(58)
    assert.deepEqual(begun({ kind: 'after-end', after: fixed(seconds(15)), until }), [20, 39])
    // 20, 35, 50; the fourth would begin at 65.
    assert.deepEqual(begun({ kind: 'every', period: seconds(15), until }), [20, 35, 50])
  })

  it('has room for an event that happens some hundred thousand times', () => {
    const happenings = happeningsOf([
      {
        begins: { from: 'start', after: fixed(seconds(0)) },
        what: { kind: 'forgotten', by: 'reset' },
        again: { kind: 'every', period: seconds(1), until: seconds(200_000) },
      },
    ])
    assert.equal(happenings.length, 200_000)
  })

  it('draws what comes at any moment as long apart as is said, and a least before it', () => {
    const scenario = shipped('commuter')
    const drawn = (index: number) =>
      Array.from({ length: 400 }, (_, seed) => {
        const only = { ...scenario, events: scenario.events.slice(index, index + 1) }
        return drawTimeline(only, Random.seeded(seed)).happenings
      })
    // Outages: 20 s, then one each 600 s until 1200 s: less than 2 of them in a life.
    const first = drawn(0).map((each) => (each[0]?.at ?? 0) / 1e9)
    assert.ok(first.every((at) => at >= 20))
    const mean = first.reduce((sum, at) => sum + at, 0) / first.length
    // 620 s; the standard error of 400 draws is 30 s.
    assert.ok(Math.abs(mean - 620) < 90, String(mean))
    const lengths = drawn(1).flatMap((each) =>
      each.map((one) => ('lasts' in one ? one.lasts / 1e9 : 0)),
    )
    // Of held packets half wait for more than 0.48 s, a tenth for more than 1.32 s.
    const over = (limit: number) => lengths.filter((one) => one > limit).length / lengths.length
    assert.ok(lengths.length > 5000)
    assert.ok(Math.abs(over(0.48) - 0.5) < 0.03 && Math.abs(over(1.32) - 0.1) < 0.02)
    assert.ok(lengths.every((one) => one >= 0.3 && one <= 9))
  })

  it('has as many messages as are asked for, on average', () => {
    const scenario = shipped('commuter')
    let sent = 0
    let hours = 0
    for (let seed = 0; seed < 200; seed += 1) {
      const { messages, until } = drawTimeline(scenario, Random.seeded(seed))
      sent += messages.up.length
      hours += (until - seconds(15)) / 3_600e9
    }
    // 240 an hour; of about 17,000 messages the standard error is 0.8 %.
    assert.ok(Math.abs(sent / hours / 240 - 1) < 0.04)
  })
})

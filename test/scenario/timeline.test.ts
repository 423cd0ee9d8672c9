import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { loadScenario } from '../../src/files/scenarios.ts'
import { accepted } from '../../src/json/input-error.ts'
import { Random } from '../../src/random.ts'
import { SCENARIO_NAMES } from '../../src/scenario/load.ts'
import { drawTimeline, endOf } from '../../src/scenario/timeline.ts'

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
          assert.ok(begun.every((at) => at >= 0))
          assert.equal(until, Math.max(...happenings.map(endOf)) + scenario.calm)
          for (const times of [messages.up, messages.down]) {
            assert.deepEqual(
              times,
              times.toSorted((a, b) => a - b),
            )
            assert.ok(times.every((at) => at >= 0 && at < until))
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
    const quiet = { ...scenario, messages: { up: none, down: scenario.messages.down } }
    const [one, other] = [scenario, quiet].map((each) => drawTimeline(each, Random.seeded(7)))
    assert.deepEqual(one?.happenings, other?.happenings)
    assert.deepEqual(one?.messages.down, other?.messages.down)
    assert.deepEqual(other?.messages.up, [])
  })

  it('begins an event behind the end of the one before', () => {
    const { happenings } = drawTimeline(
      {
        name: 'two',
        summary: '',
        calm: 1e9 as never,
        messages: { up: { kind: 'at', times: [] }, down: { kind: 'at', times: [] } },
        events: [
          {
            begins: { from: 'start', after: fixed(10) },
            what: { kind: 'outage', lasts: fixed(60), told: { kind: 'nothing' } },
            again: { after: fixed(5), until: (80 * 1e9) as never },
          },
          {
            begins: { from: 'event-before', after: fixed(1) },
            what: { kind: 'forgotten', by: 'reset' },
            again: undefined,
          },
        ],
      },
      Random.seeded(1),
    )
    // 10 to 70 and 75 to 135; the third would begin at 140. Then one second.
    assert.deepEqual(
      happenings.map(({ at }) => at / 1e9),
      [10, 75, 136],
    )
  })

  it('has as many messages as are asked for, on average', () => {
    const scenario = shipped('commuter')
    let sent = 0
    let hours = 0
    for (let seed = 0; seed < 200; seed += 1) {
      const { messages, until } = drawTimeline(scenario, Random.seeded(seed))
      sent += messages.up.length
      hours += until / 3_600e9
    }
    // 240 an hour; of about 17,000 messages the standard error is 0.8 %.
    assert.ok(Math.abs(sent / hours / 240 - 1) < 0.04)
  })
})

const fixed = (seconds: number) => ({ kind: 'fixed', value: (seconds * 1e9) as never }) as const

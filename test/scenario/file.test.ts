import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { withGenerated } from '../../results/generated.ts'
import { scenariosMarkdown } from '../../results/scenario-table.ts'
import { PROFILES_FOLDER } from '../../src/files/profiles.ts'
import { loadScenario } from '../../src/files/scenarios.ts'
import { accepted } from '../../src/json/input-error.ts'
import { parseScenario, SCENARIO_NAMES } from '../../src/scenario/load.ts'
import { scenarioJsonSchema } from '../../src/scenario/schema.ts'
import { statedIn, unfounded } from '../json/stated.ts'

const shippedText = (name: string): string => readFileSync(new URL(name, PROFILES_FOLDER), 'utf8')

const GOOD = {
  format: 'xmpp-rtt/scenario@1',
  name: 'mine',
  summary: 'mine',
  events: [{ do: 'outage', at: '10s', lasts: '60s' }],
}

const messageOf = (changes: object): string => {
  const read = parseScenario(JSON.stringify({ ...GOOD, ...changes }), 'mine.json')
  return read.ok ? 'accepted' : read.error.message
}

const event = (changes: object) => ({ events: [{ ...GOOD.events[0], ...changes }] })

describe('a scenario file', () => {
  it('may leave out messages, sources and how long it is calm afterwards', () => {
    assert.equal(messageOf({}), 'accepted')
  })

  it('may have 100,000 messages each way, and 20,000 events', () => {
    // 70 s with the outage: 999.9 s, 100 to the second, is 99,990.
    const messages = { up: '100/s', down: '100/s' }
    assert.equal(messageOf({ calm: '929.9s', messages }), 'accepted')
    const often = event({ again: { every: '100ms', until: '2010s' } })
    assert.equal(messageOf(often), 'accepted')
    // How often is not known before: about once in 5 s.
    const after = { exponential: '4s' }
    const seldom = event({ lasts: '1s', again: { after, until: '86400s' } })
    assert.equal(messageOf(seldom), 'accepted')
  })

  const WRONG: readonly (readonly [object, RegExp])[] = [
    [event({ do: 'outrage' }), /events\[0\]\.do.*"outrage".*"outage"/],
    [event({ lasts: 60 }), /events\[0\]\.lasts.*found 60/],
    [event({ after: '1s' }), /events\[0\]\.after.*either "at" or "after"/],
    [event({ at: undefined }), /events\[0\].*either "at" or "after"/],
    [event({ long: '1s' }), /events\[0\]\.long.*unknown field/],
    [
      event({ do: 'address-change', profile: 'lte_goof' }),
      /^mine\.json:1:\d+: events\[0\]\.profile: found "lte_goof", expected the name .* "lte_good"/,
    ],
    [event({ do: 'address-change', profile: '' }), /events\[0\]\.profile.*at least 1 character$/],
    [event({ again: { after: '0s', until: '1s' } }), /again\.after.*at least 10ms/],
    [event({ again: { every: '1ms', until: '1s' } }), /again\.every.*at least 10ms/],
    // 1990 s, one each 80 ms.
    [
      event({ lasts: '1ms', again: { every: '80ms', until: '2000s' } }),
      /events\[0\]\.again: found 24875 times, expected at most 20000 in a life$/,
    ],
    // 86390 s, one each 100 ms + 3900 ms: 21597.5.
    [
      event({ lasts: '3900ms', again: { after: '100ms', until: '86400s' } }),
      /events\[0\]\.again: found 21598 times/,
    ],
    // 15,000 and 9,990 / 0.99: 10,091.
    [
      {
        events: [
          { ...GOOD.events[0], at: '0s', again: { every: '1s', until: '15000s' } },
          {
            do: 'forgotten',
            by: 'reset',
            at: '10s',
            again: { every: '990ms', until: '10000s' },
          },
        ],
      },
      /events\[0\]\.again: found 15000 times, of 25091 events in all, expected at most 20000 in/,
    ],
    // Until 10 s + 60 s + 1000 s, 100 to the second.
    [
      { calm: '1000s', messages: { up: '100/s' } },
      /messages\.up: found 107000 in a life of 1070 s, expected at most 100000: .*"calm"/,
    ],
    [{ calm: '50000s', messages: { down: '2/s' } }, /messages\.down: found 100140 in a life/],
    [event({ again: { until: '1s' } }), /events\[0\]\.again.*either "after" or "every"/],
    [event({ lasts: { exponential: '1s', atMost: '2s' } }), /events\[0\]\.lasts/],
    [
      { sources: [{ of: ['calm'], status: 'guessed', says: 'so' }] },
      /sources\[0\]\.status.*"assumed"/,
    ],
    [{ messages: { late: '0s' } }, /messages\.late.*"0s".*more than 0s/],
    [{ messages: { up: '4' } }, /messages\.up.*"4".*per s, min or h/],
    [{ messages: { up: '4/day' } }, /messages\.up.*"4\/day"/],
    [
      { messages: { up: ['40s'] } },
      /messages\.up: found \["40s"\].*"10\/min", or times, as in { "at": \["40s"\] }$/,
    ],
  ]
  for (const [changes, expected] of WRONG) {
    it(`with ${JSON.stringify(changes)} is refused in one line`, () => {
      const message = messageOf(changes)
      assert.match(message, expected)
      assert.ok(message.startsWith('mine.json') && !message.includes('\n'))
    })
  }

  for (const name of SCENARIO_NAMES) {
    it(`that is shipped has a confidence, and a source for everything that it states: ${name}`, () => {
      const read = loadScenario(name, 'scenario')
      assert.ok(read.ok && read.value.confidence !== undefined)
      const said: Record<string, unknown> = JSON.parse(shippedText(`scenarios/${name}.json`))
      const stated = ['events', 'messages', 'calm'].flatMap((part) => statedIn(said[part], part))
      assert.deepEqual(unfounded(stated, read.value.sources), { without: [], vain: [] })
    })
  }

  it('is shipped exactly where it has a name', () => {
    const files = readdirSync(new URL('scenarios', PROFILES_FOLDER)).filter((one) =>
      one.endsWith('.json'),
    )
    const expected = ['scenario.schema.json', ...SCENARIO_NAMES.map((name) => `${name}.json`)]
    assert.deepEqual(files.toSorted(), expected.toSorted())
  })

  it('that nobody knows is answered with the nearest', () => {
    const read = loadScenario('tunel', 'scenario')
    assert.ok(!read.ok)
    assert.match(read.error.message, /"tunel".*did you mean "tunnel"/)
  })

  it('stands in the table beside the shipped ones', () => {
    const readme = shippedText('scenarios/README.md')
    const files = SCENARIO_NAMES.map((name) => accepted(loadScenario(name, 'scenario')))
    const table = scenariosMarkdown(files)
    assert.equal(readme, withGenerated(readme, 'scenarios', table), 'npm run generate')
    assert.ok(readme.includes('### tunnel\n'))
  })

  it('has the schema that is beside the shipped ones', () => {
    assert.equal(shippedText('scenarios/scenario.schema.json'), scenarioJsonSchema())
  })
})

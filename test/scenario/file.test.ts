import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { PROFILES_FOLDER } from '../../src/files/profiles.ts'
import { loadScenario } from '../../src/files/scenarios.ts'
import { parseScenario, SCENARIO_NAMES } from '../../src/scenario/load.ts'
import { scenarioJsonSchema } from '../../src/scenario/schema.ts'

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

  const WRONG: readonly (readonly [object, RegExp])[] = [
    [event({ do: 'outrage' }), /events\[0\]\.do.*"outrage".*"outage"/],
    [event({ lasts: 60 }), /events\[0\]\.lasts.*found 60/],
    [event({ after: '1s' }), /events\[0\]\.after.*either "at" or "after"/],
    [event({ at: undefined }), /events\[0\].*either "at" or "after"/],
    [event({ long: '1s' }), /events\[0\]\.long.*unknown field/],
    [event({ again: { after: '0s', until: '1s' } }), /again\.after.*at least 10ms/],
    [{ messages: { up: '4' } }, /messages\.up.*"4".*per s, min or h/],
    [{ messages: { up: '4/day' } }, /messages\.up.*"4\/day"/],
  ]
  for (const [changes, expected] of WRONG) {
    it(`with ${JSON.stringify(changes)} is refused in one line`, () => {
      const message = messageOf(changes)
      assert.match(message, expected)
      assert.ok(message.startsWith('mine.json') && !message.includes('\n'))
    })
  }

  it('that is shipped has sources and a confidence', () => {
    for (const name of SCENARIO_NAMES) {
      const read = loadScenario(name, 'scenario')
      assert.ok(read.ok)
      assert.ok(read.value.sources.length > 0 && read.value.confidence !== undefined, name)
    }
  })

  it('that nobody knows is answered with the nearest', () => {
    const read = loadScenario('tunel', 'scenario')
    assert.ok(!read.ok)
    assert.match(read.error.message, /"tunel".*did you mean "tunnel"/)
  })

  it('has the schema that is beside the shipped ones', () => {
    const schema = readFileSync(new URL('scenario.schema.json', PROFILES_FOLDER), 'utf8')
    assert.equal(schema, scenarioJsonSchema())
  })
})

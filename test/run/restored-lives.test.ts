/** Clients that come back to an archive, after a tunnel that their session does not survive. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadPolicy } from '../../src/files/policies.ts'
import { loadScenario } from '../../src/files/scenarios.ts'
import { accepted } from '../../src/json/input-error.ts'
import { fixed } from '../../src/profiles/spread.ts'
import type { Scenario, ScenarioEvent } from '../../src/scenario/scenario.ts'
import { EJABBERD } from '../../src/servers/ejabberd.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { seconds } from '../../src/units.ts'
import { livesOf } from './lives.ts'
import { shippedProfile, specOf } from './spec.ts'

const TRIALS = 8
const { scenario: TUNNEL } = accepted(loadScenario('tunnel', 'scenario'))

/** So long that the server's TCP gives the connection up (RFC 1122 §4.2.3.5), after some 15 minutes. */
const LONG: Scenario = {
  ...TUNNEL,
  events: TUNNEL.events.map(
    (event): ScenarioEvent => ({
      ...event,
      what: { kind: 'outage', lasts: fixed(seconds(1_500)), told: { kind: 'nothing' } },
    }),
  ),
}

/** What became of what was sent to the user, how often. */
const fatesDown = (
  strategy: string,
  server: ServerModel,
  scenario: Scenario = TUNNEL,
): Readonly<Record<string, number>> => {
  const spec = specOf(strategy, {
    trials: TRIALS,
    timeoutMs: 300_000,
    servers: [server],
    profiles: [shippedProfile('lte_driving')],
    courses: [
      {
        scenario,
        policy: accepted(loadPolicy('modern', 'policy')).policy,
        profiles: {},
      },
    ],
  })
  const fates: Record<string, number> = {}
  for (const { messages } of livesOf(spec)) {
    for (const { direction, fate } of messages) {
      if (direction === 'down') fates[fate] = (fates[fate] ?? 0) + 1
    }
  }
  return fates
}

/** Sessions that are over before the train is out. */
const forgetful = (server: ServerModel): ServerModel => ({
  ...server,
  xmpp: { ...server.xmpp, sm: { ...server.xmpp.sm, resumptionSeconds: 20 } },
})

describe('a client without stream management', () => {
  it('loses what its dead connection swallowed, unless it asks the archive', () => {
    const plain = fatesDown('legacy-direct+no-sm', PROSODY)
    assert.ok((plain['unmanaged'] ?? 0) > 0, JSON.stringify(plain))
    const restored = fatesDown('legacy-direct+no-sm+restore', PROSODY)
    assert.deepEqual(Object.keys(restored), ['once'])
  })
})

describe('a client whose session is over', () => {
  it('has everything at Prosody, which stores it; at ejabberd only if it asks the archive', () => {
    const strategy = 'fast-resume-direct+pipelined'
    const stored = fatesDown(strategy, forgetful(PROSODY), LONG)
    assert.equal((stored['session-gone'] ?? 0) + (stored['nobody-there'] ?? 0), 0)
    const returned = fatesDown(strategy, forgetful(EJABBERD), LONG)
    assert.ok((returned['session-gone'] ?? 0) > 0, JSON.stringify(returned))
    const restored = fatesDown(`${strategy}+restore`, forgetful(EJABBERD), LONG)
    assert.equal(restored['session-gone'], undefined, JSON.stringify(restored))
    assert.equal(restored['queued'], undefined)
  })
})

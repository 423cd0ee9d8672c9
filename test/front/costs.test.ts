/** What a proxy in front of a server costs, exactly: in waits, apart, and in time on an ideal link. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { NGINX } from '../../src/servers/nginx.ts'
import { LAYERS } from '../../src/transport.ts'
import { milliseconds } from '../../src/units.ts'
import { shippedProfile, specOf } from '../run/spec.ts'

const R = 1_000
const RA = 100
const RB = 10

/** Takes no time, so that everything that passes is a round trip. */
const BEHIND: ServerModel = {
  ...IDEAL_SERVER,
  name: 'behind',
  tls: NGINX.tls,
  front: {
    service: { roundTrip: milliseconds(RA) },
    backend: { roundTrip: milliseconds(RB) },
  },
  xmpp: {
    ...IDEAL_SERVER.xmpp,
    sasl: { ...IDEAL_SERVER.xmpp.sasl, mechanisms: ['PLAIN'] },
  },
}

function attempt(strategy: string): TrialRecord {
  const spec = specOf(strategy, {
    servers: [BEHIND],
    profiles: [shippedProfile('ideal', { rtt: milliseconds(R) })],
    tcp: { timers: 'ideal', hz: 1000, congestion: 'cubic', nagle: undefined },
  })
  return new TrialRunner().run(prepareCell(spec, 0), 0)
}

/** `passed`: layers whose wait crosses the proxy. Rows of the table of minimum waits. */
const ROWS = {
  C15: {
    strategy: 'legacy-starttls',
    waits: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 1, restart: 1, bind: 1, sm: 1 },
    passed: 3,
  },
  R25: {
    strategy: 'legacy-resume-direct',
    waits: { tcp: 1, tls: 1, header: 1, auth: 1, restart: 1, sm: 1 },
    passed: 2,
  },
} as const

describe('through a proxy', () => {
  for (const [row, { strategy, waits, passed }] of Object.entries(ROWS)) {
    it(`${strategy} waits as row ${row} says, and the proxy apart from it`, () => {
      const { outcome, waits: counted, figures, milestonesUs } = attempt(strategy)
      assert.deepEqual(outcome, { kind: 'ready' })
      assert.deepEqual(
        Object.fromEntries(
          LAYERS.map((layer, index) => [layer, counted[index]] as const).filter(([, n]) => n),
        ),
        waits,
      )
      // TCP and HTTP to the service; TCP, header and login behind, then whatever is passed on.
      assert.deepEqual(figures.waitsBehind, { service: 2, backend: 3 + passed })
      const total = Object.values(waits).reduce((sum, one) => sum + one, 0)
      assert.equal(milestonesUs.ready, (total * R + 2 * RA + (3 + passed) * RB) * 1_000)
    })
  }

  it('a TLS ticket of the proxy and a session of the server behind are both good', () => {
    const { outcome, milestonesUs, waits } = attempt('legacy-resume-direct+tls12+tls-resumed')
    assert.deepEqual(outcome, { kind: 'ready' })
    // TLS 1.2: a full handshake would take one wait more.
    assert.equal(waits[LAYERS.indexOf('tls')], 1)
    assert.equal(milestonesUs.ready, (6 * R + 2 * RA + 5 * RB) * 1_000)
  })

  it('nothing else is offered than PLAIN, and so nothing of SASL2', () => {
    const { outcome } = attempt('sasl2-direct')
    assert.equal(outcome.kind === 'failed' && outcome.code, 'feature-missing')
  })
})

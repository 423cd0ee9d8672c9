/** Live at servers where no session is resumed: said of every strategy that comes back to one. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runLive } from '../../src/run/live/live.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { ZERO } from '../../src/units.ts'
import { Hosting } from '../serve/hosting.ts'
import { type LiveServer, specFor, strategiesNamed } from './live-guest-spec.ts'
import { CERTIFICATE } from './mean-server.ts'

const { xmpp } = IDEAL_SERVER
const WITHOUT_MANAGEMENT: ServerModel = {
  ...IDEAL_SERVER,
  name: 'without-management',
  xmpp: {
    ...xmpp,
    features: { ...xmpp.features, authenticated: ['bind'], ready: [] },
    sasl2: { ...xmpp.sasl2, inline: ['bind'], inlineBind: ['urn:xmpp:carbons:2'] },
  },
}
const STRATEGIES = ['legacy-resume-direct', 'sasl2-resume-direct', 'legacy-direct', 'sasl2-direct']

async function runAt(model: ServerModel) {
  const change = { server: model, certificate: CERTIFICATE, hold: ZERO }
  const hosting = await Hosting.open('ideal', change)
  const server: LiveServer = {
    ...{ domain: 'localhost', host: '127.0.0.1', directPort: hosting.port('direct') },
    trust: { kind: 'authorities', pem: CERTIFICATE.chain },
  }
  try {
    const run = await runLive(specFor(server, strategiesNamed(...STRATEGIES)), {})
    assert.ok(!('code' in run), JSON.stringify(run))
    return {
      obstacles: Object.fromEntries(run.obstacles),
      ran: run.runnable.map(({ name }) => name),
    }
  } finally {
    await hosting.close()
  }
}

describe('live, at a server that resumes no session', () => {
  it('does not try to, in either language, and says why', async () => {
    const { obstacles, ran } = await runAt(WITHOUT_MANAGEMENT)
    assert.deepEqual(obstacles, {
      'legacy-resume-direct': 'expected resumption (XEP-0198) to be offered',
      'sasl2-resume-direct': 'expected inline resumption (XEP-0198) to be offered',
    })
    assert.deepEqual(ran, ['legacy-direct', 'sasl2-direct'])
  })

  it('and where sessions are resumed it says nothing of the kind', async () => {
    const { obstacles, ran } = await runAt(IDEAL_SERVER)
    assert.deepEqual([obstacles, ran], [{}, STRATEGIES])
  })
})

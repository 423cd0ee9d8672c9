/** EXTERNAL at Prosody (mod_auth_ccert): who comes is known by a certificate that is pinned, as the model has it. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { discover } from '../../src/run/live/discovery.ts'
import { guest } from '../../src/run/live/guest.ts'
import { LiveHost } from '../../src/run/live/host.ts'
import { Lane } from '../../src/run/live/lane.ts'
import { obstacleTo } from '../../src/run/live/obstacle.ts'
import type { LiveSpec } from '../../src/run/live/spec.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { ServerModel } from '../../src/servers/model.ts'
import { LAYERS } from '../../src/transport.ts'
import { bareLink, specFor, strategiesNamed } from '../attach/live-guest-spec.ts'
import { specOf } from '../run/spec.ts'
import { makeClientCertificate } from './certificates.ts'
import { unless } from './installed.ts'
import { TOLERANCE_PERCENT } from './prediction.ts'
import { startProsody } from './prosody.ts'
import { DOMAIN, liveServer, type RealServer } from './real-server.ts'
import { modelOf } from './versions.ts'

const ALICE = `alice@${DOMAIN}`

async function come(real: RealServer, name: string, spec: Partial<LiveSpec>): Promise<TrialRecord> {
  const [strategy] = strategiesNamed(name)
  assert.ok(strategy)
  const own = specFor(liveServer(real), [strategy], spec)
  const host = new LiveHost(own)
  const lane = new Lane(host, strategy, guest(own, 0))
  const { record } = await lane.trial(bareLink('300ms'), Random.seeded('1'))
  await lane.tidy()
  host.stop()
  return record
}

/** As it is configured here. */
const byCertificate = (model: ServerModel): ServerModel => {
  const requestsClientCertificate = true
  return {
    ...model,
    tls: {
      starttls: { ...model.tls.starttls, requestsClientCertificate },
      direct: { ...model.tls.direct, requestsClientCertificate },
    },
    xmpp: { ...model.xmpp, sasl: { ...model.xmpp.sasl, mechanisms: ['EXTERNAL'] } },
  }
}

/** Rows C2, C4, C8, R2, R4 and R6, the last of them pipelined, too. */
const STRATEGIES = [
  'legacy-starttls+external',
  'legacy-direct+external',
  'sasl2-direct+external',
  'legacy-resume-starttls+external',
  'legacy-resume-direct+external',
  'sasl2-resume-direct+external',
  'sasl2-resume-direct+external+pipelined',
]

const waitsOf = ({ waits }: TrialRecord): Record<string, number> =>
  Object.fromEntries(LAYERS.map((layer, index) => [layer, waits[index] ?? 0]))

describe('EXTERNAL at Prosody', unless('prosody'), () => {
  let real: RealServer
  let identity: string
  before(async () => {
    const { crt, key } = makeClientCertificate(ALICE)
    identity = crt + key
    real = await startProsody({ pinned: crt })
  })
  after(() => real?.stop())

  it('lets in whom the certificate names, in the waits and within 3 % of the octets predicted', async () => {
    const servers = [byCertificate(modelOf('prosody', real.version))]
    for (const name of STRATEGIES) {
      const live = await come(real, name, { identity })
      const predicted = new TrialRunner().run(prepareCell(specOf(name, { servers }), 0), 0)
      assert.equal(live.outcome.kind, 'ready', `${name}: ${JSON.stringify(live.outcome)}`)
      assert.deepEqual(waitsOf(live), waitsOf(predicted), name)
      for (const direction of ['up', 'down'] as const) {
        const [found, expected] = [live, predicted].map((one) => one.figures.bytes[direction])
        const off = Math.abs((found ?? 0) / (expected ?? 0) - 1) * 100
        assert.ok(
          off <= TOLERANCE_PERCENT,
          `${name}: ${found} octets ${direction}, not ${expected}`,
        )
      }
    }
  })

  it('lets in nobody by another key, whomever its certificate names: TLS already does not', async () => {
    const { crt, key } = makeClientCertificate(ALICE)
    const { outcome } = await come(real, 'sasl2-direct+external', { identity: crt + key })
    assert.equal(outcome.kind === 'failed' && outcome.code, 'tls-failure')
  })

  it('is not tried by a guest without a certificate', async () => {
    const [strategy] = strategiesNamed('sasl2-direct+external')
    assert.ok(strategy)
    const spec = specFor(liveServer(real), [strategy])
    const host = new LiveHost(spec)
    const found = await discover(host, () => {})
    host.stop()
    assert.ok('features' in found)
    assert.equal(
      obstacleTo(strategy, found, spec),
      'a guest has no client certificate (--client-cert)',
    )
  })

  it('fails in TLS where a ticket is offered: LuaSec names no context for sessions with certificates', async () => {
    const name = 'sasl2-resume-direct+external+tls-resumed'
    const { outcome } = await come(real, name, { identity })
    assert.equal(outcome.kind === 'failed' && outcome.code, 'tls-failure')
  })
})

/** A domain that says that it does not have a service (RFC 2782, RFC 6120 §3.2.1): the target of its record is `.`. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SrvRecord } from '../../src/attach/live/address.ts'
import { endpointsOf } from '../../src/run/live/endpoints.ts'
import { runLive } from '../../src/run/live/live.ts'
import { ZERO } from '../../src/units.ts'
import { Hosting } from '../serve/hosting.ts'
import { specFor, strategiesNamed } from './live-guest-spec.ts'
import { CERTIFICATE } from './mean-server.ts'

const NOWHERE: SrvRecord = { priority: 0, weight: 0, port: 0, name: '.' }
const STRATEGIES = strategiesNamed('legacy-starttls', 'legacy-direct')
const GIVEN = { starttls: undefined, direct: undefined, websocket: undefined, bosh: undefined }
const DECLINED = (service: string): string =>
  `the SRV record _${service}._tcp.localhost says that it is not offered (target ".", RFC 2782)`

/** Of a domain with STARTTLS at this port, or without; it has no direct TLS. */
async function visited(starttls: number | undefined, ways: 'both' | 'direct' = 'both') {
  const clear = starttls === undefined ? NOWHERE : { ...NOWHERE, port: starttls, name: '127.0.0.1' }
  const endpoints = await endpointsOf('localhost', { ...GIVEN, ways }, '1', async (name) => [
    name.startsWith('_xmpps-') ? NOWHERE : clear,
  ])
  const trust = { kind: 'authorities', pem: CERTIFICATE.chain } as const
  const server = { domain: 'localhost', host: '127.0.0.1', trust }
  return await runLive(specFor(server, STRATEGIES, { endpoints }), {})
}

describe('a service that a domain says it does not have', () => {
  it('is in the way of what needs it, and not of what does not', async () => {
    const hosting = await Hosting.open('ideal', { certificate: CERTIFICATE, hold: ZERO })
    try {
      const run = await visited(hosting.port('starttls'))
      assert.ok(!('code' in run), JSON.stringify(run))
      assert.deepEqual(Object.fromEntries(run.obstacles), {
        'legacy-direct': `direct TLS: ${DECLINED('xmpps-client')}`,
      })
    } finally {
      await hosting.close()
    }
  })

  it('is why nobody can log in, where it has neither', async () => {
    assert.deepEqual(await visited(undefined), {
      code: 'dns-failure',
      detail: `direct TLS: ${DECLINED('xmpps-client')}; STARTTLS: ${DECLINED('xmpp-client')}`,
    })
  })

  it('is not looked for where it would be by convention', async () => {
    assert.deepEqual(await visited(undefined, 'direct'), {
      code: 'dns-failure',
      detail: DECLINED('xmpps-client'),
    })
  })
})

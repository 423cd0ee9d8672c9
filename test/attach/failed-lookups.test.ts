/** A server that is looked for where DNS may not have it: said once, and where that fails. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { endpointsOf } from '../../src/run/live/endpoints.ts'
import { runLive } from '../../src/run/live/live.ts'
import type { Endpoints } from '../../src/run/live/spec.ts'
import { ZERO } from '../../src/units.ts'
import { Hosting } from '../serve/hosting.ts'
import { type LiveServer, specFor, strategiesNamed } from './live-guest-spec.ts'
import { CERTIFICATE, withNobody } from './mean-server.ts'

const FAILED = {
  starttls: 'looking up _xmpp-client._tcp.localhost failed: ESERVFAIL',
  direct: 'looking up _xmpps-client._tcp.localhost failed: ESERVFAIL',
}
const STRATEGIES = strategiesNamed('legacy-starttls', 'legacy-direct')

async function run(server: LiveServer, failedLookups: Endpoints['failedLookups']) {
  const said: string[] = []
  const spec = specFor(server, STRATEGIES)
  const endpoints = { ...spec.endpoints, ...(failedLookups && { failedLookups }) }
  const came = await runLive({ ...spec, endpoints }, { onWaiting: (text) => said.push(text) })
  return { came, said }
}

describe('lookups that have failed', () => {
  it('are those of the ways that are gone', async () => {
    const given = { starttls: undefined, direct: undefined, websocket: undefined, bosh: undefined }
    const failing = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('querySrv'), { code: 'ESERVFAIL' }))
    const at = async (ways: 'both' | 'direct') => {
      // An address needs no resolver.
      const there = await endpointsOf('127.0.0.1', { ...given, ways }, '1', failing)
      return [there.starttls?.port, there.direct?.port, Object.keys(there.failedLookups ?? {})]
    }
    assert.deepEqual(await at('both'), [5222, undefined, ['starttls', 'direct']])
    assert.deepEqual(await at('direct'), [undefined, 5223, ['direct']])
  })

  it('are told of once, and are what is in the way of what has no address', async () => {
    const hosting = await Hosting.open('ideal', { certificate: CERTIFICATE, hold: ZERO })
    const server: LiveServer = {
      ...{ domain: 'localhost', host: '127.0.0.1', starttlsPort: hosting.port('starttls') },
      trust: { kind: 'authorities', pem: CERTIFICATE.chain },
    }
    try {
      const { came, said } = await run(server, FAILED)
      assert.ok(!('code' in came), JSON.stringify(came))
      assert.deepEqual(said, [`${FAILED.starttls}; ${FAILED.direct}`])
      assert.deepEqual(Object.fromEntries(came.obstacles), {
        'legacy-direct': `direct TLS: no address is known for it (${FAILED.direct})`,
      })
    } finally {
      await hosting.close()
    }
  })

  it('are said where nothing listens at what was assumed', async () => {
    await withNobody(async (server) => {
      const { came } = await run(server, FAILED)
      assert.ok('code' in came)
      assert.equal(came.code, 'dns-failure')
      assert.match(
        came.detail,
        /STARTTLS: .*ECONNREFUSED.* \(looking up _xmpp-client\..* ESERVFAIL\)/,
      )
      assert.match(
        came.detail,
        /direct TLS: no address is known for it \(looking up _xmpps-client\./,
      )
    })
  })

  it('are not said where there were none', async () => {
    await withNobody(async (server) => {
      const { came, said } = await run(server, undefined)
      assert.ok('code' in came)
      assert.deepEqual([came.code, said], ['connection-refused', []])
    })
  })
})

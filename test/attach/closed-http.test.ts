/** BOSH behind a proxy that closes each connection behind an answer (nginx: `keepalive_timeout 0`). */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connect } from 'node:tls'
import { runLive } from '../../src/run/live/live.ts'
import { ZERO } from '../../src/units.ts'
import { Hosting } from '../serve/hosting.ts'
import { specFor, strategiesNamed } from './live-guest-spec.ts'
import { type Behaviour, CERTIFICATE, withServer } from './mean-server.ts'

const NOT_PERSISTENT =
  'expected an HTTP connection that persists (RFC 9112 §9.3), found it closed after 1 request (Connection: close)'

/** Passes one answer on, as the last. */
const closing =
  (port: number): Behaviour =>
  (near) => {
    const far = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
    far.on('error', () => {})
    near.on('close', () => far.destroy())
    near.pipe(far)
    far.once('data', (octets: Buffer) => {
      const answer = octets.toString('latin1')
      near.end(Buffer.from(answer.replace('\r\n', '\r\nConnection: close\r\n'), 'latin1'))
    })
  }

describe('live BOSH, where connections are closed behind each answer', () => {
  it('is not run, and says why', async () => {
    const hosting = await Hosting.open('ideal', { certificate: CERTIFICATE, hold: ZERO })
    try {
      await withServer('tls', closing(hosting.port('bosh')), async ({ directPort, ...server }) => {
        const strategies = strategiesNamed('legacy-bosh', 'continued-bosh')
        const spec = specFor({ ...server, httpsPort: directPort }, strategies)
        // Of a WebSocket nothing is asked here.
        const endpoints = { ...spec.endpoints, websocket: undefined }
        const run = await runLive({ ...spec, endpoints, concurrency: 1 }, {})
        assert.ok(!('code' in run), JSON.stringify(run))
        assert.deepEqual(Object.fromEntries(run.obstacles), {
          'legacy-bosh': NOT_PERSISTENT,
          'continued-bosh': NOT_PERSISTENT,
        })
        assert.deepEqual(run.cells, [])
      })
    } finally {
      await hosting.close()
    }
  })
})

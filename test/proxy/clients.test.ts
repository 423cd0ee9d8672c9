/**
 * A client that others wrote through the proxy to `serve`. How many waits the proxy counts is held in
 * test/capture, in the time of captures: without keys it counts until the client first pauses, and a
 * busy machine pauses.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type ProxyRun, proxy } from '../../src/run/proxy/proxy.ts'
import { readProxy } from '../../src/words/reading/proxy.ts'
import { HOST } from '../serve/hosting.ts'
import { fixture, watched } from '../serve/programs.ts'

describe('through the proxy', () => {
  it('@xmpp/client logs in and resumes, its TLS untouched', async () => {
    const runs: ProxyRun[] = []
    try {
      const { said, reports } = await watched('prosody', 2, async (hosting, ca) => {
        const to = [`${HOST}:${hosting.port('direct')}`]
        const spec = readProxy({ listen: [0], to, rtt: '60ms' })
        const run = await proxy(spec, { onConnection: () => {}, onRemark: assert.fail })
        runs.push(run)
        return {
          command: process.execPath,
          arguments: [
            fixture('xmppjs-client.mjs'),
            `xmpps://${HOST}:${run.ports[0] ?? 0}`,
            '1',
            'once',
          ],
          environment: { NODE_EXTRA_CA_CERTS: ca },
        }
      })
      assert.deepEqual(said, ['online', 'resumed'])
      assert.deepEqual(
        reports.map(({ waits, kind }) => [kind, waits.total]),
        [
          ['cold', 5],
          ['reconnect', 4],
        ],
      )
    } finally {
      for (const run of runs) await run.close()
    }
  })
})

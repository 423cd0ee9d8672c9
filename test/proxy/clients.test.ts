/**
 * Clients that others wrote through the proxy to `serve`: both count the same waits of the same client,
 * the one by what is said, the other by TCP, TLS records and who spoke until the other did.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ProxiedReport } from '../../src/capture/analysis/proxied.ts'
import { type ProxyRun, proxy } from '../../src/run/proxy/proxy.ts'
import { readProxy } from '../../src/words/reading/proxy.ts'
import { HOST } from '../serve/hosting.ts'
import { fixture, type Program, watched } from '../serve/programs.ts'

interface Passed {
  readonly said: readonly string[]
  /** Of each connection, by the server and by the proxy. */
  readonly waits: readonly { readonly served: number; readonly proxied: number }[]
  readonly outcomes: readonly string[]
}

/** Over a link of 60 ms that loses one packet in fifty each way. */
async function passed(
  connections: number,
  program: (port: number, ca: string) => Program,
): Promise<Passed> {
  const reports: ProxiedReport[] = []
  const runs: ProxyRun[] = []
  const nothing = (): void => {}
  const events = { onEpisode: nothing, onHappening: nothing, onRemark: assert.fail }
  const { said, reports: served } = await watched('prosody', connections, async (hosting, ca) => {
    const spec = readProxy({
      listen: [0],
      to: [`${HOST}:${hosting.port('direct')}`],
      ...{ rtt: '60ms', loss: '2%', seed: '5' },
    })
    const run = await proxy(spec, { onConnection: (report) => reports.push(report), ...events })
    runs.push(run)
    return program(run.ports[0] ?? 0, ca)
  })
  for (const run of runs) await run.close()
  reports.sort((one, other) => one.number - other.number)
  return {
    said,
    waits: served.map(({ waits }, index) => ({
      served: waits.total,
      proxied: reports[index]?.waits.total ?? -1,
    })),
    outcomes: served.map(({ outcome }) => (outcome.kind === 'ready' ? outcome.way : outcome.kind)),
  }
}

describe('through the proxy', { concurrency: true }, () => {
  it('@xmpp/client logs in and resumes, in as many waits as its server counts', async () => {
    const { said, waits, outcomes } = await passed(2, (port, ca) => ({
      command: process.execPath,
      arguments: [fixture('xmppjs-client.mjs'), `xmpps://${HOST}:${port}`, '1', 'once'],
      environment: { NODE_EXTRA_CA_CERTS: ca },
    }))
    assert.deepEqual(said, ['online', 'resumed'])
    assert.deepEqual(outcomes, ['bound', 'resumed'])
    assert.deepEqual(waits, [
      { served: 5, proxied: 5 },
      // It says goodbye at once, and is answered: that this is no login only its server can read.
      { served: 4, proxied: 5 },
    ])
  })
})

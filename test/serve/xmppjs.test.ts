/** The client library that npm has, as a program of its own, against `serve`. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sasl2Session } from '../watch/overheard.ts'
import { type CuttingRelay, cuttingRelay } from './cutting-relay.ts'
import { HOST } from './hosting.ts'
import { fixture, type Program, savings, watched } from './programs.ts'

const xmppjs = (
  kind: 'starttls' | 'direct',
  port: number,
  ca: string,
  losses: number,
  offered: 'once' | 'again' = 'once',
): Program => ({
  command: process.execPath,
  arguments: [
    fixture('xmppjs-client.mjs'),
    `${kind === 'direct' ? 'xmpps' : 'xmpp'}://${HOST}:${port}`,
    String(losses),
    offered,
  ],
  environment: { NODE_EXTRA_CA_CERTS: ca },
})

describe('@xmpp/client', { concurrency: true }, () => {
  // Header and starttls, TLS 1.3, header to features; then SCRAM takes two, a FAST token one.
  const layers = {
    starttls: { starttls: 2, tls: 1, header: 1 },
    direct: { tls: 1, header: 1 },
  } as const

  for (const kind of ['starttls', 'direct'] as const) {
    it(`logs in, gets a FAST token, and resumes over ${kind}`, async () => {
      const { said, reports } = await watched('prosody', 3, (hosting, ca) =>
        xmppjs(kind, hosting.port(kind), ca, 2),
      )
      assert.deepEqual(said, ['online', 'resumed', 'resumed'])
      const [first, ...later] = reports
      assert.deepEqual(first?.waits.byLayer, { tcp: 1, ...layers[kind], auth: 2 })
      assert.deepEqual(first?.negotiated, sasl2Session(kind))
      for (const report of later) {
        // 1 + 2 + 1 + 1 + 1 = 6 by STARTTLS, 1 + 1 + 1 + 1 = 4 by direct TLS, as with the real Prosody.
        assert.deepEqual(report.waits, {
          total: kind === 'starttls' ? 6 : 4,
          byLayer: { tcp: 1, ...layers[kind], auth: 1 },
        })
        assert.equal(report.kind, 'reconnect')
        assert.equal(report.negotiated.mechanism, 'HT-SHA-256-NONE')
        assert.deepEqual(report.outcome, { kind: 'ready', way: 'resumed' })
        const direct = kind === 'starttls' ? { 'direct-tls': 2 } : {}
        assert.deepEqual(savings(report), {
          ...direct,
          'features-awaited': 1,
          'tls-resumption': 0,
        })
      }
    })
  }

  // Behind a login that had stream management in it ejabberd offers it again. The client takes that
  // for an offer to resume if it knows an id by then, is refused, and forgets the id; else it asks
  // to enable, is refused, and keeps it. With PLAIN it knows the id at once. With a token it checks
  // the server's proof in between, so that it does not if the features come in the same piece.
  for (const [pieces, expected] of [
    ['joined', ['online', 'online', 'resumed', 'resumed']],
    ['apart', ['online', 'online', 'online', 'online']],
  ] as const) {
    it(`asks ejabberd for stream management again: success and features ${pieces}`, async () => {
      const losses = 3
      const relays: CuttingRelay[] = []
      const { said, reports } = await watched('ejabberd', losses + 1, async (hosting, ca) => {
        const relay = await cuttingRelay(hosting.port('direct'), pieces)
        relays.push(relay)
        return xmppjs('direct', relay.port, ca, losses, 'again')
      })
      for (const relay of relays) await relay.close()
      assert.deepEqual(said, expected)
      assert.equal(reports[0]?.negotiated.mechanism, 'PLAIN') // It knows no SCRAM-SHA-256.
      for (const [index, report] of reports.entries()) {
        const way = expected[index] === 'online' ? 'bound' : 'resumed'
        assert.deepEqual(report.outcome, { kind: 'ready', way })
        // TCP, TLS, features, PLAIN or the token: being refused comes when it is ready.
        assert.equal(report.waits.total, 4)
        const lost = way === 'bound' && index > 0
        assert.deepEqual(savings(report), {
          ...(index === 0 ? {} : { 'features-awaited': 1 }),
          ...(way === 'bound' ? { 'enabled-twice': 0 } : {}),
          ...(lost ? { 'session-not-resumed': 0 } : {}),
        })
        const left = report.advice.find(({ code }) => code === 'session-not-resumed')
        if (lost) assert.match(left?.text ?? '', /asked for stream management twice/)
      }
    })
  }
})

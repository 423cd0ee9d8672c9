/** WebSockets against `serve`: clients from npm, with TLS and without, and whoever means no good. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { milliseconds } from '../../src/units.ts'
import { HOST, Hosting } from './hosting.ts'
import { npmClient, savings, watched } from './programs.ts'

const urlOf = (scheme: 'ws' | 'wss', port: number): string =>
  `${scheme}://${scheme === 'ws' ? HOST : 'localhost'}:${port}/xmpp-websocket`

describe('clients of WebSockets', { concurrency: true }, () => {
  // TCP, the upgrade, header to features, SCRAM, the restarted stream; then strophe.js binds and asks
  // for the session of RFC 3921, and stanza binds and enables stream management.
  const common = { tcp: 1, upgrade: 1, header: 1, auth: 2, restart: 1 }
  const waits = {
    strophe: { ...common, bind: 2 },
    stanza: { ...common, bind: 1, sm: 1 },
  } as const

  for (const client of ['strophe', 'stanza'] as const) {
    for (const [scheme, tls] of [
      ['ws', undefined],
      ['wss', { version: '1.3', resumed: false }],
    ] as const) {
      it(`${client} gets through by ${scheme}, and what it waits for is counted`, async () => {
        // Where TLS is seen Prosody offers -PLUS, which stanza takes without being able to bind.
        const server = client === 'stanza' && scheme === 'wss' ? 'ejabberd' : 'prosody'
        const { said, reports } = await watched(server, 1, (hosting, ca) =>
          npmClient(client, urlOf(scheme, hosting.port('websocket')), ca),
        )
        assert.ok(said.includes('online'), said.join(' '))
        const [report] = reports
        assert.deepEqual(report?.outcome, { kind: 'ready', way: 'bound' })
        assert.deepEqual(report.negotiated.tls, tls)
        assert.equal(report.negotiated.security, 'websocket')
        const withTls = tls === undefined ? {} : { tls: 1 }
        assert.deepEqual(report.waits.byLayer, { ...waits[client], ...withTls })
        // The restarted stream, and two behind it, as README.md has it. Of ejabberd SASL2 is offered to
        // those alone who say who they are, which stanza does not.
        assert.equal(savings(report)['sasl2-unused'], server === 'prosody' ? 3 : undefined)
      })
    }
  }
})

/** Says this, in a connection of its own, and returns what it has heard when that is closed. */
const told = (port: number, words: string | Uint8Array): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, HOST, () => socket.write(words))
    let heard = ''
    socket.on('data', (octets) => {
      heard += octets.toString('latin1')
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(heard))
  })

const OPENING =
  'GET /xmpp-websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: xmpp\r\n' +
  'Sec-WebSocket-Version: 13\r\n\r\n'

describe('a WebSocket that means no good', () => {
  for (const [what, words, answer] of [
    ['asks for something else', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', /^HTTP\/1\.1 404 /],
    ['speaks no HTTP', 'hello\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['never ends its head', 'x'.repeat(9_000), /^HTTP\/1\.1 431 /],
    // A close frame with the code 1002, and 1009 (RFC 6455 §7.4.1).
    ['does not mask', `${OPENING}\x81\x00`, /880203ea$/],
    ['announces too much', `${OPENING}\x81\xff\x00\x00\x00\x00\x7f\x00\x00\x00abcd`, /880203f1$/],
  ] as const) {
    it(`and ${what} is told so, and closed`, async () => {
      const hosting = await Hosting.open('prosody')
      try {
        const heard = await told(hosting.port('websocket'), Buffer.from(words, 'latin1'))
        assert.match(
          answer.source.startsWith('^HTTP') ? heard : Buffer.from(heard, 'latin1').toString('hex'),
          answer,
        )
        assert.deepEqual((await hosting.enough(1))[0]?.outcome, { kind: 'no-stream' })
        assert.deepEqual(hosting.remarks, [])
      } finally {
        await hosting.close()
      }
    })
  }

  for (const [what, words] of [
    ['says its head too slowly', 'GET /xmpp-websocket HTTP/1.1\r\n'],
    ['says nothing in it', OPENING],
    ['begins with TLS and goes no further', '\x16\x03\x01'],
  ] as const) {
    it(`and ${what} has to go when its time is over`, async () => {
      const hosting = await Hosting.open('prosody', { patience: milliseconds(50) })
      try {
        await told(hosting.port('websocket'), Buffer.from(words, 'latin1'))
        const [report] = await hosting.enough(1)
        assert.equal(report?.outcome.kind, 'no-stream')
      } finally {
        await hosting.close()
      }
    })
  }
})

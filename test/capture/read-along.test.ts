import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BoshSessions } from '../../src/capture/analysis/bosh-sessions.ts'
import { ReadAlong } from '../../src/capture/analysis/read-along.ts'
import type { Understood } from '../../src/capture/analysis/understood.ts'
import { KeyLog } from '../../src/capture/tls/key-log.ts'
import type { Direction } from '../../src/direction.ts'
import { START } from '../../src/units.ts'
import { Past } from '../../src/watch/past.ts'

type Said = readonly [Direction, Uint8Array]

const octets = (text: string): Uint8Array => Buffer.from(text, 'latin1')

const STREAM =
  "<stream:stream to='a' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"
const CONVERSATION: readonly Said[] = [
  ['up', octets(STREAM)],
  ['down', octets(`${STREAM}<stream:features/>`)],
]
/** haproxy's `send-proxy` and `send-proxy-v2`, of 192.0.2.1 to 192.0.2.2. */
const LINE = octets('PROXY TCP4 192.0.2.1 192.0.2.2 40000 5222\r\n')
const BINARY = octets(
  '\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c\xc0\x00\x02\x01\xc0\x00\x02\x02\x9c\x40\x14\x66',
)
/** `LOCAL`, without an address: a check of the server's health. */
const EMPTY = octets('\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00')

function read(conversation: readonly Said[], size = 1_000, isXmpp = true): ReadAlong {
  const along = new ReadAlong({
    ...{ number: 1, isXmpp, keyLog: new KeyLog(), past: new Past(), sessions: new BoshSessions() },
    premises: { directPort: undefined, tickets: 'useless', sasl2: 'unknown', certificateOctets: 0 },
  })
  along.waitedForTcp()
  for (const [way, said] of conversation) {
    for (let at = 0; at < said.length; at += size) {
      along.heard(way, said.subarray(at, at + size), START)
    }
  }
  along.end(START)
  return along
}

const told = ({ read: how, waits, session }: Understood) => [
  how,
  waits.byLayer,
  session?.negotiated.security,
]

describe('the header of the PROXY protocol', () => {
  for (const [name, header] of Object.entries({ LINE, BINARY, EMPTY })) {
    it(`is passed over in whatever pieces it comes: ${name}`, () => {
      const plain = read(CONVERSATION).understood()
      for (const size of [1, 7, 1_000]) {
        for (const isXmpp of [true, false]) {
          const along = read([['up', header], ...CONVERSATION], size, isXmpp)
          assert.ok(along.isXmpp)
          const found = along.understood()
          assert.deepEqual(told(found), told(plain))
          const { up, down } = plain.octets.total
          const total = { up: up + header.length, down }
          assert.deepEqual([found.octets.total, found.session?.octets.total], [total, total])
        }
      }
      const together: Said = ['up', Buffer.concat([header, octets(STREAM)])]
      assert.deepEqual(told(read([together, ...CONVERSATION.slice(1)]).understood()), told(plain))
    })
  }

  it('may have TLS or HTTP behind it', () => {
    // A record of which only the beginning is there.
    const tls: Said = ['up', octets('\x16\x03\x01\x02\x00\x01')]
    assert.deepEqual(told(read([['up', LINE], tls]).understood()), ['all', { tcp: 1 }, 'direct'])
    const bosh: Said = ['up', octets('POST /http-bind HTTP/1.1\r\n')]
    assert.deepEqual(told(read([['up', BINARY], bosh]).understood()), ['all', { tcp: 1 }, 'bosh'])
  })
})

describe('first words that nobody here knows', () => {
  for (const words of ['PING\r\n', 'PROXIED\r\n', `PROXY ${'a'.repeat(108)}`, 'GETTING\r\n']) {
    it(`are told as who spoke when, where it is to be XMPP: ${words.trim().slice(0, 10)}`, () => {
      const conversation: readonly Said[] = [
        ['up', octets(words)],
        ['down', octets('+OK\r\n')],
        ['up', octets(words)],
        ['down', octets('+OK\r\n')],
      ]
      const along = read(conversation)
      assert.deepEqual(told(along.understood()), ['flights', { tcp: 1, data: 2 }, undefined])
      assert.equal(read(conversation, 1_000, false).isXmpp, false)
    })
  }
})

describe('a ClientHello that is refused', () => {
  // Of TLS 1.0, with one suite.
  const body = `\x03\x01${'r'.repeat(32)}\x00\x00\x02\x00\x2f\x01\x00`
  const message = `\x01\x00\x00${String.fromCharCode(body.length)}${body}`
  const hello: Said = [
    'up',
    octets(`\x16\x03\x01\x00${String.fromCharCode(message.length)}${message}`),
  ]
  const after = (alert: string) => {
    const { waits, session } = read([
      hello,
      ['down', octets(`\x15\x03\x01\x00\x02${alert}`)],
    ]).understood()
    return [waits.byLayer, session?.outcome]
  }

  it('has been waited for, and has failed by the alert', () => {
    const refused = (detail: string) => [
      { tcp: 1, tls: 1 },
      { kind: 'failed', failure: { code: 'tls-failure', detail } },
    ]
    assert.deepEqual(
      after('\x02\x46'),
      refused('expected ServerHello, got the alert protocol_version (70)'),
    )
    assert.deepEqual(after('\x02\xc8'), refused('expected ServerHello, got the alert 200'))
  })

  it('is not refused by a warning', () => {
    assert.deepEqual(after('\x01\x70'), [{ tcp: 1 }, { kind: 'no-stream' }])
  })
})

/** BOSH in captures (XEP-0124, XEP-0206): our own, what clients do who have several connections, and what is none. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { BoshSessions } from '../../src/capture/analysis/bosh-sessions.ts'
import { ReadAlong } from '../../src/capture/analysis/read-along.ts'
import { KeyLog } from '../../src/capture/tls/key-log.ts'
import type { Direction } from '../../src/direction.ts'
import { BASES } from '../../src/strategies/bases.ts'
import { isOverBosh } from '../../src/strategies/over.ts'
import { parseStrategy } from '../../src/strategies/registry.ts'
import type { Layer } from '../../src/transport.ts'
import { instant, milliseconds } from '../../src/units.ts'
import { Past } from '../../src/watch/past.ts'
import { cases } from '../cases.ts'
import { analysed } from './clients.ts'
import { captured } from './trials.ts'

const MODIFIERS = ['', '+pipelined', '+tls12', '+tls-resumed', '+hrr', '+tfo'] as const
const STRATEGIES = BASES.filter(({ over }) => isOverBosh(over))
  .flatMap(({ name }) => MODIFIERS.map((modifiers) => name + modifiers))
  .filter((strategy) => parseStrategy(strategy).kind === 'strategy')

describe('the analysis of our own captures of BOSH', () => {
  for (const server of ['prosody', 'ejabberd', 'ideal'] as const) {
    it(`counts what the client waited for, layer by layer, and its octets (${server})`, () => {
      for (const strategy of STRATEGIES) {
        // It is never ready there, so that nobody counts up to that.
        const isInVain = server === 'ejabberd' && strategy.startsWith('legacy-bosh+pipelined')
        if (isInVain) continue
        for (const at of ['client', 'server'] as const) {
          const words = { strategy, server, rtt: '80ms' }
          const { file, trials } = captured([words], { at, content: 'encrypted' })
          const [{ events, record } = assert.fail()] = trials
          const waits: Partial<Record<Layer, number>> = {}
          for (const event of events)
            if (event.kind === 'waited') waits[event.layer] = (waits[event.layer] ?? 0) + 1
          const [found, ...others] = analysed(file, '', []).connections
          const name = `${strategy} at the ${at}`
          assert.equal(found?.read, 'all', name)
          assert.deepEqual([found.waits.byLayer, others], [waits, []], name)
          const { untilReady, total } = found.octets
          // Of a session that goes on nobody knows when it is there.
          assert.deepEqual(found.session === undefined ? total : untilReady, record().figures.bytes)
          assert.equal(found.session === undefined, strategy.startsWith('continued'), name)
          // Nothing is lost with the connection.
          assert.ok(found.session?.advice.every(({ code }) => code !== 'unmanaged') ?? true, name)
        }
      }
    })
  }
})

const HTTP_BIND = "xmlns='http://jabber.org/protocol/httpbind'"
const octets = (text: string): Uint8Array => new TextEncoder().encode(text)
const message = (start: string, body: string): Uint8Array =>
  octets(`${start}\r\nContent-Length: ${octets(body).length}\r\n\r\n${body}`)
const request = (attributes: string, payload = ''): Uint8Array =>
  message('POST /b HTTP/1.1\r\nHost: a', `<body ${HTTP_BIND} ${attributes}>${payload}</body>`)
const answer = (attributes = '', payload = ''): Uint8Array =>
  message('HTTP/1.1 200 OK', `<body ${HTTP_BIND} ${attributes}>${payload}</body>`)

const FEATURES =
  "<stream:features xmlns:stream='http://etherx.jabber.org/streams'><x xmlns='x'/></stream:features>"
const SASL = "xmlns='urn:ietf:params:xml:ns:xmpp-sasl'"
const AUTH = `<auth ${SASL} mechanism='PLAIN'>AGEAYg==</auth>`
const bind = (type: string, inner: string): string =>
  `<iq xmlns='jabber:client' type='${type}' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>${inner}</bind></iq>`
const CREATE = request("rid='1' to='a' wait='60' hold='1'")
const CREATED = answer("sid='s' wait='60'", FEATURES)
const RESTART = request("rid='3' sid='s' xmpp:restart='true' xmlns:xmpp='urn:xmpp:xbosh'")

type Said = readonly [connection: number, way: Direction, said: Uint8Array]

/** Each on a connection, in their order. */
const CONVERSATION: readonly Said[] = [
  [0, 'up', CREATE],
  [0, 'down', CREATED],
  [0, 'up', request("rid='2' sid='s'", AUTH)],
  [0, 'down', answer('', `<success ${SASL}/>`)],
  // While one is held the next request is on the other connection.
  [1, 'up', RESTART],
  [1, 'down', answer('', FEATURES)],
  [0, 'up', request("rid='4' sid='s'", bind('set', ''))],
  // Nothing in it: the rest is asked for.
  [0, 'down', answer()],
  [1, 'up', request("rid='5' sid='s'")],
  [1, 'down', answer('', bind('result', '<jid>a@a/b</jid>'))],
  // Ready: what is asked for now is no wait.
  [1, 'up', request("rid='6' sid='s'")],
  [1, 'down', answer('', "<message xmlns='jabber:client'/>")],
]
/** tcp, the session, SASL, the restarted stream, what was asked for twice: binding. */
const WAITS = { tcp: 1, upgrade: 2, auth: 1, restart: 1, bind: 1 }

/** In the clear; `size`: of the pieces that each says things in. */
function read(conversation: readonly Said[], size = 1_000) {
  const sessions = new BoshSessions()
  const past = new Past()
  const premises = {
    directPort: undefined,
    tickets: 'resume',
    sasl2: 'unknown',
    certificateOctets: 0,
  } as const
  const connections = [1, 2].map(
    (number) =>
      new ReadAlong({ number, past, sessions, premises, isXmpp: false, keyLog: new KeyLog() }),
  )
  const now = instant(milliseconds(1))
  for (const one of connections) one.waitedForTcp()
  for (const [place, way, said] of conversation) {
    for (let at = 0; at < said.length; at += size)
      connections[place]?.heard(way, said.subarray(at, at + size), now)
  }
  for (const one of connections) one.end(now)
  return connections
}

describe('BOSH that is read along', () => {
  it('is one session, whichever connections carry it, in whatever pieces', () => {
    for (const size of [1, 7, 50, 1_000]) {
      const [first, second] = read(CONVERSATION, size).map(
        (one) => [one.isAnothers, one.understood()] as const,
      )
      const [isAnothers, { read: how, waits, session } = assert.fail()] = first ?? []
      assert.deepEqual([isAnothers, how, waits.byLayer], [false, 'all', WAITS])
      assert.deepEqual(session?.outcome, { kind: 'ready', way: 'bound' })
      assert.deepEqual([session.address, session.negotiated.security], ['a@a/b', 'bosh'])
      // It waited for the restart, as XEP-0206 §5 has it, and nobody knows of any SASL2 there.
      const codes = session.advice.map(({ code }) => code)
      assert.deepEqual(
        codes.filter((code) => code === 'restart-serial' || code === 'from-missing'),
        [],
      )
      const octetsOf = (way: Direction): number =>
        CONVERSATION.reduce((sum, [, which, said]) => sum + (which === way ? said.length : 0), 0)
      assert.deepEqual(session.octets.total, { up: octetsOf('up'), down: octetsOf('down') })
      const [carries, other] = second ?? []
      assert.deepEqual(
        [carries, other?.session, other?.waits.byLayer],
        [true, undefined, { tcp: 1 }],
      )
    }
  })

  it('is told as who spoke when, where it cannot be read', () => {
    for (const unreadable of [
      octets('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
      octets('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n'),
      message('HTTP/1.1 200 OK', '<html/>'),
    ]) {
      const [first] = read([
        [0, 'up', CREATE],
        [0, 'down', unreadable],
        [0, 'up', RESTART],
        [0, 'down', unreadable],
      ])
      assert.ok(first?.isXmpp)
      const { read: how, waits, session } = first.understood()
      assert.deepEqual([how, waits.byLayer, session], ['flights', { tcp: 1, data: 2 }, undefined])
    }
  })

  it('is no XMPP where it is something else that is posted', () => {
    const [first] = read([
      [0, 'up', message('POST /api HTTP/1.1\r\nHost: a', '{}')],
      [0, 'down', message('HTTP/1.1 200 OK', '{}')],
    ])
    assert.equal(first?.isXmpp, false)
  })

  it('never throws', () => {
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom(...CONVERSATION.map(([, , said]) => said), answer("sid='s'"), RESTART),
    )
    const said = fc.tuple(fc.constantFrom(0, 1), fc.constantFrom<Direction>('up', 'down'), any)
    fc.assert(
      fc.property(fc.array(said), fc.integer({ min: 1, max: 100 }), (all, size) => {
        for (const one of read([[0, 'up', CREATE], ...all], size)) one.understood()
      }),
      { numRuns: cases(200) },
    )
  })
})

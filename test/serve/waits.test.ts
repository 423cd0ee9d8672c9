/**
 * Two counts that know nothing of each other: the client's, from where its script blocked, and
 * the server's, from flights that were answered. Over real sockets they agree for every strategy.
 */
import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { servedText } from '../../src/report/served/text.ts'
import { clientCarriage } from '../../src/run/carriage.ts'
import { entranceOf, isOverBosh, overTls } from '../../src/strategies/over.ts'
import { BASES, parseStrategy } from '../../src/strategies/registry.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import { ZERO } from '../../src/units.ts'
import type { ServedConnection } from '../../src/watch/served-connection.ts'
import { BLANK, type Memory, remember } from '../../src/xmpp/dialogue/memory.ts'
import { ACCOUNT, HOST, Hosting, PLACE } from './hosting.ts'
import { HEADER } from './raw-client.ts'
import { SocketClient } from './socket-client.ts'

const strategyOf = (name: string): Strategy => {
  const strategy = parseStrategy(name)
  assert.ok(strategy.kind !== 'strategy-error')
  return strategy
}

/**
 * Nobody has tampered with the server meanwhile: from here nobody can. A session of BOSH is reported of
 * when it is over, not with a connection (bosh.test.ts).
 */
const NAMES = BASES.filter(
  ({ name, aftermath, entry, over }) =>
    aftermath === 'none' &&
    !isOverBosh(over) &&
    (entry.compared !== 'apart' || name === 'sasl2-alone-direct'),
).flatMap(({ name }) => [name, `${name}+pipelined`])

describe('a client that says its header and goes at once', () => {
  it('has waited for an answer only where one has left', async () => {
    const hosting = await Hosting.open('prosody', { hold: ZERO })
    const count = 5
    for (let each = 1; each <= count; each += 1) {
      const socket = connect(hosting.port('starttls'), HOST)
      socket.on('error', () => {})
      socket.end(HEADER)
      await hosting.enough(each)
    }
    await hosting.close()
    for (const { waits, octets } of hosting.reports) {
      assert.equal(waits.total, octets.total.down === 0 ? 1 : 2)
    }
  })
})

interface Attempted {
  readonly client: SocketClient
  readonly memory: Memory
  readonly report: ServedConnection
}

const attempt = async (
  hosting: Hosting,
  strategy: Strategy,
  memory: Memory,
  tls: ConnectionOptions = {},
): Promise<Attempted> => {
  const before = hosting.reports.length
  const client = new SocketClient(
    hosting.port(entranceOf(overTls(strategy))),
    strategy.said.script(ACCOUNT, memory),
    tls,
    clientCarriage(strategy.over, PLACE, memory),
  )
  const outcome = await client.outcome
  assert.ok(outcome.kind === 'ready', JSON.stringify([strategy.name, outcome]))
  const left = remember(outcome.stream)
  client.lose()
  const report = (await hosting.enough(before + 1))[before]
  assert.ok(report)
  return { client, memory: left, report }
}

const ticketOf = ({ client: { session } }: Attempted): ConnectionOptions => {
  assert.ok(session, 'expected a ticket')
  return { session }
}

describe('waits, seen from the server', () => {
  for (const server of ['ideal', 'prosody', 'ejabberd'] as const) {
    // The ideal server alone takes all that some specification allows.
    const names = NAMES.filter(
      (name) => server === 'ideal' || strategyOf(name).said.standing.kind === 'deployed',
    )
    it(`are those that clients of ${server} had`, async () => {
      const hosting = await Hosting.open(server)
      try {
        for (const name of names) {
          const strategy = strategyOf(name)
          const { earlier } = strategy
          const held =
            earlier === undefined ? BLANK : (await attempt(hosting, earlier, BLANK)).memory
          const { client, report } = await attempt(hosting, strategy, held)
          // TCP, and TLS 1.3 in full: one each, of which the dialogue knows nothing.
          const expected = { ...client.waits, tcp: 1, tls: 1 }
          assert.deepEqual({ ...report.waits.byLayer }, expected, name)
          const way = strategy.said.start === 'reconnect' ? 'resumed' : 'bound'
          assert.deepEqual(report.outcome, { kind: 'ready', way }, name)
          assert.equal(report.address?.split('/')[0], 'alice@localhost', name)
        }
        assert.deepEqual(hosting.remarks, [])
      } finally {
        await hosting.close()
      }
    })
  }

  it('of TLS are one more with 1.2, and none less with a ticket on 1.3', async () => {
    const hosting = await Hosting.open('prosody')
    const strategy = strategyOf('sasl2-direct')
    const connect = (tls: ConnectionOptions): Promise<Attempted> =>
      attempt(hosting, strategy, BLANK, tls)
    try {
      const full12 = await connect({ maxVersion: 'TLSv1.2' })
      const resumed12 = await connect({ maxVersion: 'TLSv1.2', ...ticketOf(full12) })
      const full13 = await connect({})
      const resumed13 = await connect(ticketOf(full13))
      assert.deepEqual(
        [full12, resumed12, full13, resumed13].map(({ report }) => [
          report.negotiated.tls,
          report.waits.byLayer.tls,
        ]),
        [
          // RFC 5246 §7.3: hello and Finished are waited for; resumed (figure 2), hello only.
          [{ version: '1.2', resumed: false }, 2],
          [{ version: '1.2', resumed: true }, 1],
          // RFC 8446 §2: the server's flight is waited for, with a ticket or without.
          [{ version: '1.3', resumed: false }, 1],
          [{ version: '1.3', resumed: true }, 1],
        ],
      )
      // Certificate and signature are what a ticket saves; the client's hello grows by the ticket.
      assert.ok(resumed13.report.octets.total.down < full13.report.octets.total.down - 300)
      assert.ok(resumed13.report.octets.total.up > full13.report.octets.total.up + 200)
    } finally {
      await hosting.close()
    }
  })

  it('of TLS are told where the client breaks it off, however it does', async () => {
    const hosting = await Hosting.open('prosody')
    const port = hosting.port('direct')
    const closed = (socket: Socket): Promise<unknown> =>
      new Promise((resolve) => socket.once('close', resolve))
    /** Whatever it hears of the server first is the last that it waits for. */
    const leaving = (leave: (raw: Socket) => void): Promise<unknown> => {
      const raw = connect(port, '127.0.0.1')
      const tls = connectTls({ socket: raw, servername: 'localhost' })
      tls.on('error', () => {})
      raw.once('data', () => leave(raw))
      return closed(raw)
    }
    const distrusting = (options: ConnectionOptions): Promise<unknown> => {
      const tls = connectTls({ host: '127.0.0.1', port, servername: 'localhost', ...options })
      tls.on('error', () => {})
      return closed(tls)
    }
    try {
      for (const [what, goes, tlsWaits, outcome] of [
        ['distrusts over 1.3', () => distrusting({}), 1, 'failed'],
        ['distrusts over 1.2', () => distrusting({ maxVersion: 'TLSv1.2' }), 2, 'gone'],
        ['ends without a word', () => leaving((raw) => raw.end()), 1, 'failed'],
        ['resets', () => leaving((raw) => raw.resetAndDestroy()), 1, 'failed'],
      ] as const) {
        const before = hosting.reports.length
        await goes()
        const report = (await hosting.enough(before + 1))[before]
        const { waits, octets } = report ?? {}
        assert.deepEqual(
          [waits?.total, waits?.byLayer.tls, report?.outcome.kind],
          [1 + tlsWaits, tlsWaits, outcome],
          what,
        )
        assert.ok(report && octets && octets.total.up > 200 && octets.total.down > 500)
        const told = ` ${octets.total.up} B up, ${octets.total.down} B down in all\n`
        assert.ok(servedText(report, false).includes(told), what)
      }
    } finally {
      await hosting.close()
    }
  })

  it('of a server whose tickets are useless are those of a full handshake', async () => {
    const hosting = await Hosting.open('prosody-defaults')
    try {
      const strategy = strategyOf('sasl2-direct')
      const first = await attempt(hosting, strategy, BLANK)
      const again = await attempt(hosting, strategy, BLANK, ticketOf(first))
      assert.deepEqual(again.report.negotiated.tls, { version: '1.3', resumed: false })
      assert.ok(!again.report.advice.some(({ code }) => code === 'tls-resumption'))
    } finally {
      await hosting.close()
    }
  })

  it('and channel binding by the exporter is accepted', async () => {
    const hosting = await Hosting.open('prosody')
    try {
      const { report } = await attempt(hosting, strategyOf('sasl2-direct'), BLANK)
      assert.equal(report.negotiated.mechanism, 'SCRAM-SHA-1-PLUS')
    } finally {
      await hosting.close()
    }
  })
})

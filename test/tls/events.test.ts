/** What the applications are told and when, and how a handshake fails. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CHAINS, certificate } from '../../src/tls/certificate.ts'
import { describe as named } from '../../src/tls/describe.ts'
import {
  MINIMAL_CLIENT,
  OPENSSL_SERVER,
  type TlsClientSettings,
  type TlsServerSettings,
} from '../../src/tls/settings.ts'
import { ticketId } from '../../src/tls/ticket.ts'
import { exchange, joined, octets, Pair, ticketOf } from './pair.ts'

const server: TlsServerSettings = {
  ...OPENSSL_SERVER,
  certificate: certificate('one', 'self-signed'),
  maxEarlyData: 1000,
  acceptsEarlyData: true,
}
const client12: TlsClientSettings = { ...MINIMAL_CLIENT, versions: ['1.2'] }
const offer = ticketOf(MINIMAL_CLIENT, server)
const eager: TlsClientSettings = { ...MINIMAL_CLIENT, offer, earlyData: true }

const short = (pair: Pair, who: 'client' | 'server'): string[] =>
  pair[who].events.map((event) => {
    if (event.kind === 'received') return `received${event.early ? ' early' : ''}`
    if (event.kind === 'secured') return `secured${event.early ? ' early' : ''}`
    return event.kind
  })

describe('events', () => {
  it('of a full handshake', () => {
    const { pair } = exchange(MINIMAL_CLIENT, server)
    assert.deepEqual(short(pair, 'client'), ['waited', 'secured', 'received'])
    assert.deepEqual(short(pair, 'server'), ['secured', 'received'])
  })

  it('of 1.2: one wait for each of two flights', () => {
    const { pair } = exchange(client12, server)
    assert.deepEqual(short(pair, 'client'), ['waited', 'waited', 'secured', 'received'])
  })

  it('of early data that is accepted', () => {
    const { pair } = exchange(eager, server)
    assert.deepEqual(short(pair, 'client'), ['secured early', 'secured', 'received'])
    assert.deepEqual(short(pair, 'server'), ['secured early', 'received early', 'secured'])
    const early = {
      kind: 'secured',
      early: true,
      tls: {
        version: '1.3',
        resumed: true,
        exporter: undefined,
        unique: undefined,
        serverEndPoint: server.certificate.serverEndPoint,
        session: offer.resumes.session,
      },
    }
    assert.deepEqual(pair.client.events[0], early)
    assert.deepEqual(pair.server.events[0], early)
  })

  it('of early data that is rejected', () => {
    const { pair } = exchange(eager, { ...server, acceptsEarlyData: false })
    assert.deepEqual(short(pair, 'client'), ['secured early', 'waited', 'secured', 'received'])
    assert.deepEqual(short(pair, 'server'), ['secured', 'received'])
  })

  it('of early data of which some does not fit: that waits, and so does the client', () => {
    const pair = new Pair(eager, server)
    pair.tell('server', { kind: 'secure' })
    pair.tell('client', { kind: 'secure' })
    pair.tell('client', { kind: 'send', bytes: octets(900) })
    pair.tell('client', { kind: 'send', bytes: octets(101, 900) })
    // It would fit, but must not overtake.
    pair.tell('client', { kind: 'send', bytes: octets(10, 1001) })
    // 549 for the hello (see flights.test.ts), 900 + 22
    assert.deepEqual(pair.client.writes, [[549, 922]])
    pair.settle()
    assert.deepEqual(short(pair, 'client'), ['secured early', 'waited', 'secured'])
    assert.deepEqual(joined(pair.server.heardEarly), octets(900))
    assert.deepEqual(joined(pair.server.heard), octets(1011))
  })

  it('nothing is on the wire before the first early data', () => {
    const pair = new Pair(eager, server)
    pair.tell('client', { kind: 'secure' })
    assert.deepEqual(pair.client.writes, [])
  })
})

describe('answers to early data', () => {
  const flightsOf = (halfRttData: boolean) =>
    exchange(eager, { ...server, halfRttData }).flights.map((flight) => flight.flat())

  it('go before the client has finished, with half-RTT data', () => {
    // 245 with early_data accepted, answer 222; ticket 255 + 8
    assert.deepEqual(flightsOf(true), [[549, 122], [245, 222], [100], [263]])
  })

  it('wait for the client to finish, without', () => {
    assert.deepEqual(flightsOf(false), [[549, 122], [245], [100], [263, 222]])
  })
})

describe('a client that presents a certificate', () => {
  const asking = { ...server, requestsClientCertificate: true }
  const certificate = { chain: CHAINS['self-signed'], address: 'alice@example.org' }
  const facts = (client: TlsClientSettings) => {
    const { pair } = exchange({ ...client, certificate }, asking)
    const last = (who: 'client' | 'server') =>
      pair[who].events.filter((event) => event.kind === 'secured').at(-1)?.tls
    return { client: last('client'), server: last('server') }
  }

  it('is known by it at the server, which tells no client', () => {
    for (const client of [MINIMAL_CLIENT, client12]) {
      const { client: seen, server: known } = facts(client)
      assert.deepEqual([known?.peer, seen?.peer], ['alice@example.org', undefined])
      assert.deepEqual([known?.exporter, known?.session], [seen?.exporter, seen?.session])
    }
  })

  it('does not when it resumes, but is on the same session', () => {
    const { server: known } = facts({ ...eager, earlyData: false })
    assert.deepEqual(
      [known?.resumed, known?.peer, known?.session],
      [true, undefined, offer.resumes.session],
    )
    const other = facts(MINIMAL_CLIENT).server?.session
    assert.notEqual(other, offer.resumes.session)
  })
})

describe('tickets', () => {
  it('are single-use where the server says so, and carry the certificate', () => {
    assert.deepEqual(offer, {
      words: offer.words,
      version: '1.3',
      key: 'minimal',
      octets: 208,
      lifetime: 7_200_000_000_000,
      maxEarlyData: 1000,
      serverEndPoint: server.certificate.serverEndPoint,
      resumes: offer.resumes,
    })
    assert.ok(server.tickets.kind === 'resume')
    const once = { ...server.tickets, spent: new Set([ticketId(offer)]) }
    const { pair } = exchange({ ...eager, earlyData: false }, { ...server, tickets: once })
    const event = pair.client.events.at(1)
    assert.ok(event?.kind === 'secured')
    assert.equal(event.tls.resumed, false)
  })

  it('have names of their own', () => {
    const { tickets } = exchange(MINIMAL_CLIENT, server).pair.client
    assert.equal(new Set(tickets.map(ticketId)).size, 2)
  })
})

describe('failure', () => {
  const failed = (detail: string) => ({ kind: 'closed', error: { code: 'tls-failure', detail } })

  it('of a client that is too old', () => {
    const { pair, flights } = exchange(client12, { ...server, versions: ['1.3'] })
    // header 5, level 1, description 1
    assert.deepEqual(flights, [[[231]], [[7]]])
    assert.deepEqual(pair.client.events, [
      failed('expected the server to accept TLS 1.2, got the alert protocol_version'),
    ])
    assert.deepEqual(pair.server.events, [failed('expected TLS 1.3, got an offer of 1.2')])
  })

  it('of a server that is too old, after early data (RFC 8446 App. D.3)', () => {
    const both: TlsClientSettings = { ...eager, versions: ['1.2', '1.3'] }
    const { pair } = exchange(both, { ...server, versions: ['1.2'] })
    assert.deepEqual(
      pair.client.events.at(-1),
      failed('expected TLS 1.3 after early data, got 1.2'),
    )
    assert.deepEqual(pair.server.events, [
      failed('expected the client to accept the handshake, got the alert unexpected_message'),
    ])
  })

  it('of octets in the clear where TLS was agreed', () => {
    const pair = new Pair(MINIMAL_CLIENT, server)
    pair.tell('server', { kind: 'secure' })
    pair.tell('client', { kind: 'send', bytes: octets(9) })
    pair.deliver('server')
    assert.deepEqual(pair.server.events, [
      failed('expected a TLS record, got 9 octets in the clear'),
    ])
  })

  it('of TLS where nothing was agreed', () => {
    const pair = new Pair(MINIMAL_CLIENT, server)
    pair.tell('client', { kind: 'secure' })
    pair.deliver('server')
    assert.deepEqual(pair.server.events, [
      failed('got a TLS record that nothing led to: client-hello in clear'),
    ])
  })

  it('is the end: nothing more is said or heard', () => {
    const { pair } = exchange(client12, { ...server, versions: ['1.3'] })
    const before = pair.client.events.length
    pair.tell('client', { kind: 'send', bytes: octets(5) })
    pair.tell('client', { kind: 'secure' })
    pair.deliver('client')
    assert.deepEqual(pair.client.writes, [])
    assert.equal(pair.client.events.length, before)
  })

  it('of an application that secures twice is thrown', () => {
    const pair = new Pair(MINIMAL_CLIENT, server)
    pair.tell('client', { kind: 'secure' })
    assert.throws(() => pair.tell('client', { kind: 'secure' }), /expected "secure" once/)
  })
})

describe('close', () => {
  it('says so with an alert of 24 octets in 1.3, 31 in 1.2, then tells TCP', () => {
    for (const [client, length] of [
      [MINIMAL_CLIENT, 24],
      [client12, 31],
    ] as const) {
      const { pair } = exchange(client, server)
      pair.tell('client', { kind: 'close' })
      pair.tell('client', { kind: 'close' })
      assert.deepEqual(pair.client.writes, [[length]])
      assert.equal(pair.client.finished, 1)
      // The other end may go on speaking, nobody listens.
      pair.deliver('server')
      pair.tell('server', { kind: 'send', bytes: octets(3) })
      const heard = pair.client.heard.length
      pair.deliver('client')
      assert.equal(pair.client.heard.length, heard)
      assert.ok(!pair.server.events.some((event) => event.kind === 'closed'))
    }
  })

  it('in the clear says nothing', () => {
    const pair = new Pair(MINIMAL_CLIENT, server)
    pair.tell('server', { kind: 'close' })
    assert.deepEqual([pair.server.writes, pair.server.finished], [[], 1])
  })
})

describe('names of messages', () => {
  it('of a full handshake of 1.3, by flight', () => {
    const pair = new Pair(MINIMAL_CLIENT, server)
    pair.tell('server', { kind: 'secure' })
    pair.tell('client', { kind: 'secure' })
    const read = (from: 'client' | 'server'): string[] => {
      const names: string[] = []
      const { written, length } = pair[from]
      for (let piece = written.read(length); piece !== undefined; piece = written.read(length)) {
        names.push(named(piece))
        pair.tell(from === 'client' ? 'server' : 'client', { kind: 'received', piece })
      }
      return names
    }
    assert.deepEqual(read('client'), ['ClientHello'])
    assert.deepEqual(read('server'), [
      'ServerHello, EncryptedExtensions, Certificate, CertificateVerify, Finished',
    ])
    assert.deepEqual(read('client'), ['Finished'])
    assert.deepEqual(read('server'), ['NewSessionTicket', 'NewSessionTicket'])
  })
})

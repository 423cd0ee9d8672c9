/** Who writes the Finished together with what, and when: a property of the client's stack. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { constantly } from '../../src/processing-time.ts'
import { certificate } from '../../src/tls/certificate.ts'
import {
  MINIMAL_CLIENT,
  OPENSSL_SERVER,
  type TlsClientSettings,
  type TlsServerSettings,
} from '../../src/tls/settings.ts'
import { microseconds, milliseconds } from '../../src/units.ts'
import { exchange, octets, Pair, ticketOf } from './pair.ts'

const server: TlsServerSettings = {
  ...OPENSSL_SERVER,
  certificate: certificate('one', 'self-signed'),
}
const apart: TlsClientSettings = MINIMAL_CLIENT
const together: TlsClientSettings = { ...MINIMAL_CLIENT, finished: { kind: 'with-data' } }

/** Writes of the client behind its hello: Finished is 80 octets, 100 of data 122. */
const writesOf = (client: TlsClientSettings, ofServer = server) =>
  exchange(client, ofServer).flights[2]

describe('the Finished', () => {
  it('leaves in one write with what is said when TLS is ready', () => {
    assert.deepEqual(writesOf(together), [[80, 122]])
    assert.deepEqual(writesOf(apart), [[80], [122]])
  })

  it('and when resumed', () => {
    const offer = ticketOf(apart, server)
    assert.deepEqual(writesOf({ ...together, offer }), [[80, 122]])
  })

  it('leaves with what was said before', () => {
    const pair = new Pair(together, server)
    pair.tell('server', { kind: 'secure' })
    pair.tell('client', { kind: 'secure' })
    pair.tell('client', { kind: 'send', bytes: octets(100) })
    pair.deliver('server')
    pair.client.writes.length = 0
    pair.deliver('client')
    assert.deepEqual(pair.client.writes, [[80, 122]])
  })

  it('leaves alone at the end of its turn when nothing is said', () => {
    const pair = new Pair(together, server)
    pair.tell('server', { kind: 'secure' })
    pair.tell('client', { kind: 'secure' })
    pair.deliver('server')
    pair.client.writes.length = 0
    pair.deliver('client')
    assert.deepEqual(pair.client.writes, [[80]])
    pair.tell('client', { kind: 'send', bytes: octets(100) })
    assert.deepEqual(pair.client.writes, [[80], [122]])
  })

  it('leaves before the alert of a client that closes at once', () => {
    const pair = new Pair(together, server, {
      client: (event, say) => {
        if (event.kind === 'secured') say({ kind: 'close' })
      },
    })
    pair.tell('server', { kind: 'secure' })
    pair.tell('client', { kind: 'secure' })
    pair.deliver('server')
    pair.client.writes.length = 0
    pair.deliver('client')
    assert.deepEqual(pair.client.writes, [[80, 24]])
  })

  it('shares its write with False Start, not with what waits for the server', () => {
    const client12: TlsClientSettings = { ...together, versions: ['1.2'] }
    // 93 as in flights.test.ts; 100 + 29
    assert.deepEqual(writesOf({ ...client12, falseStart: true }), [[93, 129]])
    assert.deepEqual(writesOf(client12), [[93]])
  })

  it('may be followed by a pause, in which nothing is said and nothing read', () => {
    const slow: TlsClientSettings = {
      ...apart,
      finished: { kind: 'apart', by: microseconds(170) },
    }
    const { pair } = exchange(slow, server)
    assert.deepEqual(writesOf(slow), [[80], [122]])
    assert.equal(pair.now, microseconds(170))
    assert.equal(pair.client.tickets.length, 2)
    assert.equal(pair.client.heard.length, 1)
  })
})

describe('a client that computes', () => {
  const handshake = {
    full: constantly(milliseconds(2.6)),
    resumed: constantly(milliseconds(0.9)),
  }

  it('answers the server’s flight so much later', () => {
    const { pair, waits, flights } = exchange({ ...together, handshake }, server)
    assert.equal(pair.now, milliseconds(2.6))
    assert.equal(waits, 1)
    assert.deepEqual(flights[2], [[80, 122]])
  })

  it('and sooner when it resumes', () => {
    const offer = ticketOf(apart, server)
    const { pair } = exchange({ ...together, handshake, offer }, server)
    assert.equal(pair.now, milliseconds(0.9))
  })
})

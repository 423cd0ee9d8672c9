/** Octets and writes of TLS as they were measured at real servers and clients, as packets of attempts. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { traceTrial } from '../../src/run/simulated/trace-trial.ts'
import { toMilliseconds } from '../../src/units.ts'
import { readTrace } from '../../src/words/reading/trace.ts'
import type { TraceWords } from '../../src/words/trace.ts'

/** IPv4, TCP, timestamps. */
const HEADERS = 52

/** What went one way behind TCP's handshake. */
function payloads(words: TraceWords, direction: 'up' | 'down') {
  const { spec } = readTrace({ rtt: '100ms', hostTime: 'none', ...words })
  const trace = traceTrial(spec, 0, 'test')
  if ('code' in trace) assert.fail(trace.detail)
  return trace.events.flatMap((event) =>
    event.kind === 'packet' && event.direction === direction && event.bytes > HEADERS + 8
      ? [{ octets: event.bytes - HEADERS, atMs: toMilliseconds(event.sentAt) }]
      : [],
  )
}

const octets = (words: TraceWords, direction: 'up' | 'down'): readonly number[] =>
  payloads(words, direction).map((payload) => payload.octets)

describe('a flight of more than 4096 octets', () => {
  const words = { strategy: 'legacy-direct', certificate: 'rsa-cross-signed' } as const

  it('is several writes of OpenSSL on a socket: with Nagle’s algorithm the last waits for a round trip', () => {
    const [first, ...others] = payloads({ ...words, server: 'prosody-defaults' }, 'down')
    const flight = [first, ...others.slice(0, 3)]
    // 4096 are two full segments and a part; measured at Prosody, with 191 behind them a round trip later.
    assert.deepEqual(
      flight.slice(0, 3).map((one) => one?.octets),
      [1448, 1448, 4096 - 2 * 1448],
    )
    const [early, late] = [flight[2]?.atMs ?? 0, flight[3]?.atMs ?? 0]
    assert.ok(Math.abs(late - early - 100) < 2, `${early} ms, ${late} ms`)
  })

  it('leaves at once where the algorithm is off, and where the flight is shorter', () => {
    const shorter = { ...words, certificate: 'private-rsa', server: 'prosody-defaults' } as const
    for (const [other, segments] of [
      [{ ...words, server: 'prosody' }, 4],
      [shorter, 2],
    ] as const) {
      const flight = payloads(other, 'down').slice(0, segments)
      assert.equal(new Set(flight.map(({ atMs }) => atMs)).size, 1)
    }
  })
})

describe('a server', () => {
  const flight = (client: string): number =>
    octets({ strategy: 'legacy-direct', server: 'prosody-13.0.1', client }, 'down')
      .slice(0, 2)
      .reduce((sum, length) => sum + length, 0)

  it('acknowledges no name that its client has not sent (RFC 8446 §4.2)', () => {
    // An empty extension has 4 octets.
    assert.equal(flight('node20') - flight('xmppjs'), 4)
  })

  it('seals the name in its tickets where it was told one', () => {
    const hello = (client: string): number => {
      const resumed = { strategy: 'legacy-direct+tls-resumed', server: 'prosody-13.0.1', client }
      const whole = { strategy: 'legacy-direct', server: 'prosody-13.0.1', client }
      const [longer = 0] = octets(resumed, 'up')
      const [shorter = 0] = octets(whole, 'up')
      return longer - shorter
    }
    // The pre_shared_key extension, 63 octets beside the ticket: 224 in it, 208 without the name.
    assert.deepEqual([hello('node20'), hello('xmppjs')], [63 + 224, 63 + 208])
  })

  it('leaves Nagle’s algorithm on for mail where it is nginx: a wait more, as measured', () => {
    const tickets = payloads({ strategy: 'legacy-direct+plain', server: 'nginx' }, 'down')
    const first = tickets.find((one) => one.octets === 271)
    const behind = tickets.find((one) => one.atMs > (first?.atMs ?? 0))
    // The second ticket waits for the client's delayed acknowledgement of the first, and has the data with it.
    assert.ok(behind !== undefined && behind.octets > 271, JSON.stringify(tickets))
    assert.ok(behind.atMs - (first?.atMs ?? 0) >= 100)
  })
})

describe('slixmpp', () => {
  it('says a ClientHello that is filled up to 512 octets, on either port', () => {
    // And the header of the record.
    for (const strategy of ['legacy-direct', 'legacy-starttls']) {
      const all = octets({ strategy, server: 'prosody', client: 'slixmpp' }, 'up')
      assert.ok(all.includes(517), `${strategy}: ${all}`)
    }
  })

  it('has its Finished in one write with what follows on direct TLS, and apart behind STARTTLS', () => {
    const behindHello = (strategy: string): number => {
      const all = octets({ strategy, server: 'prosody', client: 'slixmpp' }, 'up')
      return all[all.indexOf(517) + 1] ?? 0
    }
    // ChangeCipherSpec 6 and Finished 74.
    assert.equal(behindHello('legacy-starttls'), 80)
    assert.ok(behindHello('legacy-direct') > 80)
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { hostMeta2Answer, hostMetaAnswer, hostMetaRequest } from '../../src/run/host-meta.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { parseStrategy } from '../../src/strategies/registry.ts'
import { LAYERS, type Layer } from '../../src/transport.ts'
import { shippedProfile, specOf } from './spec.ts'

const runner = new TrialRunner()
const trial = (strategy: string, changes: Partial<RunSpec> = {}): TrialRecord =>
  runner.run(prepareCell(specOf(strategy, changes), 0), 0)

type Waits = Readonly<Partial<Record<Layer, number>>>

const waitsOf = ({ waits }: TrialRecord): Waits =>
  Object.fromEntries(
    LAYERS.flatMap((layer, index) => (waits[index] ? [[layer, waits[index]]] : [])),
  )

const more = (waits: Waits, by: Waits): Waits =>
  Object.fromEntries(
    LAYERS.flatMap((layer) => {
      const count = (waits[layer] ?? 0) + (by[layer] ?? 0)
      return count === 0 ? [] : [[layer, count]]
    }),
  )

const DIRECT = [
  'legacy-direct',
  'sasl2-direct',
  'fast-resume-direct',
  'fast-rejected-direct',
] as const

/** On the ideal link: RTT 1 s, no rate, no loss, nobody thinks. */
function costs(modifier: string, by: Waits, others: readonly string[] = ['', '+pipelined']): void {
  for (const base of DIRECT) {
    for (const other of others) {
      const usual = trial(base + other)
      const record = trial(`${base}${other}+${modifier}`)
      assert.deepEqual(record.outcome, usual.outcome)
      assert.deepEqual(waitsOf(record), more(waitsOf(usual), by), base + other)
      const added = Object.values(by).reduce((sum, count) => sum + count, 0)
      assert.equal(record.lastedUs - usual.lastedUs, added * 1_000_000, base + other)
    }
  }
}

describe('a connection before that of the stream', () => {
  it('M1: Host Meta 2 costs TCP, TLS and one more', () => {
    costs('hostmeta2', { tcp: 1, tls: 1, dns: 1 })
    // Nobody keeps anything of a web server: neither cookie nor ticket.
    costs('hostmeta2', { tcp: 1, tls: 1, dns: 1 }, ['+pipelined+tfo', '+tls-resumed'])
  })

  it('C11, C12, C13: the URI of what HTTP carries costs the same where it is not cached', () => {
    for (const base of ['legacy-websocket', 'sasl2-websocket', 'legacy-bosh']) {
      const usual = trial(base)
      const record = trial(`${base}+hostmeta`)
      assert.deepEqual(waitsOf(record), more(waitsOf(usual), { tcp: 1, tls: 1, dns: 1 }), base)
      assert.equal(record.lastedUs - usual.lastedUs, 3_000_000, base)
    }
  })

  it('M1: on the connection that is then used, one wait alone: one less than SRV and A/AAAA', () => {
    for (const base of ['legacy-websocket', 'fast-resume-websocket', 'legacy-bosh']) {
      for (const other of ['', '+pipelined', '+pipelined+tfo', '+tls12', '+v6-refused']) {
        const usual = trial(base + other)
        const record = trial(`${base}${other}+hostmeta-reused`)
        assert.equal(record.outcome.kind, 'ready')
        assert.deepEqual(waitsOf(record), more(waitsOf(usual), { dns: 1 }), base + other)
        assert.equal(record.lastedUs - usual.lastedUs, 1_000_000, base + other)
        // The same handshake, and the document.
        const bytes = ({ figures }: TrialRecord): number => figures.bytes.up + figures.bytes.down
        const added = bytes(record) - bytes(usual)
        const document =
          hostMetaRequest('bench.localhost').length + hostMetaAnswer('bench.localhost').length
        // A record of TLS each: five octets of header, a tag of sixteen, and one of type (none of it in 1.2).
        assert.ok(
          added > document && added < document + 2 * 40,
          `${base}${other}: ${added}, ${document}`,
        )
      }
    }
  })

  it('M3: a rejected ClientHello costs one more connection', () => {
    costs('ech-rejected', { tcp: 1, tls: 1 })
    // Of the server itself there is a cookie: the ClientHello rides in the SYN.
    costs('ech-rejected', { tls: 1 }, ['+pipelined+tfo'])
    // Where it is looked up, and which address takes it, is found out once.
    costs('ech-rejected', { tcp: 1, tls: 1 }, ['+dns', '+v6-refused'])
  })

  it('M3: with another key that the server names it costs the same, and is encrypted again', () => {
    costs('ech-retry', { tcp: 1, tls: 1 })
    costs('ech-retry', { tls: 1 }, ['+pipelined+tfo'])
    costs('ech-retry', { tcp: 1, tls: 1 }, ['+dns', '+v6-refused', '+pq', '+tls-resumed'])
    const bytes = (modifier: string): TrialRecord['figures']['bytes'] =>
      trial(`sasl2-direct${modifier}`).figures.bytes
    const [plain, taken, gone, other] = ['', '+ech', '+ech-rejected', '+ech-retry'].map(bytes)
    assert.ok(plain && taken && gone && other)
    // Its second hello is encrypted as the first one is.
    assert.equal(other.up - gone.up, taken.up - plain.up)
    // RFC 9849 §4: a list of one, with the public name, in an extension; §11.1.
    const configuration = 1 + 2 + (2 + 32) + (2 + 4) + 1 + (1 + 'bench.localhost'.length) + 2
    assert.equal(other.down - gone.down, 4 + 2 + 2 + 2 + configuration)
  })

  it('C21: a first login by OAuth is one in vain, two fetches without reuse, and one more', () => {
    const changes = { servers: [EVERYTHING] }
    const record = trial('sasl2-direct+oauth-first', changes)
    // 5 (two of them to learn of the refusal), 3, 3, 4.
    assert.deepEqual(waitsOf(record), { tcp: 4, tls: 4, header: 2, auth: 2 + 1 + 1 + 1 })
    assert.equal(record.lastedUs, 15_000_000)
    const { figures } = trial('sasl2-direct+oauthbearer', changes)
    const octets = ({ bytes }: TrialRecord['figures']): number => bytes.up + bytes.down
    // Three handshakes more, each of more than 2,000 octets.
    assert.ok(octets(record.figures) - octets(figures) > 3 * 2_000)
  })

  it('C21: where nobody is logged in by OAUTHBEARER, nothing is fetched: the announcement says so', () => {
    const record = trial('sasl2-direct+oauth-first')
    assert.equal(record.outcome.kind === 'failed' && record.outcome.code, 'feature-missing')
    assert.deepEqual(waitsOf(record), { tcp: 1, tls: 1, header: 1 })
    assert.equal(record.lastedUs, 3_000_000)
  })

  it('both, one after the other', () => {
    costs('hostmeta2+ech-rejected', { tcp: 2, tls: 2, dns: 1 })
  })

  it('is counted in octets and packets', () => {
    const usual = trial('sasl2-direct')
    const { figures } = trial('sasl2-direct+hostmeta2')
    const domain = 'bench.localhost'
    const sent = hostMetaRequest(domain).length + hostMeta2Answer(domain).length
    const octets = ({ bytes }: TrialRecord['figures']): number => bytes.up + bytes.down
    // The request, the answer, and another handshake of Node's around them.
    assert.ok(octets(figures) - octets(usual.figures) > sent + 2_000)
    assert.ok(figures.packets.up - usual.figures.packets.up >= 6)
  })

  it('makes sense on direct TLS alone, and Host Meta 2 in the place of DNS', () => {
    for (const name of [
      'legacy-starttls+hostmeta2',
      'legacy-starttls+ech-rejected',
      'legacy-starttls+ech-retry',
      'sasl2-direct+ech-rejected+ech-retry',
      'sasl2-direct+tls12+ech-retry',
      'sasl2-direct+dns+hostmeta2',
    ]) {
      assert.equal(parseStrategy(name).kind, 'strategy-error', name)
    }
  })

  it('fails the attempt when it fails', () => {
    // Nothing gets through: TCP of the first connection gives up, and it is that which is told.
    const dead = shippedProfile('ideal', { loss: 1 })
    const record = trial('sasl2-direct+hostmeta2', { profiles: [dead], timeoutMs: 600_000 })
    assert.equal(record.outcome.kind === 'failed' && record.outcome.code, 'connect-timeout')
  })
})

describe('the document that says where a server is', () => {
  it('has what XEP-0487 asks for', () => {
    const answer = Buffer.from(hostMeta2Answer('example.org')).toString()
    const [head = '', body = ''] = answer.split('\r\n\r\n')
    assert.match(head, /^HTTP\/1\.1 200 OK\r\n/)
    assert.match(head, new RegExp(`Content-Length: ${Buffer.byteLength(body)}$`))
    const { xmpp, links } = JSON.parse(body)
    assert.ok(Number.isInteger(xmpp.ttl))
    for (const { rel, port, ips, priority, weight, sni } of links) {
      assert.equal(rel, 'urn:xmpp:alt-connections:tls')
      assert.deepEqual([port, priority, weight].filter(Number.isInteger).length, 3)
      assert.ok(ips.length > 0)
      assert.equal(sni, 'example.org')
    }
  })

  it('is asked for as HTTP/1.1 does', () => {
    assert.equal(
      Buffer.from(hostMetaRequest('example.org')).toString(),
      'GET /.well-known/host-meta.json HTTP/1.1\r\nHost: example.org\r\nAccept: application/json\r\n\r\n',
    )
  })
})

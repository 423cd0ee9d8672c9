/** Lookups in captures: those of our own, and what is no lookup. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { CaptureAnalysis } from '../../src/capture/analysis/analyse.ts'
import type { AnalysedConnection } from '../../src/capture/analysis/analysed.ts'
import { LookupLog } from '../../src/capture/analysis/lookup-log.ts'
import { readCapture } from '../../src/capture/file/reader.ts'
import {
  LOOKUP_TYPE,
  lookupIn,
  type ReceivedLookup,
} from '../../src/capture/network/dns-received.ts'
import { KeyLog } from '../../src/capture/tls/key-log.ts'
import { captureTrace } from '../../src/index.ts'
import { milliseconds, plus, START } from '../../src/units.ts'
import type { TraceWords } from '../../src/words/trace.ts'

async function analysed(words: TraceWords): Promise<readonly AnalysedConnection[]> {
  const analysis = new CaptureAnalysis({ keyLog: new KeyLog(), ports: [443, 5222, 5223] })
  for (const entry of readCapture([await captureTrace(words, {})])) analysis.add(entry)
  return analysis.finish().connections
}

const PLACE = { rtt: '80ms', server: 'prosody' } as const

describe('lookups in a capture', () => {
  for (const [strategy, dns] of [
    ['legacy-starttls+dns', 2],
    ['fast-resume-direct+dns+pipelined', 2],
    // A URI names its host, to which no SRV record leads (RFC 7395 §3.1).
    ['sasl2-websocket+dns', 1],
    ['legacy-direct', undefined],
  ] as const) {
    it(`are waits of the connection that they lead to: ${strategy}`, async () => {
      const [found] = await analysed({ strategy, ...PLACE })
      assert.ok(found !== undefined)
      assert.equal(found.waits.byLayer.dns, dns)
      assert.equal(
        found.waits.total,
        Object.values(found.waits.byLayer).reduce((sum, count) => sum + count, 0),
      )
    })
  }

  it('are waits in HTTP, too (XEP-0156), on the connection that asks or on one before it', async () => {
    const lookup = { dns: 1, tcp: 1, tls: 1 }
    const session = { upgrade: 1, header: 1, auth: 2 }
    for (const [modifier, connections] of [
      ['hostmeta', [lookup, { tcp: 1, tls: 1, ...session }]],
      ['hostmeta-reused', [{ ...lookup, ...session }]],
    ] as const) {
      const strategy = `sasl2-websocket+${modifier}`
      const found = await analysed({ strategy, ...PLACE })
      assert.deepEqual(
        found.map(({ read, waits, session: told }) => [read, waits.byLayer, told?.outcome.kind]),
        connections.map((byLayer, index) => [
          ...['all', byLayer],
          index === connections.length - 1 ? 'ready' : undefined,
        ]),
      )
    }
  })

  it('are waited for once where they are repeated, or lead to several connections', async () => {
    // Much is lost: what is asked for again is no wait more.
    for (const trial of [0, 1, 2, 3, 4, 5]) {
      const words = { strategy: 'legacy-direct+dns', trial, loss: '30%', ...PLACE }
      const connections = await analysed(words)
      const answered = connections.filter(({ established }) => established)
      assert.ok(answered.every(({ waits }) => waits.byLayer.dns === 2))
    }
    const strategy = 'legacy-direct+dns+v6-broken+happy-eyeballs'
    const [silent, got] = await analysed({ strategy, ...PLACE })
    assert.deepEqual([silent?.established, silent?.waits.byLayer.dns], [false, undefined])
    assert.equal(got?.waits.byLayer.dns, 2)
  })

  it('lead to an address that refuses, which is a wait of its own, or to one that is silent', async () => {
    for (const [modifier, refused] of [
      ['first-refused', true],
      ['v6-broken', false],
    ] as const) {
      const [first, second] = await analysed({
        strategy: `legacy-direct+dns+${modifier}`,
        ...PLACE,
      })
      assert.deepEqual([first?.established, first?.refused], [false, refused])
      assert.deepEqual(first?.waits.byLayer, refused ? { tcp: 1 } : {})
      assert.deepEqual([second?.established, second?.refused], [true, false])
    }
  })
})

const lookup = (changes: Partial<ReceivedLookup>): ReceivedLookup => ({
  ...{ kind: 'query', client: '192.0.2.1 5000', resolver: '192.0.2.53', id: 1 },
  ...{ name: 'example.org', type: LOOKUP_TYPE.a, addresses: [], hosts: [] },
  ...changes,
})

describe('a log of lookups', () => {
  const at = (ms: number) => plus(START, milliseconds(ms))
  const log = new LookupLog()
  log.add(lookup({}), at(0))
  log.add(lookup({ kind: 'answer', addresses: ['198.51.100.1'] }), at(10))

  it('knows who asked, for what, and whether it was answered in time', () => {
    assert.equal(log.before('192.0.2.1', '198.51.100.1', at(20))?.waits, 1)
    assert.equal(log.before('192.0.2.2', '198.51.100.1', at(20)), undefined)
    assert.equal(log.before('192.0.2.1', '198.51.100.2', at(20)), undefined)
    assert.equal(log.before('192.0.2.1', '198.51.100.1', at(5)), undefined)
  })

  it('knows a client by its other family or its link-local address, unless that may be several', () => {
    const two = new LookupLog()
    const srv = { id: 2, name: '_xmpp-client._tcp.example.org', type: LOOKUP_TYPE.srv }
    const ipv6 = { id: 3, type: LOOKUP_TYPE.aaaa }
    const answer = { kind: 'answer', addresses: ['2001:db8::20'] } as const
    two.add(lookup(srv), at(0))
    two.add(lookup({ ...srv, kind: 'answer', hosts: ['example.org'] }), at(10))
    two.add(lookup(ipv6), at(10))
    two.add(lookup({ ...ipv6, ...answer }), at(20))
    assert.equal(two.before('2001:db8::a', '2001:db8::20', at(30))?.waits, 2)
    // Of the same family it is a stranger.
    assert.equal(two.before('192.0.2.2', '2001:db8::20', at(30)), undefined)
    const linkLocal = { client: 'fe80::1 5000', resolver: 'fe80::53', ...ipv6 }
    two.add(lookup(linkLocal), at(40))
    two.add(lookup({ ...linkLocal, ...answer }), at(50))
    assert.equal(two.before('2001:db8::a', '2001:db8::20', at(60)), undefined)
    assert.equal(two.before('fe80::1', '2001:db8::20', at(60))?.waits, 1)
    const alone = new LookupLog()
    alone.add(lookup(linkLocal), at(0))
    alone.add(lookup({ ...linkLocal, ...answer }), at(10))
    assert.equal(alone.before('2001:db8::a', '2001:db8::20', at(20))?.waits, 1)
  })

  it('takes what was asked for side by side for one', () => {
    const beside = new LookupLog()
    const srv = { id: 2, name: '_xmpp-client._tcp.example.org', type: LOOKUP_TYPE.srv }
    beside.add(lookup(srv), at(0))
    beside.add(lookup({}), at(1))
    beside.add(lookup({ ...srv, kind: 'answer', hosts: ['example.org'] }), at(10))
    beside.add(lookup({ kind: 'answer', addresses: ['198.51.100.1'] }), at(11))
    // The address was asked for before it was known that SRV records name this host.
    assert.equal(beside.before('192.0.2.1', '198.51.100.1', at(20))?.waits, 1)
  })
})

describe('a datagram', () => {
  const HEADER = [0, 53, 19, 136, 0, 0, 0, 0]

  it('of a stranger is a lookup or none, and never the end', () => {
    const octets = fc.uint8Array({ minLength: 12, maxLength: 120 })
    fc.assert(
      fc.property(octets, (message) => {
        message.set([0x81, 0x80, 0, 1], 2)
        const datagram = Uint8Array.from([...HEADER, ...message])
        const { length } = datagram
        const place = { source: '192.0.2.53', destination: '192.0.2.1', protocol: 17, length }
        const found = lookupIn({ ...place, octets: datagram })
        assert.ok(found === undefined || found.name.length <= 255)
      }),
    )
  })

  it('whose name points at itself is none', () => {
    const loop = [0, 1, 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1]
    const octets = Uint8Array.from([...HEADER, ...loop])
    const place = { source: '192.0.2.53', destination: '192.0.2.1', protocol: 17 }
    assert.equal(lookupIn({ ...place, length: octets.length, octets }), undefined)
  })
})

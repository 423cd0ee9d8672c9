import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { element, parseElement } from '../../src/xml/xml.ts'
import {
  ahead,
  increment,
  isStanza,
  Ledger,
  readBoolean,
  readCount,
} from '../../src/xmpp/stream-management.ts'

const MAX = 2 ** 32 - 1
const stanza = (id: number) => element('iq', 'jabber:client', { id: String(id) })

describe('a ledger', () => {
  it('counts both ways and forgets what is acknowledged', () => {
    const ledger = new Ledger()
    ledger.receive()
    for (const id of [1, 2, 3]) ledger.send(stanza(id))
    assert.equal(ledger.answer().serialize(), "<a xmlns='urn:xmpp:sm:3' h='1'/>")
    assert.deepEqual(ledger.acknowledge(2), {
      kind: 'acknowledged',
      stanzas: [stanza(1), stanza(2)],
    })
    assert.deepEqual(ledger.state(), {
      handled: 1,
      acknowledged: 2,
      unacknowledged: [stanza(3)],
    })
    assert.deepEqual(ledger.acknowledge(2), { kind: 'acknowledged', stanzas: [] })
    assert.equal(ledger.sent, 3)
  })

  it('counts what it keeps no longer', () => {
    const ledger = new Ledger()
    for (const id of [1, 2, 3, 4]) ledger.send(stanza(id))
    // An element costs 200, its attribute 2 + 1.
    assert.equal(ledger.octets, 4 * 203)
    ledger.forgetOldest()
    ledger.forgetOldest()
    assert.deepEqual([ledger.sent, ledger.octets], [4, 2 * 203])
    assert.deepEqual(ledger.acknowledge(1), { kind: 'acknowledged', stanzas: [] })
    assert.deepEqual(ledger.acknowledge(3), { kind: 'acknowledged', stanzas: [stanza(3)] })
    assert.deepEqual(ledger.acknowledge(5), { kind: 'too-high', h: 5, sent: 4 })
    assert.deepEqual([ledger.sent, ledger.octets], [4, 203])
  })

  it('wraps at 2^32 (XEP-0198 §4)', () => {
    const ledger = new Ledger({ handled: MAX, acknowledged: MAX, unacknowledged: [] })
    ledger.receive()
    ledger.send(stanza(1))
    ledger.send(stanza(2))
    assert.deepEqual([ledger.handled, ledger.sent], [0, 1])
    assert.deepEqual(ledger.acknowledge(0), { kind: 'acknowledged', stanzas: [stanza(1)] })
    assert.deepEqual(ledger.unacknowledged, [stanza(2)])
  })

  it('does not believe in stanzas that were never sent, and stays as it was', () => {
    const ledger = new Ledger()
    ledger.send(stanza(1))
    assert.deepEqual(ledger.acknowledge(2), { kind: 'too-high', h: 2, sent: 1 })
    // 0 behind 0 by one is 2^32 − 1 ahead.
    assert.deepEqual(ledger.acknowledge(MAX), { kind: 'too-high', h: MAX, sent: 1 })
    assert.equal(ledger.unacknowledged.length, 1)
  })

  it('takes a count that was exceeded before for stale, not for too high (XEP-0198 §4)', () => {
    const ledger = new Ledger()
    for (const id of [1, 2, 3]) ledger.send(stanza(id))
    ledger.acknowledge(2)
    for (const h of [0, 1]) assert.deepEqual(ledger.acknowledge(h), { kind: 'stale' })
    assert.deepEqual(ledger.acknowledge(4), { kind: 'too-high', h: 4, sent: 3 })
    assert.deepEqual(ledger.unacknowledged, [stanza(3)])
    // Around the end of the counter: 2^32 − 1 comes before 0.
    const late = new Ledger({ handled: 0, acknowledged: MAX, unacknowledged: [] })
    late.send(stanza(4))
    late.acknowledge(0)
    assert.deepEqual(late.acknowledge(MAX), { kind: 'stale' })
    assert.deepEqual(late.acknowledge(1), { kind: 'too-high', h: 1, sent: 0 })
  })

  it('keeps every stanza exactly until it is acknowledged, wherever the counter stands', () => {
    const step = fc.oneof(
      fc.constant({ kind: 'send' } as const),
      fc.record({ kind: fc.constant('acknowledge' as const), fewer: fc.nat(5) }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX }), fc.array(step), (start, steps) => {
        const ledger = new Ledger({ handled: 0, acknowledged: start, unacknowledged: [] })
        const kept: number[] = []
        let sent = start
        let id = 0
        for (const one of steps) {
          if (one.kind === 'send') {
            ledger.send(stanza(id))
            kept.push(id)
            id += 1
            sent = increment(sent)
          } else {
            const left = Math.min(one.fewer, kept.length)
            const count = kept.length - left
            const h = (sent - left + 2 ** 32) % 2 ** 32
            const stanzas = kept.splice(0, count).map(stanza)
            assert.deepEqual(ledger.acknowledge(h), { kind: 'acknowledged', stanzas })
          }
          assert.deepEqual(ledger.unacknowledged, kept.map(stanza))
          assert.equal(ledger.sent, sent)
        }
      }),
      { seed: 4, numRuns: 300 },
    )
  })

  it('is independent of the state it was made from', () => {
    const ledger = new Ledger()
    ledger.send(stanza(1))
    const copy = new Ledger(ledger.state())
    copy.acknowledge(1)
    assert.equal(ledger.unacknowledged.length, 1)
  })
})

describe('the arithmetic of h', () => {
  it('is that of a circle', () => {
    const point = fc.integer({ min: 0, max: MAX })
    fc.assert(
      fc.property(point, point, (a, b) => {
        assert.equal((a + ahead(a, b)) % 2 ** 32, b)
        assert.equal(ahead(a, increment(a)), 1)
      }),
      { seed: 5 },
    )
  })
})

describe('reading', () => {
  it('takes unsigned 32-bit numbers only', () => {
    assert.deepEqual(
      ['0', '7', '4294967295', '4294967296', '-1', '1.0', '', ' 1', 'x', undefined].map(readCount),
      [0, 7, MAX, ...Array(7).fill(undefined)],
    )
  })

  it('takes booleans as XML Schema writes them', () => {
    assert.deepEqual(['true', '1', 'false', '0', undefined, 'yes'].map(readBoolean), [
      true,
      true,
      false,
      false,
      false,
      undefined,
    ])
  })

  it('counts message, presence and iq of jabber:client alone', () => {
    const counted = ['<iq/>', '<message/>', '<presence/>', "<r xmlns='urn:xmpp:sm:3'/>", '<x/>']
    assert.deepEqual(
      [...counted, "<iq xmlns='urn:x'/>"].map((text) => isStanza(parseElement(text))),
      [true, true, true, false, false, false],
    )
  })
})

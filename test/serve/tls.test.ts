/** TLS of a listener, as far as it can be looked at without a socket. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { HandshakeWaits } from '../../src/attach/listening/handshake-waits.ts'
import { serverEndPoint } from '../../src/attach/sockets/end-point.ts'
import { ServerHello } from '../../src/attach/sockets/server-hello.ts'
import type { TlsFacts } from '../../src/transport.ts'
import { CERTIFICATE } from './hosting.ts'

const facts = (version: '1.2' | '1.3', resumed = false): TlsFacts => ({
  version,
  resumed,
  exporter: undefined,
  unique: undefined,
  serverEndPoint: undefined,
})

/** `r` read, `w` wrote, `s` secured, `d` data: the order of events in Node. */
const waits = (events: string, tls: TlsFacts): number => {
  const handshake = new HandshakeWaits()
  let count = 0
  for (const event of events) {
    if (event === 'r') handshake.read()
    else if (event === 'w') handshake.wrote()
    else count += event === 's' ? handshake.secured(tls) : handshake.data()
  }
  return count
}

describe('waits of a TLS handshake', () => {
  const cases: readonly (readonly [string, string, TlsFacts, number])[] = [
    ['TLS 1.3, data behind Finished', 'rwrsd', facts('1.3'), 1],
    ['TLS 1.3, tickets before the data', 'rwrswrd', facts('1.3'), 1],
    ['TLS 1.3, a flight of several writes', 'rwwwrsd', facts('1.3'), 1],
    ['TLS 1.3, a ClientHello in two segments', 'rrwrsd', facts('1.3'), 1],
    ['TLS 1.3, another key share asked for', 'rwrwrsd', facts('1.3'), 2],
    ['TLS 1.2 in full', 'rwrswrd', facts('1.2'), 2],
    ['TLS 1.2 with False Start', 'rwrsd', facts('1.2'), 1],
    ['TLS 1.2 resumed', 'rwrsd', facts('1.2', true), 1],
    ['TLS 1.2 resumed, data on their own', 'rwrsrd', facts('1.2', true), 1],
  ]
  for (const [what, events, tls, expected] of cases) {
    it(`are ${expected} with ${what}`, () => assert.equal(waits(events, tls), expected))
  }
})

describe('a ServerHello', () => {
  /** Record, handshake, version, random, no session, suite, no compression, these extensions. */
  const hello = (...extensions: readonly (readonly [type: number, length: number])[]): Buffer => {
    const bodies = extensions.map(([type, length]) => {
      const body = Buffer.alloc(4 + length)
      body.writeUInt16BE(type, 0)
      body.writeUInt16BE(length, 2)
      return body
    })
    const all = Buffer.concat(bodies)
    const size = Buffer.alloc(2)
    size.writeUInt16BE(all.length)
    const start = Buffer.from([22, 3, 3, 0, 0, 2, 0, 0, 0, 3, 3])
    return Buffer.concat([start, Buffer.alloc(32), Buffer.from([0, 0xc0, 0x2b, 0]), size, all])
  }
  const extendsMasterSecret = (...pieces: readonly Uint8Array[]): boolean => {
    const reader = new ServerHello()
    for (const piece of pieces) reader.read(piece)
    return reader.extendsMasterSecret
  }

  it('says whether the master secret is extended (RFC 7627 §5.1), in whatever pieces', () => {
    const extended = hello([0xff01, 1], [23, 0], [35, 0])
    assert.equal(extendsMasterSecret(extended), true)
    assert.equal(
      extendsMasterSecret(...Array.from(extended, (octet) => Uint8Array.of(octet))),
      true,
    )
    // The number in an extension's length, and in its content, is none.
    assert.equal(extendsMasterSecret(hello([0xff01, 23])), false)
    assert.equal(extendsMasterSecret(hello()), false)
    // An alert, and nothing at all.
    assert.equal(extendsMasterSecret(Buffer.from([21, 3, 3, 0, 2, 2, 40])), false)
    assert.equal(extendsMasterSecret(), false)
  })

  it('is not extended where it is cut off, and may be any octets', () => {
    const extended = hello([0xff01, 1], [23, 0])
    for (let length = 0; length < extended.length - 4; length += 1) {
      assert.equal(extendsMasterSecret(extended.subarray(0, length)), false)
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2_000 }), (octets) => {
        extendsMasterSecret(Buffer.concat([extended.subarray(0, 43), octets]))
      }),
    )
  })
})

describe('tls-server-end-point', () => {
  const [leaf] = CERTIFICATE.octets
  assert.ok(leaf)

  it('is the hash of the certificate, with the hash of its signature (RFC 5929 §4.1)', () => {
    // ecdsa-with-SHA256
    assert.deepEqual(serverEndPoint(leaf), createHash('sha256').update(leaf).digest())
    // The same with another last octet of the identifier: ecdsa-with-SHA384.
    const other = Buffer.from(leaf)
    const identifier = Buffer.from('2a8648ce3d040302', 'hex')
    const at = other.lastIndexOf(identifier)
    other[at + identifier.length - 1] = 3
    assert.deepEqual(serverEndPoint(other), createHash('sha384').update(other).digest())
    // An identifier that nobody has given out.
    other[at + identifier.length - 1] = 99
    assert.equal(serverEndPoint(other), undefined)
  })

  it('does not exist for what is no certificate', () => {
    assert.equal(serverEndPoint(new Uint8Array(0)), undefined)
    for (let length = 0; length < leaf.length; length += 7) {
      assert.equal(serverEndPoint(leaf.subarray(0, length)), undefined)
    }
    assert.equal(serverEndPoint(Buffer.alloc(300, 0xff)), undefined)
  })
})

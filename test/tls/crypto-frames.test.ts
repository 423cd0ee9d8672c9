/** Lengths of TLS messages in QUIC: those of records, less what QUIC leaves away (RFC 9001 §§4, 8). */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { certificate } from '../../src/tls/certificate.ts'
import { clientHelloMessage, serverMessages } from '../../src/tls/crypto-frames.ts'
import type { ClientHello, ServerFlight } from '../../src/tls/record.ts'
import { NODE20_CLIENT, OPENSSL_SERVER } from '../../src/tls/settings.ts'

const HELLO: ClientHello = {
  kind: 'client-hello',
  versions: ['1.3'],
  random: new Uint8Array(32),
  ticket: undefined,
  early: false,
  postQuantum: false,
  named: true,
  encryptedHello: 0,
  retry: false,
}

const FLIGHT: ServerFlight = {
  kind: 'server-flight',
  encryptedHelloRejected: false,
  version: '1.3',
  random: new Uint8Array(32),
  resumed: false,
  earlyDataAccepted: false,
  certificateRequested: false,
  serverNameAcknowledged: false,
  serverEndPoint: new Uint8Array(32),
}

const CLIENT = { ...NODE20_CLIENT, versions: ['1.3'] } as const
const SERVER = {
  ...OPENSSL_SERVER,
  certificate: certificate('bench.localhost', 'private-ecdsa'),
}

describe('a ClientHello in CRYPTO frames', () => {
  it('is its record without header and session id, with transport parameters', () => {
    // Node's 225 with 1.3 alone, SNI 9 + 15, ALPN 7 + 11; record header 5, session id 32.
    const bare = 225 + 24 + 18 - 5 - 32
    // Extension header 4; idle timeout 6, payload 4, data and three streams 4 × 6, two counts 2 × 4,
    // connection IDs 3, the source's 2 + 8.
    const parameters = 4 + 6 + 4 + 24 + 8 + 3 + 10
    assert.equal(clientHelloMessage(HELLO, CLIENT), bare + parameters)
  })
})

describe('a server’s flight in CRYPTO frames', () => {
  const lengths = (flight: Partial<ServerFlight>) =>
    serverMessages({ ...FLIGHT, ...flight }, HELLO, SERVER, { alpn: 'xmpp-client', retried: false })

  it('is a ServerHello of 90 octets: 4 + 2 + 32 + 1 + 2 + 1 + 2 + key share 40 + version 6', () => {
    assert.equal(lengths({}).hello, 90)
    assert.equal(lengths({ resumed: true }).hello, 96)
  })

  it('and the rest, from EncryptedExtensions to Finished', () => {
    const parameters = 4 + 6 + 4 + 24 + 8 + 3 + 10 + 10 + 18
    const extensions = 6 + 7 + 11 + parameters
    const finished = 4 + 48
    assert.equal(lengths({ resumed: true }).rest, extensions + finished)
    // Certificate 4 + 1 + 3, two of 1381 octets in all, 5 beside each; CertificateVerify 8 and 71.
    assert.equal(lengths({}).rest, extensions + 8 + 10 + 1_381 + 8 + 71 + finished)
  })
})

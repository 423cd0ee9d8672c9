/**
 * Each handshake's flights, write by write, against what OpenSSL, Node, Prosody and ejabberd
 * were measured to send. The measured total stands beside each; where an ECDSA signature is in
 * it, it may differ from the model by one octet (see certificate.ts).
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { constantly } from '../../src/processing-time.ts'
import { EJABBERD_24_12 } from '../../src/servers/ejabberd-24.12.ts'
import { PROSODY_DEFAULTS } from '../../src/servers/prosody/defaults.ts'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { type Certificate, CHAINS, type ChainName, certificate } from '../../src/tls/certificate.ts'
import {
  MINIMAL_CLIENT,
  NODE20_CLIENT,
  OPENSSL_SERVER,
  type TlsClientSettings,
  type TlsServerBehaviour,
  type TlsServerSettings,
} from '../../src/tls/settings.ts'
import { milliseconds } from '../../src/units.ts'
import { exchange, octets, ticketOf } from './pair.ts'

const presenting = (own: Certificate, server: TlsServerBehaviour): TlsServerSettings => ({
  ...server,
  certificate: own,
})
const minimal = presenting(certificate('minimal', 'self-signed'), OPENSSL_SERVER)
const withChain = (chain: ChainName): TlsServerSettings =>
  presenting(certificate('c', chain), OPENSSL_SERVER)
const client12: TlsClientSettings = { ...MINIMAL_CLIENT, versions: ['1.2'] }
const earlyServer: TlsServerSettings = { ...minimal, maxEarlyData: 16_384, acceptsEarlyData: true }
const earlyClient: TlsClientSettings = {
  ...MINIMAL_CLIENT,
  offer: ticketOf(MINIMAL_CLIENT, earlyServer),
  earlyData: true,
}
const resuming: TlsClientSettings = {
  ...MINIMAL_CLIENT,
  offer: ticketOf(MINIMAL_CLIENT, minimal),
}

// The question of 100 octets and the answer of 200 are records of 122 and 222 (22 of overhead)
// with TLS 1.3, of 129 and 229 (29) with TLS 1.2.
const ASK_13 = [122]
const SAY_13 = [222]
const ASK_12 = [129]
const SAY_12 = [229]

const flightsOf = (client: TlsClientSettings, server: TlsServerSettings, said?: Uint8Array) => {
  const { flights, waits } = exchange(client, server, said)
  return { flights, waits }
}

describe('OpenSSL 3.0.19 over memory BIOs', () => {
  it('TLS 1.3 full: 268, 799, 80, 510', () => {
    assert.deepEqual(flightsOf(MINIMAL_CLIENT, minimal), {
      flights: [
        [[268]],
        // ServerHello 127, CCS 6, EncryptedExtensions 28, Certificate 30 + 5 + 428,
        // CertificateVerify 30 + 71, Finished 74
        [[799]],
        // CCS 6, Finished 74; then the question
        [[80], ASK_13],
        // two tickets of 47 + 208
        [[255], [255], SAY_13],
      ],
      waits: 1,
    })
  })

  const chains: readonly [ChainName, number][] = [
    ['ecdsa-rsa2048', 2838],
    ['ecdsa-p384', 2499],
    // Signature 256 instead of 71.
    ['rsa-rsa', 3226],
  ]
  for (const [chain, measured] of chains) {
    it(`TLS 1.3 full, ${chain}: 268, ${measured}, 80, 510`, () => {
      assert.deepEqual(flightsOf(MINIMAL_CLIENT, withChain(chain)), {
        flights: [[[268]], [[measured]], [[80], ASK_13], [[255], [255], SAY_13]],
        waits: 1,
      })
    })
  }

  it('TLS 1.3 resumed: 539, 241, 80, 255', () => {
    assert.deepEqual(flightsOf(resuming, minimal), {
      flights: [
        // 268 + pre_shared_key 63 + ticket 208
        [[539]],
        // ServerHello 127 + 6, CCS 6, EncryptedExtensions 28, Finished 74
        [[241]],
        [[80], ASK_13],
        [[255], SAY_13],
      ],
      waits: 1,
    })
  })

  it('TLS 1.3 with 684 octets of early data: 1255, 245, 100, 263', () => {
    assert.deepEqual(flightsOf(earlyClient, earlyServer, octets(684)), {
      flights: [
        // 539 + early_data 4 + CCS 6 = 549, and 684 + 22 = 706, in one write of 1255
        [[549, 706]],
        // 241 + early_data 4; the answer follows at once
        [[245], SAY_13],
        // EndOfEarlyData 26, Finished 74
        [[100]],
        // 255 + limit 8
        [[263]],
      ],
      waits: 0,
    })
  })

  it('the same with a stateful ticket: 1079, 245, 100, 87', () => {
    const server: TlsServerSettings = {
      ...earlyServer,
      tickets: { kind: 'resume', key: 'memory', octets: { '1.2': 32, '1.3': 32 } },
    }
    const client = { ...earlyClient, offer: ticketOf(MINIMAL_CLIENT, server) }
    assert.deepEqual(flightsOf(client, server, octets(684)), {
      // 176 less for the ticket of 32 instead of 208, both ways
      flights: [[[373, 706]], [[245], SAY_13], [[100]], [[87]]],
      waits: 0,
    })
  })

  it('TLS 1.3 with early data rejected', () => {
    const server = { ...earlyServer, acceptsEarlyData: false }
    assert.deepEqual(flightsOf(earlyClient, server), {
      flights: [
        [[549, 122]],
        [[241]],
        // Finished alone: no EndOfEarlyData, and the CCS has been sent
        [[74], ASK_13],
        [[263], SAY_13],
      ],
      waits: 1,
    })
  })

  it('TLS 1.3 with early data for a ticket that does not resume: a full handshake', () => {
    const server: TlsServerSettings = {
      ...earlyServer,
      tickets: { kind: 'resume', key: 'rotated', octets: { '1.2': 176, '1.3': 208 } },
    }
    assert.deepEqual(flightsOf(earlyClient, server), {
      flights: [[[549, 122]], [[799]], [[74], ASK_13], [[263], [263], SAY_13]],
      waits: 1,
    })
  })

  it('TLS 1.3 with HelloRetryRequest', () => {
    assert.deepEqual(flightsOf(MINIMAL_CLIENT, { ...minimal, helloRetryRequest: true }), {
      flights: [
        [[268]],
        // 93 and CCS 6
        [[99]],
        // CCS 6, 268 with a key share of 65 instead of 32
        [[307]],
        // 799 without CCS 6, with a key share of 65 instead of 32
        [[826]],
        [[74], ASK_13],
        [[255], [255], SAY_13],
      ],
      waits: 2,
    })
  })

  it('TLS 1.3 with early data and HelloRetryRequest: both waits, data twice', () => {
    const server = { ...earlyServer, helloRetryRequest: true }
    assert.deepEqual(flightsOf(earlyClient, server), {
      flights: [
        [[549, 122]],
        [[99]],
        // 539 + 33; the CCS has been sent
        [[572]],
        // 241 - 6 + 33
        [[268]],
        [[74], ASK_13],
        [[263], SAY_13],
      ],
      waits: 2,
    })
  })

  it('TLS 1.3 with an encrypted ClientHello', () => {
    const client = { ...MINIMAL_CLIENT, encryptedHello: true }
    // Inside: 268 less the headers of record and message (9) and the session id (32), and a mark of 5:
    // 232, padded to 256. Around it: header 4, type 1, suite 4, configuration 1, a key of 2 + 32, and
    // the ciphertext's length 2 and tag 16.
    const extension = 256 + 62
    assert.deepEqual(flightsOf(client, minimal), {
      flights: [[[268 + extension]], [[799]], [[80], ASK_13], [[255], [255], SAY_13]],
      waits: 1,
    })
    // The name is inside and outside, with 9 octets around it: 232 + 9 + 15 is 256 still.
    const named = { ...client, serverName: 'example.example' }
    assert.deepEqual(flightsOf(named, minimal).flights[0], [[268 + 24 + extension]])
    // Without TLS 1.3 there is none.
    const old = { ...client, versions: ['1.2'] } as const
    assert.deepEqual(
      flightsOf(old, minimal).flights[0],
      flightsOf({ ...old, encryptedHello: false }, minimal).flights[0],
    )
  })

  it('TLS 1.3 with a client certificate asked for', () => {
    const server = { ...minimal, requestsClientCertificate: true }
    assert.deepEqual(flightsOf(MINIMAL_CLIENT, server), {
      // CertificateRequest 67; the empty Certificate 30
      flights: [[[268]], [[866]], [[110], ASK_13], [[255], [255], SAY_13]],
      waits: 1,
    })
  })

  it('with a client certificate presented, in the server’s own framing', () => {
    const server = { ...minimal, requestsClientCertificate: true }
    const showing = {
      ...MINIMAL_CLIENT,
      certificate: { chain: CHAINS['self-signed'], address: '' },
    }
    assert.deepEqual(flightsOf(showing, server), {
      // 80; Certificate 30 + 5 + 428, CertificateVerify 30 + 71. In each ticket the certificate is
      // sealed, too, in a field with a header of 4: 27 blocks of 16.
      flights: [[[268]], [[866]], [[644], ASK_13], [[255 + 432], [255 + 432], SAY_13]],
      waits: 1,
    })
    // To a server that does not ask nothing is presented.
    assert.deepEqual(flightsOf(showing, minimal), flightsOf(MINIMAL_CLIENT, minimal))
    const [, , answer] = flightsOf({ ...showing, versions: ['1.2'] }, server).flights
    // ClientKeyExchange 42, CCS 6, Finished 45; Certificate 12 + 3 + 428, CertificateVerify 13 + 71
    assert.deepEqual(answer, [[620]])
  })

  it('TLS 1.3 with X25519MLKEM768', () => {
    const client = { ...MINIMAL_CLIENT, postQuantum: true }
    assert.deepEqual(flightsOf(client, { ...minimal, postQuantum: true }), {
      flights: [
        // group name 2, key share header 4, 1184 + 32
        [[268 + 1222]],
        // ciphertext 1088 beside X25519
        [[799 + 1088]],
        [[80], ASK_13],
        [[255], [255], SAY_13],
      ],
      waits: 1,
    })
    // A server that does not know it takes the X25519 share that is there as well.
    assert.deepEqual(flightsOf(client, minimal), {
      flights: [[[1490]], [[799]], [[80], ASK_13], [[255], [255], SAY_13]],
      waits: 1,
    })
  })

  it('TLS 1.2 full: 231, 641, 93, 242', () => {
    assert.deepEqual(flightsOf(client12, minimal), {
      flights: [
        [[231]],
        // ServerHello 70, Certificate 12 + 3 + 428, ServerKeyExchange 49 + 71, Done 9: measured
        // 641 with an ECDSA signature one octet shorter
        [[642]],
        // ClientKeyExchange 42, CCS 6, Finished 45
        [[93]],
        // NewSessionTicket 15 + 176, CCS 6, Finished 45
        [[242]],
        [ASK_12],
        [SAY_12],
      ],
      waits: 2,
    })
  })

  it('TLS 1.2 full, ecdsa-rsa2048: 231, 2680, 93, 242', () => {
    assert.deepEqual(flightsOf(client12, withChain('ecdsa-rsa2048')), {
      // measured 2680 with an ECDSA signature one octet longer
      flights: [[[231]], [[2679]], [[93]], [[242]], [ASK_12], [SAY_12]],
      waits: 2,
    })
  })

  it('TLS 1.2 with False Start', () => {
    assert.deepEqual(flightsOf({ ...client12, falseStart: true }, minimal), {
      flights: [[[231]], [[642]], [[93], ASK_12], [[242], SAY_12]],
      waits: 1,
    })
  })

  it('TLS 1.2 resumed: 439, 141, 51', () => {
    const client = { ...client12, offer: ticketOf(client12, minimal) }
    assert.deepEqual(flightsOf(client, minimal), {
      flights: [
        // 231 + session id 32 + ticket 176
        [[439]],
        // ServerHello 90, CCS 6, Finished 45
        [[141]],
        [[51], ASK_12],
        [SAY_12],
      ],
      waits: 1,
    })
  })

  it('a client of both versions: 340', () => {
    const client: TlsClientSettings = { ...MINIMAL_CLIENT, versions: ['1.2', '1.3'] }
    assert.deepEqual(flightsOf(client, minimal).flights[0], [[340]])
  })
})

describe('Node 20 and real servers', () => {
  const own = certificate('bench.localhost', 'private-ecdsa')
  const ownRsa = certificate('rsa.localhost', 'private-rsa')
  const starttls: TlsClientSettings = { ...NODE20_CLIENT, alpn: undefined }
  const offering = (client: TlsClientSettings, server: TlsServerSettings) =>
    flightsOf({ ...client, offer: ticketOf(client, server) }, server)

  it('Prosody, direct: 391, 1762, 80, 271 + 271', () => {
    assert.deepEqual(flightsOf(NODE20_CLIENT, presenting(own, PROSODY.tls.direct)), {
      flights: [
        // 349, server name 9 + 15, ALPN 7 + 11
        [[391]],
        // 127, 6, 28 + 4, 1421 = 40 + 1381, 101, 74: measured 1760 to 1762
        [[1761]],
        [[80, ...ASK_13]],
        // 47 + 224
        [[271], [271], SAY_13],
      ],
      waits: 1,
    })
  })

  it('Prosody, direct, resumed: 678, 245, 80, 271', () => {
    assert.deepEqual(offering(NODE20_CLIENT, presenting(own, PROSODY.tls.direct)), {
      flights: [
        // 391 + 63 + 224
        [[678]],
        // 133, 6, 32, 74
        [[245]],
        [[80, ...ASK_13]],
        [[271], SAY_13],
      ],
      waits: 1,
    })
  })

  it('Prosody, STARTTLS, and resumed: 373 and 644', () => {
    const server = presenting(own, PROSODY.tls.starttls)
    assert.deepEqual(flightsOf(starttls, server), {
      // no ALPN (18) up; server name not acknowledged (4) down; ticket without it (16)
      flights: [[[373]], [[1757]], [[80, ...ASK_13]], [[255], [255], SAY_13]],
      waits: 1,
    })
    assert.deepEqual(offering(starttls, server), {
      flights: [[[644]], [[241]], [[80, ...ASK_13]], [[255], SAY_13]],
      waits: 1,
    })
  })

  it('Prosody, TLS 1.2: a ticket of 160 behind STARTTLS, of 192 on direct TLS', () => {
    const older: TlsClientSettings = { ...starttls, versions: ['1.2'] }
    const answers = (port: 'starttls' | 'direct') =>
      flightsOf(older, presenting(own, PROSODY.tls[port])).flights[3]
    // NewSessionTicket 15 + ticket, CCS 6, Finished 45: records of 175 or 207, 6 and 45.
    assert.deepEqual(answers('starttls'), [[15 + 160 + 6 + 45]])
    assert.deepEqual(answers('direct'), [[15 + 192 + 6 + 45]])
  })

  it('Prosody, a ticket of the other port: full again', () => {
    const offer = ticketOf(NODE20_CLIENT, presenting(own, PROSODY.tls.direct))
    const client = { ...starttls, offer }
    assert.deepEqual(flightsOf(client, presenting(own, PROSODY.tls.starttls)), {
      flights: [[[660]], [[1757]], [[80, ...ASK_13]], [[255], [255], SAY_13]],
      waits: 1,
    })
  })

  it('Prosody as installed: a ticket costs 95 octets and saves nothing', () => {
    assert.deepEqual(offering(NODE20_CLIENT, presenting(own, PROSODY_DEFAULTS.tls.direct)), {
      // 391 + 63 + 32; tickets 47 + 32
      flights: [[[486]], [[1761]], [[80, ...ASK_13]], [[79], [79], SAY_13]],
      waits: 1,
    })
  })

  it('Prosody, RSA: 389, 2899, 80', () => {
    const client = { ...NODE20_CLIENT, serverName: 'rsa.localhost' }
    assert.deepEqual(flightsOf(client, presenting(ownRsa, PROSODY.tls.direct)), {
      // a name shorter by 2; 127, 6, 32, 2374 = 40 + 2334, 286, 74
      flights: [[[389]], [[2899]], [[80, ...ASK_13]], [[271], [271], SAY_13]],
      waits: 1,
    })
  })

  it('Prosody, TLS 1.2: 286, 1602, 93, 258', () => {
    const client: TlsClientSettings = { ...NODE20_CLIENT, versions: ['1.2'] }
    assert.deepEqual(flightsOf(client, presenting(own, PROSODY.tls.direct)), {
      flights: [
        // 244, server name 24, ALPN 18
        [[286]],
        // 74, 1399 = 12 + 6 + 1381, 120, 9
        [[1602]],
        [[93]],
        // 207 = 15 + 192, 6, 45
        [[258]],
        [ASK_12],
        [SAY_12],
      ],
      waits: 2,
    })
  })

  it('ejabberd: 391, 1828, 110, 158 in one write', () => {
    const flights = [
      [[391]],
      // 127, 6, 32, CertificateRequest 67, 1421, 101, 74
      [[1828]],
      // 6, empty Certificate 30, 74
      [[110, ...ASK_13]],
      [[79, 79], SAY_13],
    ]
    assert.deepEqual(flightsOf(NODE20_CLIENT, presenting(own, EJABBERD_24_12.tls.direct)), {
      flights,
      waits: 1,
    })
    // A ticket is repeated and ignored: 95 more.
    assert.deepEqual(offering(NODE20_CLIENT, presenting(own, EJABBERD_24_12.tls.direct)), {
      flights: [[[486]], ...flights.slice(1)],
      waits: 1,
    })
  })

  it('ejabberd, RSA: 2966', () => {
    const client = { ...NODE20_CLIENT, serverName: 'rsa.localhost' }
    assert.deepEqual(flightsOf(client, presenting(ownRsa, EJABBERD_24_12.tls.direct)).flights[1], [
      [2966],
    ])
  })

  it('ejabberd, TLS 1.2: 286, 1654, 105, 51', () => {
    const client: TlsClientSettings = { ...NODE20_CLIENT, versions: ['1.2'] }
    assert.deepEqual(flightsOf(client, presenting(own, EJABBERD_24_12.tls.direct)), {
      flights: [
        [[286]],
        // 70, 1399, 119 to 121, CertificateRequest 57, 9
        [[1655]],
        // empty Certificate 12, 42, 6, 45
        [[105]],
        // no ticket
        [[51]],
        [ASK_12],
        [SAY_12],
      ],
      waits: 2,
    })
  })
})

describe('think time', () => {
  it('delays the flight alone', () => {
    const server = { ...minimal, flightThink: constantly(milliseconds(1.5)) }
    const { flights, pair } = exchange(MINIMAL_CLIENT, server)
    assert.deepEqual(flights, exchange(MINIMAL_CLIENT, minimal).flights)
    assert.equal(pair.now, 1_500_000)
  })
})

import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type ClientBinding, chooseBinding } from '../../src/sasl/channel-binding.ts'
import { announcementHash } from '../../src/sasl/downgrade.ts'
import {
  HashedTokenClient,
  initiatorProof,
  readInitiatorMessage,
  responderProof,
  tokenBinding,
} from '../../src/sasl/hashed-token.ts'
import { fromBase64, fromUtf8, type ServerStep, toBase64 } from '../../src/sasl/mechanism.ts'
import { PlainClient, PlainServer } from '../../src/sasl/plain.ts'
import {
  SaltedKeys,
  ScramClient,
  type ScramClientOptions,
  type ScramHash,
  ScramServer,
  type ScramServerOptions,
} from '../../src/sasl/scram.ts'
import { EARLY_TLS, KEYS, TLS } from '../server/connected.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()
const octets = (said: string): Uint8Array => Buffer.from(said)

const client = (change: Partial<ScramClientOptions> = {}): ScramClient =>
  new ScramClient({
    hash: 'SHA-256',
    username: 'user',
    password: 'pencil',
    nonce: 'rOprNGfwEbeRWgbNEkqO',
    binding: { kind: 'unsupported' },
    keys: KEYS,
    ...change,
  })

const SALT = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64')

const server = (change: Partial<ScramServerOptions> = {}): ScramServer =>
  new ScramServer({
    hash: 'SHA-256',
    plus: false,
    plusAnnounced: false,
    binding: () => undefined,
    credentials: () => ({
      hash: 'SHA-256',
      salt: SALT,
      iterations: 4096,
      ...KEYS.keys('SHA-256', 'pencil', SALT, 4096),
    }),
    nonce: '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
    announcement: undefined,
    ...change,
  })

const converse = (a: ScramClient, b: ScramServer): ServerStep | string => {
  const challenge = b.respond(a.initial())
  if (challenge.kind !== 'challenge') return challenge
  const step = a.respond(challenge.message)
  return step.kind === 'failed' ? step.failure.detail : b.respond(step.message)
}

const VECTORS: readonly {
  readonly source: string
  readonly hash: ScramHash
  readonly nonce: string
  readonly challenge: string
  readonly response: string
  readonly outcome: string
}[] = [
  {
    source: 'RFC 5802 §5',
    hash: 'SHA-1',
    nonce: 'fyko+d2lbbFgONRv9qkxdawL',
    challenge: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
    response: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
    outcome: 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
  },
  {
    source: 'RFC 7677 §3',
    hash: 'SHA-256',
    nonce: 'rOprNGfwEbeRWgbNEkqO',
    challenge:
      'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
    response:
      'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
    outcome: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
  },
]

describe('SCRAM', () => {
  for (const { source, hash, nonce, challenge, response, outcome } of VECTORS) {
    it(`is that of ${source}`, () => {
      const a = client({ hash, nonce })
      assert.equal(text(a.initial()), `n,,n=user,r=${nonce}`)
      const step = a.respond(octets(challenge))
      assert.ok(step.kind === 'message')
      assert.equal(text(step.message), response)
      assert.equal(a.finish(octets(outcome)), undefined)
    })
  }

  it('proves both ends to each other', () => {
    const a = client()
    assert.deepEqual(converse(a, server()), {
      kind: 'success',
      username: 'user',
      authorization: '',
      additional: octets('v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4='),
    })
  })

  it('escapes names and carries who to act as', () => {
    const a = client({ username: 'a=b,c', authorization: 'x,y@z' })
    assert.equal(text(a.initial()), 'n,a=x=2Cy@z,n=a=3Db=2Cc,r=rOprNGfwEbeRWgbNEkqO')
    const outcome = converse(a, server())
    assert.ok(typeof outcome === 'object' && outcome.kind === 'success')
    assert.deepEqual([outcome.username, outcome.authorization], ['a=b,c', 'x,y@z'])
  })

  it('refuses a wrong password without saying why', () => {
    assert.deepEqual(converse(client({ password: 'pen' }), server()), {
      kind: 'failure',
      condition: 'not-authorized',
    })
  })

  const exporter: ClientBinding = { kind: 'bound', type: 'tls-exporter', data: octets('binding') }
  const plus = { plus: true, plusAnnounced: true, binding: () => octets('binding') }

  it('binds the channel', () => {
    const outcome = converse(client({ binding: exporter }), server(plus))
    assert.ok(typeof outcome === 'object' && outcome.kind === 'success')
  })

  it('refuses another channel', () => {
    const other = { ...plus, binding: () => octets('another') }
    assert.deepEqual(converse(client({ binding: exporter }), server(other)), {
      kind: 'failure',
      condition: 'not-authorized',
    })
  })

  it('refuses a client that was deceived about -PLUS (RFC 5802 §6)', () => {
    const deceived = client({ binding: { kind: 'not-offered' } })
    assert.equal(text(deceived.initial()).slice(0, 2), 'y,')
    assert.deepEqual(converse(deceived, server({ plusAnnounced: true })), {
      kind: 'failure',
      condition: 'not-authorized',
    })
  })

  it('refuses p= without -PLUS and -PLUS without p=', () => {
    for (const [a, b] of [
      [client({ binding: exporter }), server()],
      [client(), server(plus)],
    ] as const) {
      assert.deepEqual(converse(a, b), { kind: 'failure', condition: 'malformed-request' })
    }
  })

  const REFUSED_CHALLENGES: Readonly<Record<string, string>> = {
    'a nonce of its own': 'r=other,s=QSXCR+Q6sek8bf92,i=4096',
    'the nonce and nothing more': 'r=rOprNGfwEbeRWgbNEkqO,s=QSXCR+Q6sek8bf92,i=4096',
    'few iterations': 'r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=4095',
    'iterations for hours': 'r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=9999999999',
    'no salt': 'r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096',
    'a mandatory extension': 'm=x,r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=4096',
    nothing: '',
  }
  for (const [name, challenge] of Object.entries(REFUSED_CHALLENGES)) {
    it(`does not answer a challenge with ${name}`, () => {
      assert.equal(client().respond(octets(challenge)).kind, 'failed')
    })
  }

  it('does not take a server for authentic that cannot sign', () => {
    for (const outcome of [undefined, '', 'v=AAAA', 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=', 'x']) {
      const a = client()
      a.respond(octets(VECTORS[1]?.challenge ?? ''))
      assert.equal(
        a.finish(outcome === undefined ? undefined : octets(outcome))?.code,
        'server-not-authentic',
      )
    }
    assert.equal(client().finish(octets('v=AAAA'))?.code, 'server-not-authentic')
    const a = client()
    a.respond(octets(VECTORS[1]?.challenge ?? ''))
    assert.equal(a.finish(octets('e=other-error'))?.code, 'authentication-failed')
  })

  it('notices that mechanisms were taken out (XEP-0474)', () => {
    const announced = { mechanisms: ['SCRAM-SHA-256', 'PLAIN'], types: [] }
    const honest = server({ announcement: announcementHash('SHA-256', announced) })
    const outcome = converse(client({ announced }), honest)
    assert.ok(typeof outcome === 'object' && outcome.kind === 'success')
    const stripped = client({ announced: { mechanisms: ['PLAIN'], types: [] } })
    assert.equal(
      converse(stripped, server({ announcement: announcementHash('SHA-256', announced) })),
      'expected the hash of the mechanisms announced',
    )
  })

  it('never throws, whatever it is told', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.string(), (bytes, said) => {
        for (const message of [bytes, octets(said), octets(`n,,n=u,r=${said}`)]) {
          const b = server()
          b.respond(message)
          b.respond(message)
          const a = client()
          a.respond(message)
          a.finish(message)
        }
      }),
      { seed: 3, numRuns: 500 },
    )
  })

  it('derives keys once per password, salt and count, and does not keep them for ever', () => {
    const keys = new SaltedKeys(2)
    const first = keys.keys('SHA-1', 'a', octets('salt'), 1)
    assert.equal(keys.keys('SHA-1', 'a', octets('salt'), 1), first)
    assert.notEqual(keys.keys('SHA-1', 'a', octets('salt'), 2), first)
    keys.keys('SHA-1', 'b', octets('salt'), 1)
    assert.equal(keys.size, 2)
    assert.notEqual(keys.keys('SHA-1', 'a', octets('salt'), 1), first)
  })
})

describe('PLAIN', () => {
  it('says it all at once', () => {
    const message = new PlainClient({ username: 'u', password: 'p' }).initial()
    assert.equal(text(message), '\0u\0p')
    const plain = new PlainServer((username, password) => username === 'u' && password === 'p')
    assert.deepEqual(plain.respond(message), {
      kind: 'success',
      username: 'u',
      authorization: '',
      additional: undefined,
    })
    assert.deepEqual(plain.respond(octets('\0u\0q')), {
      kind: 'failure',
      condition: 'not-authorized',
    })
    for (const bad of ['', 'u', '\0u', '\0\0p', '\0u\0', '\0u\0p\0']) {
      assert.deepEqual(plain.respond(octets(bad)), {
        kind: 'failure',
        condition: 'malformed-request',
      })
    }
    assert.deepEqual(plain.respond(Uint8Array.of(0, 0xff, 0, 65)), {
      kind: 'failure',
      condition: 'incorrect-encoding',
    })
  })
})

describe('hashed tokens', () => {
  const TOKEN = 'secret-token:fast-A-1'

  it('are the HMACs of draft -09', () => {
    const mac = (message: string): Buffer => createHmac('sha256', TOKEN).update(message).digest()
    const ht = new HashedTokenClient('HT-SHA-256-NONE', 'user', TOKEN, new Uint8Array(0))
    assert.deepEqual(Buffer.from(ht.initial()), Buffer.concat([octets('user\0'), mac('Initiator')]))
    assert.equal(ht.finish(mac('Responder')), undefined)
    assert.equal(ht.finish(mac('Initiator'))?.code, 'server-not-authentic')
    assert.equal(ht.finish(undefined)?.code, 'server-not-authentic')
  })

  it('bind what their name says, when it is there', () => {
    assert.deepEqual(tokenBinding('HT-SHA-256-NONE', undefined), new Uint8Array(0))
    assert.deepEqual(tokenBinding('HT-SHA-256-EXPR', TLS), TLS.exporter)
    assert.deepEqual(tokenBinding('HT-SHA-256-ENDP', EARLY_TLS), TLS.serverEndPoint)
    assert.equal(tokenBinding('HT-SHA-256-EXPR', EARLY_TLS), undefined)
    assert.notDeepEqual(initiatorProof(TOKEN, octets('a')), initiatorProof(TOKEN, octets('b')))
    assert.notDeepEqual(responderProof(TOKEN, octets('a')), responderProof(TOKEN, octets('b')))
  })

  it('are read strictly', () => {
    const proof = new Uint8Array(32)
    const message = (name: string, end = proof): Uint8Array =>
      Buffer.concat([octets(`${name}\0`), end])
    assert.deepEqual(readInitiatorMessage(message('u'))?.username, 'u')
    assert.equal(readInitiatorMessage(message('')), undefined)
    assert.equal(readInitiatorMessage(message('u', proof.subarray(1))), undefined)
    assert.equal(readInitiatorMessage(message('x'.repeat(255)))?.username.length, 255)
    assert.equal(readInitiatorMessage(message('x'.repeat(256))), undefined)
    assert.equal(readInitiatorMessage(proof), undefined)
  })
})

describe('channel binding is chosen', () => {
  const choose = (
    mechanisms: string[],
    types: string[],
    profile: 'sasl1' | 'sasl2' = 'sasl2',
    tls = TLS,
  ): string => {
    const choice = chooseBinding({ mechanisms, types, profile }, tls)
    return choice.kind === 'bound' ? choice.type : choice.kind
  }
  const PLUS = ['SCRAM-SHA-256-PLUS']

  it('by the rules of XEP-0440', () => {
    assert.equal(choose(['PLAIN'], []), 'not-offered')
    assert.equal(choose(PLUS, []), 'refused')
    assert.equal(choose(['PLAIN'], ['tls-exporter']), 'refused')
    assert.equal(choose(PLUS, ['tls-server-end-point', 'tls-exporter']), 'tls-exporter')
    assert.equal(choose(PLUS, ['tls-server-end-point']), 'tls-server-end-point')
    assert.equal(choose(PLUS, ['tls-unique']), 'refused')
    assert.equal(
      choose(PLUS, ['tls-exporter', 'tls-server-end-point'], 'sasl2', EARLY_TLS),
      'tls-server-end-point',
    )
    assert.equal(choose(PLUS, [], 'sasl1'), 'tls-exporter')
    assert.equal(choose(['PLAIN'], ['tls-exporter'], 'sasl1'), 'not-offered')
  })
})

describe('what travels', () => {
  it('is signed as ejabberd 24.12 signs it (XEP-0474, from a transcript)', () => {
    assert.equal(
      announcementHash('SHA-256', {
        mechanisms: ['PLAIN', 'SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256'],
        types: ['tls-exporter', 'tls-server-end-point'],
      }),
      'OpwIlj6pDmUR+0q4Zqaqb5xWu6SDmduyUo4bUQEUWCQ=',
    )
  })

  it('is strict base64 and UTF-8', () => {
    assert.equal(toBase64(octets('user').subarray(1, 3)), 'c2U=')
    for (const bad of ['A', 'AA', 'AAA', 'AA==A', 'AB==', 'A A=', 'AA-_', '====']) {
      assert.equal(fromBase64(bad), undefined, bad)
    }
    assert.deepEqual(fromBase64(''), Buffer.alloc(0))
    assert.equal(fromUtf8(Uint8Array.of(0xff)), undefined)
    assert.equal(fromUtf8(octets('\ufffd')), '\ufffd')
  })
})

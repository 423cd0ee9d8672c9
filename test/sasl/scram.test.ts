import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Random } from '../../src/random.ts'
import type { ClientBinding } from '../../src/sasl/channel-binding.ts'
import { announcementHash } from '../../src/sasl/downgrade.ts'
import type { ClientMechanism, MechanismOf, ServerStart } from '../../src/sasl/mechanism.ts'
import { exclusiveOr, hmac, SaltedKeys } from '../../src/sasl/scram/keys.ts'
import { SCRAM_SHA_1, SCRAM_SHA_256, SCRAM_SHA_256_PLUS } from '../../src/sasl/scram/scram.ts'
import { KEYS, TLS } from '../server/connected.ts'
import { converse, octets, PASSWORD, passwordClient, passwordServer, text } from './ends.ts'

interface Vector {
  readonly source: string
  readonly mechanism: MechanismOf<'password'>
  /** Octets whose base64 is the nonce. */
  readonly nonce: string
  readonly challenge: string
  readonly response: string
  readonly outcome: string
}

const RFC_5802: Vector = {
  source: 'RFC 5802 §5',
  mechanism: SCRAM_SHA_1,
  nonce: 'fyko+d2lbbFgONRv9qkxdawL',
  challenge: 'r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096',
  response: 'c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=',
  outcome: 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=',
}

const RFC_7677: Vector = {
  source: 'RFC 7677 §3',
  mechanism: SCRAM_SHA_256,
  nonce: 'rOprNGfwEbeRWgbNEkqO',
  challenge:
    'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  response:
    'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=',
  outcome: 'v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=',
}

const clientOf = ({ mechanism, nonce }: Vector): ClientMechanism =>
  passwordClient(mechanism, { fresh: Buffer.from(nonce, 'base64') })

/** A client of RFC 7677's example that has answered its challenge. */
const answered = (): ClientMechanism => {
  const client = clientOf(RFC_7677)
  client.respond(octets(RFC_7677.challenge))
  return client
}

/** What a client of `user` says at the end that adds something to what it signs. */
const provenWith = (extension: string) => {
  const bare = 'n=user,r=nonce-of-the-client'
  const server = passwordServer(SCRAM_SHA_256)
  const first = server.respond(octets(`n,,${bare}`))
  assert.ok(first.kind === 'challenge')
  const challenge = text(first.message)
  const [, nonce = '', salt = ''] = /^r=([^,]+),s=([^,]+),/.exec(challenge) ?? []
  const keys = KEYS.keys('SHA-256', PASSWORD, Buffer.from(salt, 'base64'), 4096)
  const withoutProof = `c=biws,r=${nonce}${extension}`
  const signature = hmac('SHA-256', keys.storedKey, `${bare},${challenge},${withoutProof}`)
  const proof = Buffer.from(exclusiveOr(keys.clientKey, signature)).toString('base64')
  return { bare, challenge, withoutProof, proof }
}

describe('SCRAM', () => {
  for (const vector of [RFC_5802, RFC_7677]) {
    it(`is that of ${vector.source}`, () => {
      const client = clientOf(vector)
      assert.equal(text(client.initial()), `n,,n=user,r=${vector.nonce}`)
      const step = client.respond(octets(vector.challenge))
      assert.ok(step.kind === 'message')
      assert.equal(text(step.message), vector.response)
      assert.equal(client.finish(octets(vector.outcome)), undefined)
    })
  }

  it('is that of RFC 7677 §3 at the server, too', () => {
    const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64')
    const hashing = { iterations: 4096, saltOctets: salt.length, keys: KEYS }
    // A generator that comes out with the salt of the example.
    const random = Random.seeded('salt')
    random.fork = () => Object.assign(Random.seeded(''), { bytes: () => salt })
    const records: ServerStart<'password'>['records'] = {
      kept: (scheme) =>
        scheme.keep('pencil', hashing, random, { username: 'user', domain: 'example.org' }),
      matches: () => false,
    }
    const nonce = () => '%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0'
    const server = passwordServer(SCRAM_SHA_256, { records, nonce })
    const first = server.respond(octets(`n,,n=user,r=${RFC_7677.nonce}`))
    assert.ok(first.kind === 'challenge')
    assert.equal(text(first.message), RFC_7677.challenge)
    assert.deepEqual(server.respond(octets(RFC_7677.response)), {
      kind: 'success',
      username: 'user',
      authorization: '',
      additional: octets(RFC_7677.outcome),
    })
  })

  it('escapes names and carries who to act as', () => {
    const client = passwordClient(SCRAM_SHA_256, { username: 'a=b,c', authorization: 'x,y@z' })
    assert.match(text(client.initial()), /^n,a=x=2Cy@z,n=a=3Db=2Cc,r=/)
    const acting = passwordClient(SCRAM_SHA_256, { authorization: 'x,y@z' })
    const outcome = converse(acting, passwordServer(SCRAM_SHA_256))
    assert.ok(typeof outcome === 'object' && outcome.kind === 'success')
    assert.deepEqual([outcome.username, outcome.authorization], ['user', 'x,y@z'])
  })

  it('tells nobody who exists', () => {
    const challenge = (username: string): string => {
      const client = passwordClient(SCRAM_SHA_256, { username })
      const step = passwordServer(SCRAM_SHA_256).respond(client.initial() ?? octets(''))
      return step.kind === 'challenge' ? text(step.message) : step.kind
    }
    assert.equal(challenge('nobody'), challenge('nobody'))
    assert.notEqual(challenge('nobody'), challenge('somebody'))
    assert.match(challenge('nobody'), /,s=[A-Za-z0-9+/]{22}==,i=4096$/)
    assert.equal(challenge('nobody').length, challenge('user').length)
    const client = passwordClient(SCRAM_SHA_256, { username: 'nobody' })
    assert.deepEqual(converse(client, passwordServer(SCRAM_SHA_256)), {
      kind: 'failure',
      condition: 'not-authorized',
    })
  })

  const EXPORTER: ClientBinding = {
    kind: 'bound',
    type: 'tls-exporter',
    data: TLS.exporter ?? octets(''),
  }

  it('binds to what the server takes, and to nothing else', () => {
    const bound = () => passwordClient(SCRAM_SHA_256_PLUS, { binding: EXPORTER })
    const outcome = converse(bound(), passwordServer(SCRAM_SHA_256_PLUS))
    assert.ok(typeof outcome === 'object' && outcome.kind === 'success')
    assert.deepEqual(converse(bound(), passwordServer(SCRAM_SHA_256_PLUS, { bindingTypes: [] })), {
      kind: 'failure',
      condition: 'malformed-request',
    })
  })

  it('refuses a client that was deceived about -PLUS (RFC 5802 §6)', () => {
    const deceived = () => passwordClient(SCRAM_SHA_256, { binding: { kind: 'not-offered' } })
    assert.equal(text(deceived().initial()).slice(0, 2), 'y,')
    const announced = { mechanisms: ['SCRAM-SHA-256-PLUS'], types: [] }
    assert.deepEqual(converse(deceived(), passwordServer(SCRAM_SHA_256, { announced })), {
      kind: 'failure',
      condition: 'not-authorized',
    })
    const outcome = converse(deceived(), passwordServer(SCRAM_SHA_256))
    assert.equal(typeof outcome === 'object' ? outcome.kind : outcome, 'success')
  })

  it('refuses p= without -PLUS and -PLUS without p=', () => {
    for (const [client, server] of [
      [passwordClient(SCRAM_SHA_256, { binding: EXPORTER }), passwordServer(SCRAM_SHA_256)],
      [passwordClient(SCRAM_SHA_256_PLUS), passwordServer(SCRAM_SHA_256_PLUS)],
    ] as const) {
      assert.deepEqual(converse(client, server), {
        kind: 'failure',
        condition: 'malformed-request',
      })
    }
  })

  const REFUSED_CHALLENGES: Readonly<Record<string, string>> = {
    'a nonce of its own': 'r=other,s=QSXCR+Q6sek8bf92,i=4096',
    'the nonce and nothing more': 'r=rOprNGfwEbeRWgbNEkqO,s=QSXCR+Q6sek8bf92,i=4096',
    'few iterations': 'r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=4095',
    'iterations for hours': 'r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=9999999999',
    'iterations for seconds': 'r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=1000001',
    'no salt': 'r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096',
    'a mandatory extension': 'm=x,r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=4096',
    'a mandatory extension at its end': 'r=rOprNGfwEbeRWgbNEkqOx,s=QSXCR+Q6sek8bf92,i=4096,m=x',
    nothing: '',
  }
  for (const [name, challenge] of Object.entries(REFUSED_CHALLENGES)) {
    it(`does not answer a challenge with ${name}`, () => {
      assert.equal(clientOf(RFC_7677).respond(octets(challenge)).kind, 'failed')
    })
  }

  it('does not work longer for a server than it was told to', () => {
    const secret = { password: 'pencil', keys: new SaltedKeys(), iterationsAtMost: 10_000 }
    const challenge = (iterations: number) =>
      octets(`r=${Buffer.alloc(18, 7).toString('base64')}x,s=QSXCR+Q6sek8bf92,i=${iterations}`)
    const answer = (iterations: number) =>
      passwordClient(SCRAM_SHA_256, { secret }).respond(challenge(iterations))
    assert.equal(answer(10_000).kind, 'message')
    const refused = answer(10_001)
    assert.ok(refused.kind === 'failed')
    assert.equal(refused.failure.detail, 'expected 4096 to 10000 iterations, found 10001')
  })

  it('does not take a server for authentic that cannot sign', () => {
    for (const outcome of [undefined, '', 'v=AAAA', 'v=rmF9pqV8S7suAoZWja4dJRkFsKQ=', 'x']) {
      const additional = outcome === undefined ? undefined : octets(outcome)
      assert.equal(answered().finish(additional)?.code, 'server-not-authentic')
    }
    assert.equal(clientOf(RFC_7677).finish(octets('v=AAAA'))?.code, 'server-not-authentic')
    assert.equal(answered().finish(octets('e=other-error'))?.code, 'authentication-failed')
  })

  it('takes no signature beside a mandatory extension (RFC 5802 §5.1)', () => {
    const failure = answered().finish(octets(`${RFC_7677.outcome},m=foo`))
    assert.equal(failure?.code, 'server-not-authentic')
  })

  it('refuses a right proof beside a mandatory extension (RFC 5802 §5.1)', () => {
    const { bare, challenge, withoutProof, proof } = provenWith(',m=foo')
    const server = passwordServer(SCRAM_SHA_256)
    const first = server.respond(octets(`n,,${bare}`))
    assert.ok(first.kind === 'challenge')
    assert.equal(text(first.message), challenge)
    assert.deepEqual(server.respond(octets(`${withoutProof},p=${proof}`)), {
      kind: 'failure',
      condition: 'malformed-request',
    })
    // Without it the same client gets in; an extension that may be ignored is (§5.1).
    for (const extension of ['', ',x=foo']) {
      const known = passwordServer(SCRAM_SHA_256)
      known.respond(octets(`n,,${bare}`))
      const sound = provenWith(extension)
      const outcome = known.respond(octets(`${sound.withoutProof},p=${sound.proof}`))
      assert.equal(outcome.kind, 'success')
    }
  })

  it('takes the signature as a last challenge too, and answers it with nothing (RFC 4422 §5)', () => {
    const client = answered()
    assert.deepEqual(client.respond(octets(RFC_7677.outcome)), {
      kind: 'message',
      message: new Uint8Array(0),
    })
    assert.equal(client.finish(undefined), undefined)
    assert.equal(client.respond(octets(RFC_7677.outcome)).kind, 'failed')
    // A wrong one, and any other challenge, is the end of it.
    for (const second of ['v=AAAA', RFC_7677.challenge, '']) {
      assert.equal(answered().respond(octets(second)).kind, 'failed')
    }
  })

  it('notices that mechanisms were taken out (XEP-0474)', () => {
    const announced = { mechanisms: ['SCRAM-SHA-256', 'PLAIN'], types: [] }
    const outcome = (seen: typeof announced) =>
      converse(
        passwordClient(SCRAM_SHA_256, { announced: () => seen }),
        passwordServer(SCRAM_SHA_256, {
          announcementHash: (hash) => announcementHash(hash, announced),
        }),
      )
    const honest = outcome(announced)
    assert.ok(typeof honest === 'object' && honest.kind === 'success')
    assert.equal(
      outcome({ mechanisms: ['PLAIN'], types: [] }),
      'expected the hash of the mechanisms announced',
    )
  })

  it('never throws, whatever comes behind a first message that can be read', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (first, second) => {
        const server = passwordServer(SCRAM_SHA_256)
        server.respond(octets(`n,,n=user,r=${first}`))
        server.respond(octets(second))
        answered().finish(octets(`v=${first}`))
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

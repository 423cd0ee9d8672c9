import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Failure } from '../../src/transport.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { IDEAL } from '../server/behaviours.ts'
import { ACCOUNT, type Meddle, type Pair } from './pair.ts'
import { attempt, type Scene, setScene, strategyNamed } from './scene.ts'

const failure = (pair: Pair): Failure => {
  const outcome = pair.run()
  if (outcome?.kind !== 'failed') throw new Error(`expected a failure: ${JSON.stringify(outcome)}`)
  return outcome.failure
}

/** Replaces text in what the server says, wherever it occurs. */
const replacing =
  (pattern: RegExp, by: string): Meddle =>
  (bytes) => [Buffer.from(Buffer.from(bytes).toString().replace(pattern, by))]

const STRANGER = { ...ACCOUNT, password: 'another password' }

describe('a wrong password', () => {
  for (const name of ['legacy-direct', 'sasl2-direct', 'legacy-starttls', 'sasl2-starttls']) {
    it(`fails ${name}`, () => {
      const pair = attempt(setScene(strategyNamed(name)), { account: STRANGER })
      assert.deepEqual(failure(pair), {
        code: 'authentication-failed',
        detail: 'SCRAM-SHA-256-PLUS refused: not-authorized',
      })
    })
  }

  it('fails the fallback behind a refused token', () => {
    const pair = attempt(setScene(strategyNamed('fast-rejected-direct')), { account: STRANGER })
    assert.equal(failure(pair).code, 'authentication-failed')
  })

  it('fails a pipelined legacy login, and nothing behind it counts', () => {
    const scene = setScene(strategyNamed('legacy-direct+pipelined'))
    const pair = attempt(scene, { account: STRANGER })
    assert.equal(failure(pair).code, 'authentication-failed')
    assert.deepEqual(pair.reached, ['connected', 'secured'])
  })
})

describe('a server that cannot prove that it knows the secret', () => {
  // Base64 of 'v=' begins with 'dj1'; a proof of the right length made with another key.
  const forged = Buffer.from(`v=${Buffer.alloc(32, 7).toString('base64')}`).toString('base64')
  const cases: readonly (readonly [string, RegExp, string])[] = [
    ['legacy-direct', /(<success[^>]*>)[^<]+/, `$1${forged}`],
    ['legacy-direct', /(<success[^>]*>)[^<]+/, '$1'],
    [
      'legacy-direct',
      /<success[^>]*>[^<]+<\/success>/,
      "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
    ],
    ['sasl2-direct', /(<additional-data>)[^<]+/, `$1${forged}`],
    ['sasl2-direct', /<additional-data>[^<]+<\/additional-data>/, ''],
    [
      'fast-resume-direct',
      /(<additional-data>)[^<]+/,
      `$1${Buffer.alloc(32, 7).toString('base64')}`,
    ],
    ['fast-resume-direct', /<additional-data>[^<]+<\/additional-data>/, ''],
    ['fast-resume-direct+pipelined+0rtt', /<additional-data>[^<]+<\/additional-data>/, ''],
  ]
  for (const [name, pattern, by] of cases) {
    it(`fails ${name} with ${by === '' ? 'nothing' : by}`, () => {
      const scene = setScene(strategyNamed(name))
      const pair = attempt(scene, { meddle: replacing(pattern, by) })
      assert.equal(failure(pair).code, 'server-not-authentic')
      assert.ok(!pair.reached.includes('authenticated'))
    })
  }

  it('fails a nonce that does not continue the one sent', () => {
    const scene = setScene(strategyNamed('sasl2-direct'))
    const challenge = Buffer.from('r=xyz,s=c2FsdA==,i=4096').toString('base64')
    const meddle = replacing(/(<challenge[^>]*>)[^<]+/, `$1${challenge}`)
    assert.equal(failure(attempt(scene, { meddle })).code, 'server-not-authentic')
  })

  it('fails when a mechanism was taken out of the announcement (XEP-0474)', () => {
    const scene = setScene(strategyNamed('sasl2-direct'))
    const meddle = replacing(/<mechanism>SCRAM-SHA-256-PLUS<\/mechanism>/g, '')
    assert.equal(failure(attempt(scene, { meddle })).code, 'server-not-authentic')
  })
})

describe('a feature that is missing', () => {
  const { sasl, sasl2, fast, features } = IDEAL
  const lacking: Readonly<Record<string, ServerSettings>> = {
    scram: { ...IDEAL, sasl: { ...sasl, mechanisms: ['OAUTHBEARER'] } },
    sasl2: { ...IDEAL, features: { ...features, secured: ['sasl1', 'channel-binding'] } },
    sasl1: { ...IDEAL, features: { ...features, secured: ['sasl2', 'channel-binding'] } },
    starttls: { ...IDEAL, features: { ...features, clear: [] } },
    sm: { ...IDEAL, features: { ...features, authenticated: ['bind'] } },
    bind: { ...IDEAL, features: { ...features, authenticated: ['sm'] } },
    carbons: { ...IDEAL, sasl2: { ...sasl2, inlineBind: ['urn:xmpp:sm:3'] } },
    binding: {
      ...IDEAL,
      sasl: { ...sasl, mechanisms: ['SCRAM-SHA-256'], bindingTypes: [] },
      fast: { ...fast, mechanisms: ['HT-SHA-256-NONE'] },
    },
    fast: { ...IDEAL, fast: { ...fast, mechanisms: [] } },
  }
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['scram', 'legacy-direct', /expected SCRAM-SHA-256 or SCRAM-SHA-1 or PLAIN, found OAUTHBEARER/],
    ['scram', 'sasl2-direct', /expected SCRAM-SHA-256 or SCRAM-SHA-1 or PLAIN, found OAUTHBEARER/],
    ['sasl2', 'sasl2-direct', /expected SASL2/],
    ['sasl1', 'legacy-direct', /expected SASL to be offered/],
    ['starttls', 'legacy-starttls', /expected STARTTLS/],
    ['bind', 'legacy-direct', /expected resource binding/],
    ['carbons', 'sasl2-direct', /expected Bind 2 to offer urn:xmpp:carbons:2/],
  ]
  for (const [what, name, detail] of cases) {
    it(`${what} fails ${name}`, () => {
      const pair = attempt(setScene(strategyNamed(name), lacking[what]))
      const { code, detail: found } = failure(pair)
      assert.equal(code, 'feature-missing')
      assert.match(found, detail)
    })
  }

  /** What is remembered is of a server that has changed meanwhile. */
  const changed = (name: string, settings: ServerSettings | undefined): Scene => {
    const strategy = strategyNamed(name)
    const { memory } = setScene(strategy)
    const { server } = setScene({ ...strategy, earlier: undefined }, settings)
    return { strategy, server, memory }
  }

  it('is noticed although it was relied on in a pipelined flight', () => {
    for (const [what, name] of [
      ['scram', 'sasl2-direct+pipelined'],
      ['scram', 'legacy-direct+pipelined'],
      ['sasl2', 'sasl2-direct+pipelined'],
      ['binding', 'sasl2-direct+pipelined'],
      ['sm', 'legacy-direct+pipelined'],
      ['sm', 'legacy-resume-direct+pipelined'],
    ] as const) {
      assert.equal(failure(attempt(changed(name, lacking[what]))).code, 'feature-missing', name)
    }
  })

  it('is a token that there never was', () => {
    const scene = setScene(strategyNamed('fast-resume-direct'), lacking['fast'])
    assert.deepEqual(failure(attempt(scene)), {
      code: 'feature-missing',
      detail: 'expected a token to be remembered, found none',
    })
  })

  it('is anything at all, for a pipelining client that has never been here', () => {
    const scene = setScene(strategyNamed('sasl2-direct+pipelined'))
    const { memory } = setScene(strategyNamed('sasl2-direct'))
    assert.deepEqual(failure(attempt({ ...scene, memory })), {
      code: 'feature-missing',
      detail: 'expected features to be remembered, found none',
    })
  })
})

describe('what goes wrong on the way', () => {
  const error =
    "<stream:error><policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
  const cases: readonly (readonly [string, string, RegExp, string, Failure['code']])[] = [
    ['a stream error', 'legacy-direct', /<challenge.*/, error, 'stream-error'],
    ['a stream error', 'fast-resume-direct+pipelined', /<success.*/, error, 'stream-error'],
    [
      'the end of the stream',
      'sasl2-direct',
      /<challenge.*/,
      '</stream:stream>',
      'connection-closed',
    ],
    ['STARTTLS refused', 'legacy-starttls', /<proceed/, '<failure', 'tls-failure'],
    ['no base64', 'sasl2-direct', /(<challenge[^>]*>)[^<]+/, '$1????', 'protocol-violation'],
    ['no SCRAM', 'sasl2-direct', /(<challenge[^>]*>)[^<]+/, '$1Zm9v', 'protocol-violation'],
    [
      'a server without a version',
      'legacy-direct',
      /(<stream:stream[^>]*) version='1.0'/,
      '$1',
      'protocol-violation',
    ],
    ['no stream', 'legacy-direct', /<stream:stream/, '<stream:flow', 'protocol-violation'],
    [
      'another session resumed',
      'fast-resume-direct',
      /previd='[^']*'/,
      "previd='x'",
      'protocol-violation',
    ],
    ['no count', 'fast-resume-direct', /(<resumed[^>]*) h='[^']*'/, '$1', 'protocol-violation'],
    [
      'too high a count',
      'fast-resume-direct',
      /(<resumed[^>]*) h='[^']*'/,
      "$1 h='99'",
      'protocol-violation',
    ],
    ['not bound', 'sasl2-direct', /<bound.*<\/bound>/, '', 'bind-failed'],
    ['bound, but not managed', 'sasl2-direct', /<enabled[^>]*\/>/, '', 'bind-failed'],
    ['bound to nothing', 'legacy-direct', /<jid>[^<]*<\/jid>/, '<jid/>', 'bind-failed'],
    [
      'a task',
      'sasl2-direct',
      /<success.*/,
      "<continue xmlns='urn:xmpp:sasl:2'/>",
      'server-not-authentic', // which the server has to be before it may ask for anything
    ],
    [
      'a task of a server that has proven itself',
      'sasl2-direct',
      /<success([^>]*>)(<additional-data>[^<]*<\/additional-data>).*/s,
      '<continue$1$2<tasks><task>TOTP</task></tasks></continue>',
      'authentication-failed',
    ],
    [
      'no task',
      'sasl2-direct',
      /<success([^>]*>)(<additional-data>[^<]*<\/additional-data>).*/s,
      '<continue$1$2<tasks/></continue>',
      'protocol-violation',
    ],
    [
      'a stream for servers',
      'sasl2-direct',
      /xmlns='jabber:client'/,
      "xmlns='jabber:server'",
      'protocol-violation',
    ],
    ['text that is not XML', 'sasl2-direct', /<challenge/, '<chal<lenge', 'malformed-xml'],
  ]
  it('a stream without a version in which it is ended: the error says why', () => {
    const header =
      "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' id=''>"
    const by = `${header}${error.replaceAll('policy-violation', 'not-well-formed')}</stream:stream>`
    for (const name of ['legacy-direct', 'legacy-starttls', 'sasl2-direct+pipelined']) {
      const meddle = replacing(/<stream:stream.*/s, by)
      assert.deepEqual(failure(attempt(setScene(strategyNamed(name)), { meddle })), {
        code: 'stream-error',
        detail: 'the server ended the stream: not-well-formed',
      })
    }
  })

  for (const [what, name, pattern, by, code] of cases) {
    it(`${what}: ${name} fails with ${code}`, () => {
      const pair = attempt(setScene(strategyNamed(name)), { meddle: replacing(pattern, by) })
      assert.equal(failure(pair).code, code)
    })
  }

  it('no content namespace is none of them: each stanza may declare it (RFC 6120 §4.8.3)', () => {
    const meddle = replacing(/ xmlns='jabber:client'/, '')
    const pair = attempt(setScene(strategyNamed('sasl2-direct')), { meddle })
    assert.equal(pair.run()?.kind, 'ready')
  })

  it('an error in place of a bound resource', () => {
    const by =
      "<iq type='error' id='b1'><error type='cancel'><not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"
    const meddle = replacing(/<iq.*<\/iq>/, by)
    assert.deepEqual(failure(attempt(setScene(strategyNamed('legacy-direct')), { meddle })), {
      code: 'bind-failed',
      detail: 'expected a bound resource, found not-allowed',
    })
  })

  it('the connection is lost, at whichever answer', () => {
    for (const name of ['legacy-starttls', 'sasl2-starttls', 'fast-resume-starttls+pipelined']) {
      const scene = setScene(strategyNamed(name))
      for (let lost = 0; ; lost += 1) {
        let answers = 0
        const pair = attempt(scene, {
          meddle: (bytes) => {
            answers += 1
            return answers > lost ? [] : [bytes]
          },
        })
        if (pair.run()?.kind === 'ready') break
        assert.equal(pair.outcome, undefined) // it waits, for as long as it is let
        pair.tell({ kind: 'closed' })
        assert.equal(failure(pair).code, 'connection-closed', `${name}, answer ${lost}`)
        assert.ok(lost < 20)
      }
    }
  })
})

/** What a client does whose mechanism is refused, or whose server cannot prove itself. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MECHANISMS } from '../../src/sasl/mechanisms.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { MECHANISM_MODIFIERS } from '../../src/strategies/mechanism-modifiers.ts'
import type { Modifier } from '../../src/strategies/modifier.ts'
import { ACCOUNT, type Pair } from './pair.ts'
import { attempt, setScene, strategyNamed } from './scene.ts'

const wrong = {
  ...ACCOUNT,
  password: 'another password',
  enrolled: {
    accessToken: 'another-access-token',
    device: { id: 'rig', key: Buffer.alloc(32, 'another key') },
  },
}

/** Those that have something to get wrong. */
const LOGINS = MECHANISM_MODIFIERS.filter((modifier: Modifier) => {
  const login = modifier.manner?.login ?? []
  return (
    modifier.manner?.whenRefused === undefined &&
    login.length > 0 &&
    !login.includes('EXTERNAL') &&
    // Has nothing else to say than +oauthbearer has.
    modifier.name !== 'oauth-first'
  )
})

const failure = (pair: Pair): unknown => {
  const outcome = pair.run()
  return outcome?.kind === 'failed' ? outcome.failure.code : outcome?.kind
}

describe('a login that is refused', () => {
  for (const { name } of LOGINS) {
    it(`ends the attempt: ${name}`, () => {
      for (const base of ['legacy-direct', 'sasl2-direct']) {
        const scene = setScene(strategyNamed(`${base}+${name}`), EVERYTHING.xmpp)
        // With OPAQUE it is the client that finds out.
        const code = name === 'opaque' ? 'server-not-authentic' : 'authentication-failed'
        assert.equal(failure(attempt(scene, { account: wrong })), code, base)
      }
    })
  }

  it('by OAUTHBEARER takes two waits: the document, then the failure (the beginning of row C21)', () => {
    const scene = setScene(strategyNamed('sasl2-direct+oauthbearer'), EVERYTHING.xmpp)
    const pair = attempt(scene, { account: wrong })
    assert.equal(failure(pair), 'authentication-failed')
    assert.deepEqual(pair.waits, { tcp: 1, tls: 1, header: 1, auth: 2 })
  })

  it('by nothing at all when the account was given nothing', () => {
    const { enrolled, ...account } = ACCOUNT
    assert.ok(enrolled)
    for (const name of ['oauthbearer', 'x-token']) {
      const scene = setScene(strategyNamed(`sasl2-direct+${name}`), EVERYTHING.xmpp)
      const outcome = attempt(scene, { account }).run()
      assert.ok(outcome?.kind === 'failed')
      assert.match(
        outcome.failure.detail,
        /^expected (an access token|a key of a registered device)/,
      )
    }
  })

  it('by a mechanism that is not offered is not tried', () => {
    const { sasl } = EVERYTHING.xmpp
    const settings = {
      ...EVERYTHING.xmpp,
      sasl: { ...sasl, mechanisms: ['SCRAM-SHA-256', 'PLAIN'] },
    }
    for (const name of ['digest-md5', 'oauthbearer', 'hotp', 'external']) {
      const scene = setScene(strategyNamed(`sasl2-direct+${name}`), settings)
      assert.equal(failure(attempt(scene)), 'feature-missing', name)
    }
  })
})

describe('a server that cannot prove itself', () => {
  const proving = LOGINS.filter((modifier: Modifier) => {
    const [first = ''] = modifier.manner?.login ?? []
    return MECHANISMS.named(first)?.authenticates === 'both'
  })
  for (const { name } of proving) {
    it(`is not believed: ${name}`, () => {
      for (const base of ['legacy-direct', 'sasl2-direct']) {
        const scene = setScene(strategyNamed(`${base}+${name}`), EVERYTHING.xmpp)
        const forged = (bytes: Uint8Array) => [
          Buffer.from(
            String(bytes)
              .replace(/<challenge.*?<\/challenge>/, () => SUCCESS[base] ?? '')
              .replace(/(<success[^>]*>|<additional-data>)[A-Za-z0-9+/=]+</, '$1dj1mb3JnZWQ=<'),
          ),
        ]
        const pair = attempt(scene, { meddle: forged })
        assert.equal(failure(pair), 'server-not-authentic', `${base}+${name}`)
      }
    })
  }
})

/** In the place of a challenge: a server that wants no answer. */
const SUCCESS: Readonly<Record<string, string>> = {
  'legacy-direct': "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>",
  'sasl2-direct':
    "<success xmlns='urn:xmpp:sasl:2'><authorization-identifier>alice@bench.localhost/x</authorization-identifier></success>",
}

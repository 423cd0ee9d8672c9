/** PLAIN at a server that offers nothing better, and only there. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { IDEAL } from '../server/behaviours.ts'
import { ACCOUNT, type Pair } from './pair.ts'
import { attempt, type Scene, setScene, strategyNamed } from './scene.ts'

const only = (...mechanisms: string[]): ServerSettings => ({
  ...IDEAL,
  sasl: { ...IDEAL.sasl, mechanisms },
})
const PLAIN = only('PLAIN', 'OAUTHBEARER')

const played = (pair: Pair) => {
  const outcome = pair.run()
  const { waits } = pair
  if (outcome?.kind !== 'ready') return outcome?.failure
  const { mechanism, way } = outcome.stream
  return { mechanism, way, waits }
}

describe('PLAIN', () => {
  // One wait for authentication, where SCRAM takes two; everything else as with SCRAM.
  const cases = [
    ['legacy-direct', 'bound', { tcp: 1, tls: 1, header: 1, auth: 1, restart: 1, bind: 1, sm: 1 }],
    ['legacy-resume-direct', 'resumed', { tcp: 1, tls: 1, header: 1, auth: 1, restart: 1, sm: 1 }],
    // Nothing is awaited before the stream restarts: one flight, which ends in stream management.
    ['legacy-direct+pipelined', 'bound', { tcp: 1, tls: 1, sm: 1 }],
    ['sasl2-direct', 'bound', { tcp: 1, tls: 1, header: 1, auth: 1 }],
    ['sasl2-resume-direct', 'resumed', { tcp: 1, tls: 1, header: 1, auth: 1 }],
    ['sasl2-resume-direct+pipelined', 'resumed', { tcp: 1, tls: 1, auth: 1 }],
  ] as const
  for (const [name, way, waits] of cases) {
    it(`is the last resort of ${name}: one wait for authentication`, () => {
      const pair = attempt(setScene(strategyNamed(name), PLAIN))
      assert.deepEqual(played(pair), { mechanism: 'PLAIN', way, waits })
      assert.ok(!pair.said.some(({ xml }) => xml.startsWith('<response')))
    })
  }

  it('stands in for a token that is refused', () => {
    const pair = attempt(setScene(strategyNamed('fast-rejected-direct'), PLAIN))
    // The token's wait and the password's.
    const waits = { tcp: 1, tls: 1, header: 1, auth: 2 }
    assert.deepEqual(played(pair), { mechanism: 'PLAIN', way: 'resumed', waits })
  })

  it('is not spoken where any SCRAM that we know is offered', () => {
    for (const scram of ['SCRAM-SHA-1', 'SCRAM-SHA-256']) {
      for (const name of ['legacy-direct', 'sasl2-direct']) {
        const pair = attempt(setScene(strategyNamed(name), only('PLAIN', scram)))
        assert.equal(pair.run()?.kind, 'ready')
        assert.doesNotMatch(pair.writes.join(), /mechanism='PLAIN'/)
      }
    }
  })

  it('with another password is refused', () => {
    for (const name of ['legacy-direct', 'sasl2-direct']) {
      const account = { ...ACCOUNT, password: 'another password' }
      const pair = attempt(setScene(strategyNamed(name), PLAIN), { account })
      assert.deepEqual(played(pair), {
        code: 'authentication-failed',
        detail: 'PLAIN refused: not-authorized',
      })
    }
  })

  it('is refused where the rest has been taken out of the announcement (XEP-0440)', () => {
    const meddle = (bytes: Uint8Array) => [
      Buffer.from(String(bytes).replace(/<mechanism>SCRAM-[^<]*-PLUS<\/mechanism>/g, '')),
    ]
    const scene = setScene(strategyNamed('sasl2-direct'), only('SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1'))
    assert.deepEqual(played(attempt(scene, { meddle })), {
      code: 'feature-missing',
      detail: 'expected -PLUS mechanisms beside the channel-binding types, found none',
    })
  })

  it('needs no channel to bind to, whatever is announced beside it', () => {
    const meddle = (bytes: Uint8Array) => [
      Buffer.from(String(bytes).replace(/<mechanism>SCRAM-[^<]*<\/mechanism>/g, '')),
    ]
    const settings = only('SCRAM-SHA-1-PLUS', 'SCRAM-SHA-1', 'PLAIN')
    const pair = attempt(setScene(strategyNamed('sasl2-direct'), settings), { meddle })
    const waits = { tcp: 1, tls: 1, header: 1, auth: 1 }
    assert.deepEqual(played(pair), { mechanism: 'PLAIN', way: 'bound', waits })
  })

  it('needs none either where TLS has identified the client: EXTERNAL', () => {
    // Prosody with mod_auth_ccert announces what tokens bind to, and has no -PLUS mechanism.
    const scene = setScene(strategyNamed('sasl2-direct+external'), only('EXTERNAL'))
    assert.notEqual(scene.server.domain.settings.sasl.bindingTypes.length, 0)
    const waits = { tcp: 1, tls: 1, header: 1, auth: 1 }
    assert.deepEqual(played(attempt(scene)), { mechanism: 'EXTERNAL', way: 'bound', waits })
  })

  /** What is remembered is of a server from whose announcement SCRAM has been taken since. */
  const downgraded = (name: string): Scene => {
    const strategy = strategyNamed(name)
    const { memory } = setScene(strategy)
    const { server } = setScene({ ...strategy, earlier: undefined }, only('PLAIN'))
    return { strategy, server, memory }
  }

  for (const name of ['legacy-resume-direct', 'sasl2-resume-direct']) {
    it(`is never told to a server that has offered SCRAM before (XEP-0474): ${name}`, () => {
      const pair = attempt(downgraded(name))
      assert.deepEqual(played(pair), {
        code: 'feature-missing',
        detail: 'expected SCRAM-SHA-256-PLUS, as offered before, found PLAIN',
      })
      assert.doesNotMatch(pair.writes.join(), /<auth/)
    })
  }

  it('that was relied on is noticed not to be offered any more', () => {
    const strategy = strategyNamed('sasl2-resume-direct+pipelined')
    const { memory } = setScene(strategy, PLAIN)
    const { server } = setScene({ ...strategy, earlier: undefined }, only('SCRAM-SHA-256'))
    assert.deepEqual(played(attempt({ strategy, server, memory })), {
      code: 'feature-missing',
      detail: 'expected PLAIN, found SCRAM-SHA-256',
    })
  })
})

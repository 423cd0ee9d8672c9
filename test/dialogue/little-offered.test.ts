/** Servers that offer little: what can be done there is done, and nothing else is spoken of. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { missing } from '../../src/strategies/needs.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { IDEAL } from '../server/behaviours.ts'
import type { Pair } from './pair.ts'
import { attempt, setScene, strategyNamed } from './scene.ts'

const { sasl, sasl2, features } = IDEAL
const CARBONS = 'urn:xmpp:carbons:2'
const SERVERS: Readonly<Record<string, ServerSettings>> = {
  'without stream management': {
    ...IDEAL,
    features: { ...features, authenticated: ['bind'] },
    sasl2: { ...sasl2, inline: ['bind', 'fast'], inlineBind: [CARBONS] },
  },
  'without inline resumption': { ...IDEAL, sasl2: { ...sasl2, inline: ['bind', 'fast'] } },
  'with PLAIN only': { ...IDEAL, sasl: { ...sasl, mechanisms: ['PLAIN'] } },
}

/** One attempt, and the features that the strategy finds missing. */
const played = (name: string, server: string): Pair => {
  const strategy = strategyNamed(name)
  const pair = attempt(setScene(strategy, SERVERS[server]))
  const outcome = pair.run()
  assert.equal(outcome?.kind, 'ready', JSON.stringify(outcome))
  if (outcome?.kind === 'ready') {
    assert.deepEqual(missing(strategy.said.needs, { features: outcome.stream.features }), [])
  }
  return pair
}

describe('at a server without stream management', () => {
  const server = 'without stream management'
  // As ever, but the wait for stream management is that for carbons, and with SASL2 there is none.
  const cases = [
    ['legacy-direct', { tcp: 1, tls: 1, header: 1, auth: 2, restart: 1, bind: 1, sm: 1 }],
    [
      'legacy-starttls',
      { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 2, restart: 1, bind: 1, sm: 1 },
    ],
    // RFC 6120 §7 and carbons in the flight of the password's proof.
    ['legacy-direct+pipelined', { tcp: 1, tls: 1, auth: 1, sm: 1 }],
    ['sasl2-direct', { tcp: 1, tls: 1, header: 1, auth: 2 }],
    ['sasl2-direct+pipelined', { tcp: 1, tls: 1, auth: 2 }],
  ] as const
  for (const [name, waits] of cases) {
    it(`${name} is bound, and speaks of none`, () => {
      const pair = played(name, server)
      assert.deepEqual(pair.waits, waits)
      assert.doesNotMatch(pair.writes.join(''), /urn:xmpp:sm:3/)
    })
  }

  for (const name of ['legacy-resume-direct', 'legacy-resume-direct+pipelined']) {
    it(`${name} resumes nothing`, () => {
      const pair = played(name, server)
      assert.ok(pair.outcome?.kind === 'ready' && pair.outcome.stream.way === 'bound')
      assert.doesNotMatch(pair.writes.join(''), /urn:xmpp:sm:3/)
    })
  }
})

describe('at a server without inline resumption', () => {
  it('sasl2-direct is run, and the others are told what they lack', () => {
    const pair = played('sasl2-direct', 'without inline resumption')
    assert.match(pair.writes.join(''), /<enable xmlns='urn:xmpp:sm:3'/)
    const { outcome } = pair
    assert.ok(outcome?.kind === 'ready')
    const { said } = strategyNamed('sasl2-resume-direct')
    const lacking = missing(said.needs, { features: outcome.stream.features })
    assert.deepEqual(lacking, [{ kind: 'feature', feature: 'sasl2-resume' }])
  })

  it('nobody asks to resume inline (XEP-0198 §9.2)', () => {
    const scene = setScene(
      strategyNamed('sasl2-resume-direct'),
      SERVERS['without inline resumption'],
    )
    assert.equal(scene.memory.sm.kind, 'resumable')
    const pair = attempt(scene)
    assert.equal(pair.run()?.kind, 'ready')
    assert.doesNotMatch(pair.writes.join(''), /<resume /)
  })
})

describe('at a server with PLAIN only', () => {
  it('who may show the password needs nothing better: one wait to authenticate', () => {
    for (const name of ['legacy-direct', 'sasl2-direct']) {
      assert.equal(played(name, 'with PLAIN only').waits.auth, 1)
    }
  })
})

/** What strategies say that they need, against what servers announce and what scripts run into. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { look } from '../../src/run/live/errands.ts'
import { missing, needText, type Offer } from '../../src/strategies/needs.ts'
import { DIRECT_TLS, overSecured, STARTTLS } from '../../src/strategies/over.ts'
import { usefulStrategies } from '../../src/strategies/registry.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import { Server } from '../../src/xmpp/server/server.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { ACCOUNT, framingOf, KEYS, Pair } from '../dialogue/pair.ts'
import { attempt, setScene, strategyNamed } from '../dialogue/scene.ts'
import { BEHAVIOURS, IDEAL } from '../server/behaviours.ts'

/** What a server with these settings announces before authentication. */
const offerOf = (settings: ServerSettings, strategy: Strategy): Offer => {
  const way = overSecured(strategy)
  const random = Random.seeded('look')
  const server = new Server({
    name: ACCOUNT.domain,
    settings,
    random,
    accounts: [ACCOUNT],
    keys: KEYS,
  })
  const connection = server.accept({
    random,
    mode: way.security,
    framing: framingOf(strategy),
  })
  const plain = { ...strategy, over: { ...way, tls: { ...way.tls, earlyData: false } } }
  const outcome = new Pair(
    look(ACCOUNT, way.security === 'direct' ? DIRECT_TLS : STARTTLS),
    connection,
    plain,
  ).run()
  assert.ok(outcome?.kind === 'ready')
  return { features: outcome.stream.features }
}

const texts = (strategy: Strategy, offer: Offer): readonly string[] =>
  missing(strategy.said.needs, offer).map(needText)

describe('what a strategy needs', () => {
  for (const { name, settings } of BEHAVIOURS) {
    it(`is offered by ${name} to all that become ready there, and to no others`, () => {
      for (const strategy of usefulStrategies()) {
        const offer = offerOf(settings, strategy)
        const before = strategy.earlier === undefined ? [] : texts(strategy.earlier, offer)
        const lack = [...texts(strategy, offer), ...before]
        const failure = lack.length === 0 ? undefined : 'feature-missing'
        assert.equal(whatIsMissed(strategy, settings), failure, `${strategy.name}: ${lack}`)
      }
    })
  }

  const { features, sasl, sasl2, fast } = IDEAL
  const without: readonly (readonly [string, Partial<ServerSettings>, string, string])[] = [
    [
      'SASL2',
      { features: { ...features, secured: ['sasl1', 'channel-binding'] } },
      'sasl2-direct',
      'SASL2 (XEP-0388)',
    ],
    [
      'SCRAM',
      { sasl: { ...sasl, mechanisms: ['OAUTHBEARER'] } },
      'legacy-direct',
      'SASL with SCRAM-SHA-256-PLUS or SCRAM-SHA-256 or SCRAM-SHA-1-PLUS or SCRAM-SHA-1 or PLAIN',
    ],
    [
      'mechanisms that do not bind',
      { sasl: { ...sasl, mechanisms: ['SCRAM-SHA-256-PLUS'] } },
      'sasl2-direct+unbound',
      'SASL2 with SCRAM-SHA-256 or SCRAM-SHA-1 or PLAIN',
    ],
    [
      'carbons in Bind 2',
      { sasl2: { ...sasl2, inlineBind: ['urn:xmpp:sm:3'] } },
      'sasl2-resume-direct',
      'carbons in Bind 2 (XEP-0280)',
    ],
    [
      'tokens',
      { fast: { ...fast, mechanisms: [] } },
      'fast-resume-direct+unbound',
      'FAST (XEP-0484) with HT-SHA-256-NONE',
    ],
  ]
  for (const [what, change, name, text] of without) {
    it(`is told of a server without ${what}`, () => {
      const strategy = strategyNamed(name)
      assert.equal(texts(strategy, offerOf({ ...IDEAL, ...change }, strategy))[0], text)
    })
  }

  it('is not missing as long as nothing is known', () => {
    for (const strategy of usefulStrategies()) assert.deepEqual(texts(strategy, {}), [])
  })

  it('of the transport is told by what is known of it', () => {
    const strategy = strategyNamed('fast-resume-direct+pipelined+0rtt+tfo')
    const abilities = { tickets: true, 'early-data': false, 'fast-open': false }
    assert.deepEqual(texts(strategy, { abilities }), [
      'TLS early data (RFC 8446 §2.3)',
      'TCP Fast Open (RFC 7413)',
    ])
  })
})

/** What the script or that of the session before ran into, where a feature was missing. */
function whatIsMissed(strategy: Strategy, settings: ServerSettings): string | undefined {
  for (const one of [strategy.earlier, strategy]) {
    if (one === undefined) continue
    const outcome = attempt(setScene(one, settings)).run()
    if (outcome?.kind === 'failed' && outcome.failure.code === 'feature-missing') {
      return outcome.failure.code
    }
  }
  return undefined
}

/** What is unsafe runs and says so; what is not defined is refused; what is usual is neither. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { strategyInResult } from '../../src/run/to-result.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import type { Safer } from '../../src/strategies/hazard.ts'
import { parseStrategy, usefulStrategies } from '../../src/strategies/registry.ts'
import { attempt, setScene, settingsFor, strategyNamed } from '../dialogue/scene.ts'

const hazards = (name: string, offered: readonly Safer[] = ['binding', 'scram']): string =>
  (strategyInResult(name, offered).unsafe ?? []).join('; ')

const played = (name: string) => {
  const pair = attempt(setScene(strategyNamed(name), EVERYTHING.xmpp))
  const outcome = pair.run()
  assert.ok(outcome?.kind === 'ready', `${name}: ${JSON.stringify(outcome)}`)
  return {
    waits: Object.values(pair.waits).reduce((sum, one) => sum + one, 0),
    stream: outcome.stream,
  }
}

describe('what is unsafe', () => {
  it('is authentication in early data that anybody can replay, and it runs', () => {
    assert.match(hazards('sasl2-resume-direct+pipelined+0rtt-login'), /XEP-0388 §2\.6 forbids/)
    // One wait less than what it stands beside: SCRAM, and a mechanism of one message.
    assert.equal(played('sasl2-resume-direct+pipelined').waits, 4)
    assert.equal(played('sasl2-resume-direct+pipelined+0rtt-login').waits, 3)
    assert.equal(played('sasl2-resume-direct+pipelined+plain+0rtt-login').waits, 2)
    assert.equal(played('sasl2-resume-direct+pipelined+plain+0rtt-login+tfo').waits, 1)
  })

  it('is let in by no other server', () => {
    const strategy = strategyNamed('sasl2-resume-direct+pipelined+0rtt-login')
    const outcome = attempt(setScene(strategy, settingsFor(strategy))).run()
    assert.ok(outcome?.kind === 'failed')
    assert.match(outcome.failure.detail, /not-authorized/)
  })

  it('is to bind to nothing where the server offers it, and only there', () => {
    assert.match(hazards('fast-resume-direct+unbound'), /XEP-0484 §6/)
    assert.match(hazards('legacy-direct+unbound'), /XEP-0440/)
    assert.equal(hazards('legacy-direct+unbound', ['scram']), '')
  })

  it('is to show the password where the server offers SCRAM, and only there', () => {
    assert.match(hazards('sasl2-direct+plain'), /XEP-0388/)
    assert.equal(hazards('sasl2-direct+plain', ['binding']), '')
  })

  it('is none of what is compared everywhere, but for what does without channel binding', () => {
    for (const { name } of usefulStrategies()) {
      assert.equal(hazards(name) !== '', name.endsWith('+unbound'), name)
    }
  })
})

describe('what is not defined', () => {
  for (const [name, clause] of [
    ['fast-resume-direct+bind-unique', /not defined for TLS 1\.3 \(RFC 8446 App\. C\.5\)/],
    ['sasl2-direct+bind-unique', /not defined for TLS 1\.3/],
    ['fast-resume-direct+0rtt+bind-exporter', /no exporter value in early data: RFC 9266/],
    ['sasl2-resume-direct+0rtt-login+bind-exporter', /no exporter value in early data/],
    ['fast-resume-direct+0rtt-login', /XEP-0484 §3\.4\): write 0rtt/],
    ['sasl2-direct+0rtt', /XEP-0388 forbids/],
  ] as const) {
    it(`is refused: ${name}`, () => {
      const parsed = parseStrategy(name)
      assert.ok(parsed.kind === 'strategy-error' && parsed.reason === 'senseless')
      assert.match(parsed.message, clause)
    })
  }
})

describe('one type of channel binding', () => {
  it('is what is bound to, by SCRAM and by tokens, in as many waits', () => {
    for (const [name, mechanism, waits] of [
      ['sasl2-direct+bind-exporter', 'SCRAM-SHA-256-PLUS', 5],
      ['sasl2-direct+bind-end-point', 'SCRAM-SHA-256-PLUS', 5],
      ['sasl2-direct+tls12+bind-unique', 'SCRAM-SHA-256-PLUS', 6],
      ['fast-resume-direct+bind-exporter', 'HT-SHA-256-EXPR', 4],
      ['fast-resume-direct+bind-end-point', 'HT-SHA-256-ENDP', 4],
      ['fast-resume-direct+tls12+bind-unique', 'HT-SHA-256-UNIQ', 5],
      ['fast-resume-direct+pipelined+0rtt+bind-end-point', 'HT-SHA-256-ENDP', 2],
    ] as const) {
      const { stream, waits: found } = played(name)
      assert.deepEqual([stream.mechanism, found], [mechanism, waits], name)
    }
  })
})

/**
 * Mechanisms that count, over whole lives on a bad link: attempts come to nothing and answers are
 * lost, and nobody is locked out by that.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { loadPolicy } from '../../src/files/policies.ts'
import { loadScenario } from '../../src/files/scenarios.ts'
import { accepted } from '../../src/json/input-error.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { attempted, BLANK } from '../../src/xmpp/dialogue/memory.ts'
import { livesOf } from './lives.ts'
import { shippedProfile, specOf } from './spec.ts'

const { scenario } = accepted(loadScenario('tunnel', 'scenario'))
const { policy } = accepted(loadPolicy('fluux', 'policy'))

describe('a life with a mechanism that counts', () => {
  for (const name of ['hotp', 'client-key', 'xtoken-hmac', 'digest-md5', 'external-resumed']) {
    it(`comes back as often as it has to: ${name}`, () => {
      const lives = livesOf(
        specOf(`legacy-resume-direct+${name}`, {
          trials: 20,
          timeoutMs: 300_000,
          servers: [EVERYTHING],
          profiles: [shippedProfile('gprs_industry', { loss: 0.2 })],
          courses: [{ scenario, policy, profiles: {} }],
        }),
      )
      const episodes = lives.flatMap((life) => life.episodes)
      const attempts = episodes.reduce((sum, one) => sum + one.attempts, 0)
      assert.ok(attempts > episodes.length, 'expected some attempts to come to nothing')
      for (const { failures } of episodes) {
        assert.equal(failures.get('authentication-failed'), undefined)
      }
      const recovered = episodes.filter(({ recovery }) => recovery !== undefined)
      assert.ok(recovered.length > episodes.length / 2, String(recovered.length))
    })
  }
})

describe('a count of uses', () => {
  it('goes up with each attempt, as nobody knows what the server has heard', () => {
    const kept = { mechanism: 'HOTP', lasts: 'credential', values: { count: '4' } } as const
    const once = attempted({ ...BLANK, kept })
    assert.equal(once.kept?.values['count'], '5')
    assert.equal(attempted(once).kept?.values['count'], '6')
    // What is of one session only is not used up by having been said.
    const session = { mechanism: 'DIGEST-MD5', lasts: 'session', values: { count: '4' } } as const
    assert.deepEqual(attempted({ ...BLANK, kept: session }).kept, session)
  })
})

/** A token whose time is over is not tried, and leaving it out costs no round trip. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { overSecured } from '../../src/strategies/over.ts'
import { readDateTime } from '../../src/xmpp/date-time.ts'
import { PROSODY } from '../server/behaviours.ts'
import { ACCOUNT, Pair } from './pair.ts'
import { type Scene, setScene, strategyNamed } from './scene.ts'

const expiryOf = ({ memory }: Scene): number => {
  const end = readDateTime(memory.token?.expiry ?? '')
  if (end === undefined) throw new Error(`expected an expiry: ${memory.token?.expiry}`)
  return end
}

const attemptAt = (scene: Scene, now: number | undefined, memory = scene.memory) => {
  const { strategy, server } = scene
  const random = Random.seeded('attempt')
  const connection = server.fork().accept({ random, mode: overSecured(strategy).security })
  const pair = new Pair(strategy.said.script(ACCOUNT, memory, now), connection, strategy)
  const outcome = pair.run()
  if (outcome?.kind !== 'ready') throw new Error(JSON.stringify(outcome))
  const tried = pair.writes.join('').match(/(?<=<authenticate [^>]*mechanism=')[^']*/g)
  return { tried: [...(tried ?? [])], session: outcome.stream, waits: pair.waits, pair }
}

describe('a token', () => {
  for (const [name, waits] of [
    // As sasl2-resume-direct: challenge and success.
    ['fast-resume-direct', { tcp: 1, tls: 1, header: 1, auth: 2 }],
    // Header and first message of SCRAM in one flight; in the clear, header and <starttls/>.
    ['fast-resume-direct+pipelined', { tcp: 1, tls: 1, auth: 2 }],
    ['fast-resume-starttls+pipelined', { tcp: 1, starttls: 1, tls: 1, auth: 2 }],
  ] as const) {
    it(`is used until its last millisecond, and then the password is: ${name}`, () => {
      const scene = setScene(strategyNamed(name))
      const end = expiryOf(scene)
      assert.deepEqual(attemptAt(scene, end - 1).tried, ['HT-SHA-256-EXPR'])
      const after = attemptAt(scene, end)
      assert.deepEqual(after.tried, ['SCRAM-SHA-256-PLUS'])
      assert.deepEqual(after.waits, waits)
      assert.equal(after.session.way, 'resumed')
      // A new one is asked for in the same breath.
      assert.notEqual(after.session.token?.secret, scene.memory.token?.secret)
      assert.ok(after.session.token !== undefined)
    })
  }

  it('is used without a look at its expiry when nobody says what time it is', () => {
    assert.deepEqual(attemptAt(setScene(strategyNamed('fast-resume-direct')), undefined).tried, [
      'HT-SHA-256-EXPR',
    ])
  })

  it('is used when its expiry cannot be read', () => {
    const scene = setScene(strategyNamed('fast-resume-direct'))
    const { token } = scene.memory
    assert.ok(token !== undefined)
    const memory = { ...scene.memory, token: { ...token, expiry: 'some day' } }
    assert.deepEqual(attemptAt(scene, expiryOf(scene), memory).tried, ['HT-SHA-256-EXPR'])
  })

  it('is read in the form of Prosody, with six digits', () => {
    const scene = setScene(strategyNamed('fast-resume-direct'), PROSODY)
    assert.match(scene.memory.token?.expiry ?? '', /\.\d{6}Z$/)
    const after = attemptAt(scene, expiryOf(scene))
    assert.deepEqual(after.tried, ['SCRAM-SHA-1-PLUS'])
  })

  it('is not replaced by the password in early data, which XEP-0388 forbids', () => {
    const scene = setScene(strategyNamed('fast-resume-direct+pipelined+0rtt'))
    const { tried, pair } = attemptAt(scene, expiryOf(scene))
    assert.deepEqual(tried, ['SCRAM-SHA-256-PLUS'])
    // Only the header goes early; SCRAM follows the features.
    assert.doesNotMatch(pair.writes[0] ?? '', /authenticate/)
    assert.deepEqual(pair.waits, { tcp: 1, header: 1, auth: 2 })
  })
})

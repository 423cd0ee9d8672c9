/** What DIGEST-MD5 costs where it is not as good as it gets: rows C16 and R7, and what they note. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EVERYTHING } from '../../src/servers/everything.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { attempt, type Scene, setScene, strategyNamed } from './scene.ts'

const HABIT_OF_3920: ServerSettings = {
  ...EVERYTHING.xmpp,
  sasl: { ...EVERYTHING.xmpp.sasl, lastWord: 'in-challenge' },
}

const played = (scene: Scene): unknown => {
  const pair = attempt(scene)
  const outcome = pair.run()
  const auth = pair.waits.auth ?? 0
  return outcome?.kind === 'ready' ? [outcome.stream.way, auth] : outcome?.failure
}

const sceneOf = (name: string, settings = EVERYTHING.xmpp): Scene =>
  setScene(strategyNamed(name), settings)

describe('DIGEST-MD5 on a stream', () => {
  it('takes two waits at first and one when it comes again', () => {
    assert.deepEqual(played(sceneOf('legacy-direct+digest-md5')), ['bound', 2])
    assert.deepEqual(played(sceneOf('legacy-resume-direct+digest-md5')), ['resumed', 1])
  })

  it('takes one more where its last word is a challenge (RFC 3920 §6.2)', () => {
    assert.deepEqual(played(sceneOf('legacy-direct+digest-md5', HABIT_OF_3920)), ['bound', 3])
    const again = sceneOf('legacy-resume-direct+digest-md5', HABIT_OF_3920)
    assert.deepEqual(played(again), ['resumed', 2])
    // SASL2 has a place for it, whatever the habit.
    assert.deepEqual(played(sceneOf('sasl2-direct+digest-md5', HABIT_OF_3920)), ['bound', 2])
    // So does SCRAM of that time.
    assert.deepEqual(played(sceneOf('legacy-direct', HABIT_OF_3920)), ['bound', 3])
  })

  it('takes one more when its nonce is stale: the server has forgotten it', () => {
    const scene = sceneOf('legacy-resume-direct+digest-md5')
    const { notes } = scene.server.domain
    const { kept } = scene.memory
    assert.ok(kept)
    notes.write(`DIGEST-MD5 ${kept.values['nonce']}`, undefined)
    assert.deepEqual(played(scene), ['resumed', 2])
    // What was said behind the answer, as if there could be no challenge, ends the stream.
    const pipelined = {
      ...scene,
      strategy: strategyNamed('legacy-resume-direct+digest-md5+pipelined'),
    }
    assert.deepEqual(played(pipelined), {
      code: 'stream-error',
      detail: 'the server ended the stream: unsupported-stanza-type',
    })
  })

  it('is challenged again when what the client counts has been used up', () => {
    const scene = sceneOf('legacy-resume-direct+digest-md5')
    const { kept } = scene.memory
    assert.ok(kept)
    const behind = { ...kept, values: { ...kept.values, count: '0' } }
    assert.deepEqual(played({ ...scene, memory: { ...scene.memory, kept: behind } }), [
      'resumed',
      2,
    ])
  })
})

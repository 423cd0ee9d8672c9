/** Client state indication (XEP-0352): in Bind 2, and again after a resume, at no wait. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { overSecured } from '../../src/strategies/over.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { IDEAL } from '../server/behaviours.ts'
import { ACCOUNT, Pair } from './pair.ts'
import { type Scene, setScene, strategyNamed } from './scene.ts'

const INACTIVE = "<inactive xmlns='urn:xmpp:csi:0'/>"

/** One attempt at the very server of the scene, and what it then takes the client for. */
const visit = (scene: Scene, activity?: 'active' | 'inactive') => {
  const { strategy, server, memory } = scene
  const account = activity === undefined ? ACCOUNT : { ...ACCOUNT, activity }
  const connection = server.accept({
    random: Random.seeded('visit'),
    mode: overSecured(strategy).security,
  })
  const pair = new Pair(strategy.said.script(account, memory), connection, strategy)
  const outcome = pair.run()
  if (outcome?.kind !== 'ready') throw new Error(JSON.stringify(outcome))
  const { address } = outcome.stream
  return {
    csi: server.domain.sessions.at('alice', address)?.csi,
    waits: pair.waits,
    writes: pair.writes,
  }
}

const times = (texts: readonly string[], what: string): number =>
  texts.join('').split(what).length - 1

const STRATEGIES = [
  'legacy-direct',
  'legacy-direct+pipelined',
  'legacy-resume-direct',
  'legacy-resume-failed-direct',
  'sasl2-direct',
  'sasl2-resume-direct+pipelined',
  'fast-resume-direct',
  'fast-resume-failed-direct',
  'fast-rejected-direct',
] as const

describe('an inactive client', () => {
  for (const name of STRATEGIES) {
    it(`is taken for one after ${name}, without a wait`, () => {
      const { csi, waits } = visit(setScene(strategyNamed(name)), 'inactive')
      assert.equal(csi, 'inactive')
      assert.deepEqual(waits, visit(setScene(strategyNamed(name))).waits)
    })
  }

  it('says so in Bind 2, and nowhere else when a session is bound', () => {
    const { writes } = visit(setScene(strategyNamed('sasl2-direct')), 'inactive')
    assert.match(
      writes.join(''),
      new RegExp(`<bind xmlns='urn:xmpp:bind:0'>.*${INACTIVE}.*</bind>`),
    )
    assert.equal(times(writes, INACTIVE), 1)
  })

  it('says so again behind <resumed/>, after which every session is active', () => {
    const { writes } = visit(setScene(strategyNamed('fast-resume-direct')), 'inactive')
    assert.equal(times(writes, INACTIVE), 2)
    assert.equal(writes.at(-1), INACTIVE)
  })

  it('says nothing to a server that does not offer it', () => {
    const { features, sasl2 } = IDEAL
    const settings: ServerSettings = {
      ...IDEAL,
      features: { ...features, authenticated: ['bind', 'sm'], ready: [] },
      sasl2: { ...sasl2, inlineBind: ['urn:xmpp:carbons:2', 'urn:xmpp:sm:3'] },
    }
    for (const name of STRATEGIES) {
      const { csi, writes } = visit(setScene(strategyNamed(name), settings), 'inactive')
      assert.deepEqual([csi, times(writes, INACTIVE)], ['active', 0], name)
    }
  })
})

describe('an active client', () => {
  it('says nothing of it: the same octets as without the setting', () => {
    for (const name of STRATEGIES) {
      const unset = visit(setScene(strategyNamed(name)))
      assert.deepEqual(visit(setScene(strategyNamed(name)), 'active'), unset)
      assert.equal(times(unset.writes, 'inactive'), 0)
    }
  })
})

/** What is in the way of mechanisms live: a guest has a password, and nothing that was handed out. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Discovery } from '../../src/run/live/discovery.ts'
import { obstacleTo } from '../../src/run/live/obstacle.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { strategyNamed } from '../dialogue/scene.ts'

const { sasl } = EVERYTHING.xmpp
const OFFERED = {
  starttls: false,
  sasl: sasl.mechanisms,
  sasl2: undefined,
  bindingTypes: sasl.bindingTypes,
  bind: true,
  sm: true,
  session: false,
  instantResumption: [],
  configVersion: undefined,
}

const FEATURES = { starttls: OFFERED, direct: OFFERED, websocket: OFFERED, bosh: OFFERED }

const obstacle = (
  name: string,
  showPassword: 'never' | 'if-needed' = 'never',
  unbindable: Discovery['unbindable'] = {},
  resumption: Discovery['resumption'] = true,
) =>
  obstacleTo(
    strategyNamed(name),
    { features: FEATURES, unbindable, resumption },
    { serverFastOpen: 'accepted', showPassword, courses: [], identity: undefined },
  )

describe('what is in the way of a mechanism', () => {
  it('is what a guest does not hold', () => {
    assert.equal(
      obstacle('legacy-direct+external'),
      'a guest has no client certificate (--client-cert)',
    )
    assert.equal(obstacle('legacy-direct+oauthbearer'), 'a guest has no access token of the server')
    for (const name of ['x-token', 'hotp', 'devices-ocra', 'client-key', 'passkey']) {
      assert.equal(
        obstacle(`legacy-direct+${name}`),
        'a guest has no device that is registered with the server',
      )
    }
  })

  it('is the password that would be shown', () => {
    assert.equal(
      obstacle('legacy-direct+plain'),
      'PLAIN shows the server the password (--allow-plain)',
    )
    assert.equal(obstacle('legacy-direct+plain', 'if-needed'), undefined)
  })

  it('is nothing where the password is enough', () => {
    for (const name of ['digest-md5', 'opaque'])
      assert.equal(obstacle(`legacy-direct+${name}`), undefined)
  })
})

describe('what is in the way of coming back to a session', () => {
  const resuming = ['direct', 'failed-direct', 'starttls', 'websocket'].map(
    (way) => `legacy-resume-${way}`,
  )
  const inTheWay = (names: readonly string[], resumption: Discovery['resumption']) =>
    names.map((name) => obstacle(name, 'never', {}, resumption))

  it('is a server that resumes none, in whichever language it is asked', () => {
    assert.deepEqual(
      inTheWay(resuming, false),
      resuming.map(() => 'expected resumption (XEP-0198) to be offered'),
    )
    assert.deepEqual(inTheWay(['legacy-direct', 'legacy-websocket'], false), [undefined, undefined])
  })

  it('is nothing where sessions are resumed, or nobody has seen whether they are', () => {
    for (const resumption of [true, undefined]) {
      assert.deepEqual(
        inTheWay(resuming, resumption),
        resuming.map(() => undefined),
      )
    }
  })
})

describe('what is in the way of binding', () => {
  const REFUSED = 'direct TLS: channel binding was refused: does a proxy end TLS there? (+unbound)'
  const inTheWay = (names: readonly string[], unbindable: Discovery['unbindable']) =>
    names.map((name) => obstacle(name, 'if-needed', unbindable))
  const bound = ['', '+bind-exporter', '+tls12', '+tls12+bind-unique'].map(
    (modifiers) => `legacy-direct${modifiers}`,
  )

  it('is its refusal, on the way where it was refused', () => {
    const all = [...bound, 'legacy-resume-direct', 'legacy-starttls', 'legacy-direct+unbound']
    assert.deepEqual(inTheWay(all, { direct: 'tls-exporter' }), [
      ...[...bound, 'legacy-resume-direct'].map(() => REFUSED),
      ...[undefined, undefined],
    ])
  })

  it('is no refusal of what the connection has, where a certificate is bound to', () => {
    const names = ['legacy-direct+bind-end-point']
    assert.deepEqual(inTheWay(names, { direct: 'tls-exporter' }), [undefined])
    assert.deepEqual(inTheWay(names, { direct: 'tls-server-end-point' }), [REFUSED])
  })

  it('is nothing where a mechanism does not bind', () => {
    const names = ['plain', 'digest-md5', 'plain+bind-exporter'].map(
      (one) => `legacy-direct+${one}`,
    )
    assert.deepEqual(inTheWay(names, { direct: 'tls-exporter' }), [undefined, undefined, undefined])
  })
})

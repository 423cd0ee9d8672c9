/** What is in the way of mechanisms live: a guest has a password, and nothing that was handed out. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
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

const obstacle = (name: string, showPassword: 'never' | 'if-needed' = 'never') =>
  obstacleTo(
    strategyNamed(`legacy-direct+${name}`),
    { features: { starttls: OFFERED, direct: OFFERED, websocket: OFFERED, bosh: OFFERED } },
    { serverFastOpen: 'accepted', showPassword, courses: [], identity: undefined },
  )

describe('what is in the way of a mechanism', () => {
  it('is what a guest does not hold', () => {
    assert.equal(obstacle('external'), 'a guest has no client certificate (--client-cert)')
    assert.equal(obstacle('oauthbearer'), 'a guest has no access token of the server')
    for (const name of ['x-token', 'hotp', 'devices-ocra', 'client-key', 'passkey']) {
      assert.equal(obstacle(name), 'a guest has no device that is registered with the server')
    }
  })

  it('is the password that would be shown', () => {
    assert.equal(obstacle('plain'), 'PLAIN shows the server the password (--allow-plain)')
    assert.equal(obstacle('plain', 'if-needed'), undefined)
  })

  it('is nothing where the password is enough', () => {
    for (const name of ['digest-md5', 'opaque']) assert.equal(obstacle(name), undefined)
  })
})

/** Instant Stream Resumption (XEP-0397): who gets in, and who must not. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { ISR, SASL2_OF_ISR, SM } from '../../src/xmpp/namespaces.ts'
import type { Server } from '../../src/xmpp/server/server.ts'
import { attempt, setScene, strategyNamed } from '../dialogue/scene.ts'
import { Connected, EARLY_TLS, header, newServer, opening, TLS, tokenClient } from './connected.ts'
import { steadySettings } from './steady.ts'

const SETTINGS = steadySettings(EVERYTHING.xmpp)
const MECHANISM = 'HT-SHA-256-NONE'

interface Left {
  readonly server: Server
  readonly id: string
  readonly token: string
}

/** A session that has ended without a word, and what its client holds. */
const left = (mechanism = MECHANISM): Left => {
  const server = newServer(SETTINGS)
  const client = Connected.secured(server, 'earlier')
  client.authenticate()
  client.say(
    "<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bench</resource></bind></iq>",
  )
  const enabled = client.element(
    `<enable xmlns='${SM}' resume='true'><isr-enable xmlns='${ISR}' mechanism='${mechanism}'/></enable>`,
  )
  client.lose()
  return {
    server,
    id: enabled.attribute('id') ?? '',
    token: enabled.child('isr-enabled', ISR)?.attribute('token') ?? '',
  }
}

const text = (id: string, token: string, mechanism = MECHANISM): string =>
  `<authenticate xmlns='${SASL2_OF_ISR}' mechanism='${mechanism}'><initial-response>${opening(tokenClient(mechanism, token))}</initial-response><inst-resume xmlns='${ISR}'><resume xmlns='${SM}' previd='${id}' h='0'/></inst-resume></authenticate>`

const again = ({ server }: Pick<Left, 'server'>, said: string, early = false) => {
  const client = new Connected(server, 'direct', 'again')
  if (early) client.secure(EARLY_TLS, true)
  else client.secure(TLS)
  client.say(header(), early)
  return client.element(said, early)
}

const verdict = (outcome: ReturnType<typeof again>): string =>
  outcome.name === 'failure' ? (outcome.elements()[0]?.name ?? '') : outcome.name

describe('a session resumed instantly', () => {
  it('is given back for its token, with the next one', () => {
    const { server, id, token } = left()
    assert.ok(token.length >= 22) // 128 bits
    const told = again({ server }, text(id, token)).child('inst-resumed', ISR)
    assert.equal(told?.child('resumed', SM)?.attribute('previd'), id)
    const next = told?.attribute('token') ?? ''
    assert.notEqual(next, token)
    assert.equal(verdict(again({ server }, text(id, next))), 'success')
  })

  it('is given to nobody by a token that has been used', () => {
    const { server, id, token } = left()
    assert.equal(verdict(again({ server }, text(id, token))), 'success')
    assert.equal(verdict(again({ server }, text(id, token))), 'not-authorized')
  })

  it('is given to nobody by a wrong one, after which the right one is worth nothing either', () => {
    const { server, id, token } = left()
    assert.equal(verdict(again({ server }, text(id, `${token}x`))), 'not-authorized')
    assert.equal(verdict(again({ server }, text(id, token))), 'not-authorized')
  })

  it('is given by no other mechanism than that of the token (§4)', () => {
    const { server, id, token } = left()
    assert.equal(verdict(again({ server }, text(id, token, 'HT-SHA-256-EXPR'))), 'not-authorized')
  })

  it('is given in no early data (§6), for no session that is not there, and to no text without one', () => {
    const { server, id, token } = left()
    assert.equal(verdict(again({ server }, text(id, token), true)), 'not-authorized')
    assert.equal(verdict(again({ server }, text(`${id}x`, token))), 'not-authorized')
    const bare = `<authenticate xmlns='${SASL2_OF_ISR}' mechanism='${MECHANISM}'/>`
    assert.equal(verdict(again({ server }, bare)), 'malformed-request')
    assert.equal(verdict(again({ server }, text(id, token))), 'success')
  })

  it('is nothing that other servers know', () => {
    const server = newServer({
      ...SETTINGS,
      extensions: { ...SETTINGS.extensions, instantResumption: [] },
    })
    assert.equal(verdict(again({ server }, text('x', 'y'))), 'invalid-mechanism')
  })
})

describe('a client that comes back instantly', () => {
  const strategy = strategyNamed('isr-direct+pipelined')

  it('falls back to its password on the same stream where the session is gone', () => {
    const scene = setScene(strategy, EVERYTHING.xmpp)
    scene.server.domain.forgetSessions()
    const outcome = attempt(scene).run()
    assert.ok(outcome?.kind === 'ready', JSON.stringify(outcome))
    assert.deepEqual([outcome.stream.way, outcome.stream.sm?.id !== undefined], ['bound', true])
  })

  it('believes no server that does not prove that it knows the token', () => {
    const forged = `<additional-data>${'A'.repeat(43)}=`
    const meddle = (bytes: Uint8Array) => [
      Buffer.from(
        Buffer.from(bytes)
          .toString()
          .replace(/<additional-data>[^<]*/, forged),
      ),
    ]
    const outcome = attempt(setScene(strategy, EVERYTHING.xmpp), { meddle }).run()
    assert.ok(outcome?.kind === 'failed')
    assert.equal(outcome.failure.code, 'server-not-authentic')
  })
})

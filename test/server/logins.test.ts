/**
 * Logging in by what a client may be told to, at the server: by what TLS knows, and in no case by
 * what is void.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EXTERNAL } from '../../src/sasl/external.ts'
import type { Mechanism } from '../../src/sasl/mechanism.ts'
import { MECHANISMS } from '../../src/sasl/mechanisms.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import type { TlsFacts } from '../../src/transport.ts'
import type { Server } from '../../src/xmpp/server/server.ts'
import { withPlain } from './behaviours.ts'
import {
  authenticateText,
  Connected,
  ENROLLED,
  header,
  loginClient,
  newServer,
  PASSWORD,
  TLS,
  USER_AGENT,
} from './connected.ts'
import { steadySettings } from './steady.ts'

const SETTINGS = steadySettings(EVERYTHING.xmpp)

const connected = (server: Server, tls: TlsFacts): Connected => {
  const client = new Connected(server, 'direct')
  client.secure(tls)
  return client
}

/** Whether EXTERNAL is announced, and what comes of it. */
const external = (
  server: Server,
  tls: TlsFacts,
  who = 'alice@bench.localhost',
): { readonly offered: boolean; readonly outcome: string } => {
  const client = connected(server, tls)
  const offered = client.say(header({ from: who })).includes('<mechanism>EXTERNAL</mechanism>')
  const outcome = client.element(authenticateText(loginClient(EXTERNAL), USER_AGENT))
  const address = outcome.child('authorization-identifier')?.text()
  return { offered, outcome: address ?? outcome.elements()[0]?.name ?? outcome.name }
}

const REFUSED = { offered: false, outcome: 'invalid-mechanism' }

describe('EXTERNAL', () => {
  it('lets in whom the certificate names, whatever the header says', () => {
    const server = newServer(SETTINGS)
    const peer = 'bob@bench.localhost'
    assert.deepEqual(external(server, { ...TLS, peer }, peer), { offered: true, outcome: peer })
    assert.equal(external(server, { ...TLS, peer }).outcome, peer)
  })

  it('is not offered without a certificate, and lets nobody in', () => {
    assert.deepEqual(external(newServer(SETTINGS), TLS), REFUSED)
  })

  it('lets in nobody who is not here: another domain, or no account', () => {
    for (const peer of ['alice@example.org', 'eve@bench.localhost', 'bench.localhost', '']) {
      const { outcome } = external(newServer(SETTINGS), { ...TLS, peer })
      assert.equal(outcome, 'not-authorized', peer)
    }
  })

  it('does not let one act as another', () => {
    const client = connected(newServer(SETTINGS), { ...TLS, peer: 'bob@bench.localhost' })
    client.say(header())
    const initial = Buffer.from('alice@bench.localhost').toString('base64')
    const said = `<authenticate xmlns='urn:xmpp:sasl:2' mechanism='EXTERNAL'><initial-response>${initial}</initial-response></authenticate>`
    assert.equal(client.element(said).elements()[0]?.name, 'invalid-authzid')
  })

  it('does not let one act on a stream that says that it is from another', () => {
    const own = 'alice@bench.localhost'
    const secret = Buffer.from(`${own}\0alice\0${PASSWORD}`).toString('base64')
    const said = `<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>${secret}</initial-response></authenticate>`
    for (const [from, heard] of [
      ['bob@bench.localhost', 'failure'],
      [own, 'success'],
      [undefined, 'success'],
    ] as const) {
      const client = connected(newServer(withPlain(SETTINGS)), TLS)
      client.say(header({ from }))
      const answer = client.element(said)
      assert.equal(answer.name, heard, from)
      if (heard === 'failure') assert.equal(answer.elements()[0]?.name, 'invalid-authzid')
    }
  })

  /** A server on whose TLS session `one` Alice has logged in with her password. */
  const visited = (): Server => {
    const server = newServer(SETTINGS)
    const client = connected(server, { ...TLS, session: 'one' })
    assert.equal(client.authenticate2(USER_AGENT).name, 'success')
    client.lose()
    return server
  }

  it('knows on a resumed TLS session who was there before (draft-cridland-sasl-tls-sessions-00)', () => {
    assert.deepEqual(external(visited(), { ...TLS, resumed: true, session: 'one' }), {
      offered: true,
      outcome: 'alice@bench.localhost',
    })
  })

  it('knows nobody on another session, nor on one that was not resumed, nor by failures', () => {
    assert.deepEqual(external(visited(), { ...TLS, resumed: true, session: 'two' }), REFUSED)
    assert.deepEqual(external(visited(), { ...TLS, session: 'one' }), REFUSED)
    const server = newServer(SETTINGS)
    const client = connected(server, { ...TLS, session: 'one' })
    assert.equal(client.authenticate2(USER_AGENT, 'wrong').name, 'failure')
    assert.deepEqual(external(server, { ...TLS, resumed: true, session: 'one' }), REFUSED)
  })

  it('forgets who was there when tokens are revoked, or the password is changed', () => {
    const again = { ...TLS, resumed: true, session: 'one' }
    for (const [user, offered] of [
      ['alice', false],
      ['bob', true],
    ] as const) {
      const revoking = visited()
      revoking.domain.revokeTokens(user)
      assert.equal(external(revoking, again).offered, offered)
      const changing = visited()
      changing.domain.changePassword(user, 'new')
      assert.equal(external(changing, again).offered, offered)
    }
  })

  it('is noted where it is offered alone', () => {
    const { sasl } = SETTINGS
    const mechanisms = sasl.mechanisms.filter((name) => name !== 'EXTERNAL')
    const server = newServer({ ...SETTINGS, sasl: { ...sasl, mechanisms } })
    const client = connected(server, { ...TLS, session: 'one' })
    assert.equal(client.authenticate2(USER_AGENT).name, 'success')
    assert.equal(server.domain.notes.find('TLS one'), undefined)
  })
})

/** What comes of logging in, challenges answered. */
const login = (server: Server, mechanism: Mechanism, secrets = ENROLLED): string => {
  const client = Connected.secured(server)
  client.say(header())
  const end = loginClient(mechanism, secrets)
  const initial = end.initial()
  let answer = client.element(
    initial === undefined
      ? `<authenticate xmlns='urn:xmpp:sasl:2' mechanism='${mechanism.name}'>${USER_AGENT}</authenticate>`
      : authenticateText(loginClient(mechanism, secrets), USER_AGENT),
  )
  while (answer.name === 'challenge') {
    const step = end.respond(Buffer.from(answer.text(), 'base64'))
    if (step.kind === 'failed') return step.failure.code
    const text = Buffer.from(step.message).toString('base64')
    answer = client.element(`<response xmlns='urn:xmpp:sasl:2'>${text}</response>`)
  }
  return answer.name === 'success' ? 'success' : (answer.elements()[0]?.name ?? '')
}

const OTHERS = {
  accessToken: 'another.access-token',
  device: { id: 'rig', key: Buffer.alloc(32, 'another key') },
}

describe('a login by what was handed out', () => {
  const handedOut = [...MECHANISMS.proving('grant'), ...MECHANISMS.proving('device')].filter(
    ({ binds }) => binds === 'nothing',
  )
  for (const mechanism of handedOut) {
    it(`succeeds by ${mechanism.name} with what is held here, not with anything else`, () => {
      assert.equal(login(newServer(SETTINGS), mechanism), 'success')
      assert.equal(login(newServer(SETTINGS), mechanism, OTHERS), 'not-authorized')
    })

    it(`fails by ${mechanism.name} once it has been revoked`, () => {
      const server = newServer(SETTINGS)
      server.domain.revokeTokens('alice')
      const condition = mechanism.proves === 'grant' ? 'not-authorized' : 'account-disabled'
      assert.equal(login(server, mechanism), condition)
    })

    it(`leaves the server that a copy was made of by ${mechanism.name} as it was`, () => {
      const server = newServer(SETTINGS)
      assert.equal(login(server.fork(), mechanism), 'success')
      assert.equal(login(server.fork(), mechanism), 'success')
    })
  }
})

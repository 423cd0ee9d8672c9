/** A client that says nothing: what a server makes of it that looks after its clients. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PROSODY } from '../../src/servers/prosody/prosody.ts'
import { type Instant, plus, seconds } from '../../src/units.ts'
import { SM } from '../../src/xmpp/namespaces.ts'
import { BEHAVIOURS } from './behaviours.ts'
import { Connected, header, newServer } from './connected.ts'

const R = `<r xmlns='${SM}'/>`
const a = (h: number): string => `<a xmlns='${SM}' h='${h}'/>`
const PING = "<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>"
const BIND =
  "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>x</resource></bind></iq>"

const settings = PROSODY.xmpp
const { silenceSeconds } = settings
assert.ok(silenceSeconds !== 'unlimited')
const SILENCE = seconds(silenceSeconds)

/** Nothing happens until the server's own time has come; returns when that was. */
function wait(client: Connected): Instant {
  const due = client.connection.deadline()
  assert.ok(due !== undefined)
  client.now = due
  client.connection.wake(due)
  return due
}

const begun = () => {
  const server = newServer(settings)
  const client = Connected.secured(server, 'first')
  const id = client.session()
  client.say(' ')
  return { server, client, id, said: client.now }
}

describe('a client that is silent', () => {
  it('is asked for an acknowledgement, again and again while it answers', () => {
    const { client, said } = begun()
    assert.equal(wait(client), plus(said, SILENCE))
    assert.equal(client.hear(), R)
    client.say(a(0))
    assert.equal(wait(client), plus(said, SILENCE) + SILENCE)
    assert.equal(client.hear(), R)
    assert.equal(client.closed, false)
  })

  it('is given up without a word when it does not answer, and its session waits', () => {
    const { server, client, id, said } = begun()
    wait(client)
    assert.equal(client.hear(), R)
    assert.equal(wait(client), plus(plus(said, SILENCE), SILENCE))
    assert.deepEqual([client.hear(), client.closed], ['', true])
    assert.equal(client.connection.deadline(), undefined)
    const again = Connected.secured(server, 'second')
    again.authenticate()
    const resumed = again.elements(`<resume xmlns='${SM}' previd='${id}' h='0'/>`)[0]
    assert.equal(resumed, `<resumed xmlns='${SM}' h='0' previd='${id}'/>`)
  })

  it('is given up at once when it has owed an acknowledgement since it last spoke', () => {
    const { client } = begun()
    assert.ok(client.say(PING).endsWith(R))
    const said = client.now
    assert.ok(wait(client) - said <= SILENCE)
    assert.deepEqual([client.hear(), client.closed], ['', true])
  })

  it('is sent a space, however often, without stream management', () => {
    const client = Connected.secured(newServer(settings), 'first')
    client.authenticate()
    client.say(BIND)
    const said = client.now
    for (const times of [1, 2, 3]) {
      assert.ok(wait(client) <= said + times * SILENCE)
      assert.equal(client.hear(), ' ')
    }
    assert.equal(client.closed, false)
  })

  it('is left alone before it has bound, and by servers that do not look', () => {
    const early = Connected.secured(newServer(settings), 'first')
    early.say(header())
    assert.equal(early.connection.deadline(), undefined)
    for (const other of BEHAVIOURS.filter((one) => one.settings.silenceSeconds === 'unlimited')) {
      const client = Connected.secured(newServer(other.settings), 'first')
      client.session()
      assert.equal(client.connection.deadline(), undefined, other.name)
    }
  })
})

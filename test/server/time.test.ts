import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { microseconds } from '../../src/units.ts'
import { parseElement } from '../../src/xml/xml.ts'
import { CLIENT, SASL } from '../../src/xmpp/namespaces.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { utc } from '../../src/xmpp/server/utc.ts'
import { EJABBERD, IDEAL, PROSODY } from './behaviours.ts'
import { answer, authText, Connected, header, newServer, scramFor } from './connected.ts'

const PING = "<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>"

const begin = (settings: ServerSettings): string => {
  const scram = scramFor(settings)
  return authText(scram)
}

/** When each send left, in microseconds, and what its first tag is. */
const left = (client: Connected): string[] =>
  client.sends.map(({ at, text }) => `${at / 1_000} ${/^<[?\w:]+/.exec(text)?.[0]}`)

describe('think time', () => {
  it('adds up over what is pipelined; answers to one read leave together (Prosody)', () => {
    const client = Connected.secured(newServer(PROSODY))
    client.say(header() + begin(PROSODY))
    // features 1650 µs + challenge 790 µs
    assert.deepEqual(left(client), ['2440 <?xml'])
  })

  it('adds up over what is pipelined; each element leaves when it is ready (ejabberd)', () => {
    const client = Connected.secured(newServer(EJABBERD))
    client.say(header() + begin(EJABBERD))
    // features 1000 µs, then challenge 350 µs
    assert.deepEqual(left(client), ['1000 <?xml', '1000 <stream:features', '1350 <challenge'])
  })

  it('does not hold an answer back for what came in a later read', () => {
    const client = Connected.secured(newServer(PROSODY))
    const { connection } = client
    const receive = (text: string): void =>
      connection.handle({ kind: 'received', bytes: Buffer.from(text), early: false }, client.now)
    receive(header())
    receive(begin(PROSODY))
    client.hear()
    assert.deepEqual(left(client), ['1650 <?xml', '2440 <challenge'])
  })

  it('is not overtaken by what comes for the client meanwhile', () => {
    const server = newServer(PROSODY)
    const first = Connected.secured(server)
    const id = first.session()
    server.domain.makeAvailable('alice')
    first.lose()
    const client = Connected.secured(server, 'another')
    client.authenticate()
    const resume = `<resume xmlns='urn:xmpp:sm:3' previd='${id}' h='0'/>`
    client.connection.handle(
      { kind: 'received', bytes: Buffer.from(resume), early: false },
      client.now,
    )
    // The session is the client's from now on, and <resumed/> leaves when it has been thought about.
    server.domain.deliver('alice', parseElement("<message id='news'/>", CLIENT), client.now)
    assert.match(client.hear(), /^<resumed .*<message [^>]*id='news'/)
  })

  it('starts when the last octet has come', () => {
    const client = Connected.secured(newServer(PROSODY))
    const text = header()
    client.say(text.slice(0, -1))
    assert.deepEqual(client.sends, [])
    client.now = microseconds(1_000) as number as typeof client.now
    client.say('>')
    assert.deepEqual(left(client), ['2650 <?xml'])
  })

  it('is nothing at the ideal server, which never asks to be woken', () => {
    const client = Connected.secured(newServer(IDEAL))
    client.say(header() + begin(IDEAL))
    assert.deepEqual(left(client), ['0 <?xml'])
    assert.equal(client.connection.deadline(), undefined)
  })

  it('is cut short by the end of the connection', () => {
    const client = Connected.secured(newServer(PROSODY))
    client.connection.handle(
      { kind: 'received', bytes: Buffer.from(header()), early: false },
      client.now,
    )
    assert.ok(client.connection.deadline())
    client.lose()
    assert.equal(client.connection.deadline(), undefined)
    assert.deepEqual(client.sends, [])
  })
})

describe('pipelining across <success/>', () => {
  const outcome = (settings: ServerSettings, declaration: string | undefined): string[] => {
    const client = Connected.secured(newServer(settings))
    const scram = scramFor(settings)
    client.say(header())
    const auth = authText(scram)
    const challenge = parseElement(client.say(auth))
    const response = `<response xmlns='${SASL}'>${answer(scram, challenge)}</response>`
    const restart = header(declaration === undefined ? {} : { declaration })
    const bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
    return client
      .ask(response + restart + bind + PING)
      .map((event) => (event.kind === 'element' ? event.element.name : event.kind))
  }
  const WORKED = ['success', 'header', 'features', 'iq', 'iq']

  it('works at Prosody without the XML declaration only', () => {
    assert.deepEqual(outcome(PROSODY, ''), WORKED)
    assert.deepEqual(outcome(PROSODY, undefined), ['success', 'error', 'end'])
  })

  it('never works at ejabberd, which then says nothing at all', () => {
    assert.deepEqual(outcome(EJABBERD, ''), ['success'])
    assert.deepEqual(outcome(EJABBERD, undefined), ['success', 'error', 'end'])
  })

  it('always works at the ideal server', () => {
    assert.deepEqual(outcome(IDEAL, ''), WORKED)
    assert.deepEqual(outcome(IDEAL, undefined), WORKED)
  })

  it('works everywhere once success has come', () => {
    for (const settings of [PROSODY, EJABBERD, IDEAL]) {
      const client = Connected.secured(newServer(settings))
      client.authenticate()
      const bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
      assert.equal(client.ask(bind + PING).length, 2)
    }
  })
})

describe('UTC', () => {
  it('agrees with the platform', () => {
    const day = 86_400_000
    const times = [0, 951_782_400_000, 951_868_799_999, 1_767_225_600_000, 253_402_300_799_000]
    for (let i = 0; i < 500; i += 1) times.push(i * 297 * day + i * 1_234_567)
    for (const time of times) {
      const expected = new Date(time).toISOString()
      assert.equal(utc(time, 6), expected.replace('Z', '000Z'))
      assert.equal(utc(time, 0), expected.replace(/\.\d+Z/, 'Z'))
    }
  })
})

/** Tasks of SASL2, the version of features, and tokens that were replaced, at the server. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fromBase64, toBase64 } from '../../src/sasl/octets.ts'
import { timeCode } from '../../src/sasl/one-time-code.ts'
import { saltedPassword } from '../../src/sasl/scram/keys.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { plus, seconds } from '../../src/units.ts'
import type { XmlElement } from '../../src/xml/xml.ts'
import { FAST, IAP, SASL2, SCRAM_UPGRADE, UPGRADE } from '../../src/xmpp/namespaces.ts'
import type { Server } from '../../src/xmpp/server/server.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import {
  authenticateText,
  Connected,
  header,
  newServer,
  PASSWORD,
  scramFor,
  tokenClient,
  USER_AGENT,
} from './connected.ts'
import { steadySettings } from './steady.ts'

const SETTINGS = steadySettings(EVERYTHING.xmpp)
const SECRET = Buffer.from('12345678901234567890')
const REQUEST = `<request-token xmlns='${FAST}' mechanism='HT-SHA-256-NONE'/>`

const enrolled = (settings: ServerSettings = SETTINGS): Server => {
  const server = newServer(settings)
  server.domain.accounts.setFactor('alice', SECRET)
  return server
}

const codeOf = ({ server, now }: Connected, later = 0): string =>
  timeCode(SECRET, server.domain.wallClock(now) + later)

const next = (code: string, task = 'TOTP'): string =>
  `<next xmlns='${SASL2}' task='${task}'>${code === '' ? '' : `<totp xmlns='urn:xmpp:mfa:0'>${code}</totp>`}</next>`
const data = (code: string): string =>
  `<task-data xmlns='${SASL2}'><totp xmlns='urn:xmpp:mfa:0'>${code}</totp></task-data>`

/** As far as the mechanism goes. */
const known = (server: Server, inline = USER_AGENT): { client: Connected; outcome: XmlElement } => {
  const client = Connected.secured(server)
  return { client, outcome: client.authenticate2(inline) }
}

const verdict = (outcome: XmlElement): string =>
  outcome.name === 'failure' ? (outcome.elements()[0]?.name ?? '') : outcome.name

describe('a second factor', () => {
  it('is asked for behind the password, with the proof of the server, and lets in', () => {
    const { client, outcome } = known(enrolled())
    assert.equal(
      outcome.serialize().replace(/(?<=<additional-data>)[^<]+/, '…'),
      `<continue xmlns='${SASL2}'><additional-data>…</additional-data><tasks><task>TOTP</task></tasks></continue>`,
    )
    const success = client.element(next(codeOf(client)))
    assert.equal(success.name, 'success')
    assert.equal(success.child('additional-data'), undefined)
  })

  it('is given when the server asks for it, too', () => {
    const { client } = known(enrolled())
    const asked = client.element(next(''))
    assert.equal(
      asked.serialize(),
      `<task-data xmlns='${SASL2}'><totp xmlns='urn:xmpp:mfa:0'/></task-data>`,
    )
    assert.equal(verdict(client.element(data(codeOf(client)))), 'success')
  })

  it('is asked of nobody who is not enrolled, and of nobody where it is not known', () => {
    assert.equal(known(newServer(SETTINGS)).outcome.name, 'success')
    const extensions = { ...SETTINGS.extensions, secondFactor: 'never' } as const
    assert.equal(known(enrolled({ ...SETTINGS, extensions })).outcome.name, 'success')
  })

  it('lets nobody in with the wrong one, and no token comes with it', () => {
    for (const code of ['000000', '', 'abcdef', '12345678']) {
      const { client } = known(enrolled(), USER_AGENT + REQUEST)
      client.element(next(''))
      const outcome = client.element(data(code))
      assert.equal(verdict(outcome), 'not-authorized', code)
      assert.equal(outcome.child('token', FAST), undefined)
    }
  })

  it('is good for one use, for a step of time and the next, and never before its time', () => {
    const server = enrolled()
    const first = known(server).client
    const code = codeOf(first)
    assert.equal(verdict(first.element(next(code))), 'success')
    assert.equal(verdict(known(server).client.element(next(code))), 'not-authorized')

    const given = (minutes: number, later: number): string => {
      const { client } = known(enrolled())
      const old = codeOf(client)
      client.now = plus(client.now, seconds(minutes))
      return verdict(client.element(next(later === 0 ? old : codeOf(client, later))))
    }
    assert.deepEqual([given(31, 0), given(61, 0)], ['success', 'not-authorized'])
    assert.equal(given(0, 30_000), 'not-authorized')
  })

  it('takes no other task, no data before its choice, and no second authentication', () => {
    const wrong = (text: string): string => verdict(known(enrolled()).client.element(text))
    assert.equal(wrong(next('', 'HOTP')), 'malformed-request')
    assert.equal(wrong(data('123456')), 'malformed-request')
    assert.equal(wrong(`<next xmlns='${SASL2}'/>`), 'malformed-request')
    assert.equal(wrong(`<abort xmlns='${SASL2}'/>`), 'aborted')
    const { client } = known(enrolled())
    client.say(authenticateText(scramFor(SETTINGS), USER_AGENT))
    assert.ok(client.closed)
  })

  it('does no more than three times on one stream', () => {
    const client = Connected.secured(enrolled())
    for (const open of [header(), '', '']) {
      client.authenticate2(USER_AGENT, PASSWORD, open)
      client.say(next('000000'))
    }
    assert.ok(client.closed)
  })

  it('is not asked of who proves a token (XEP-0484 §4.2)', () => {
    const server = enrolled()
    const { client } = known(server, USER_AGENT + REQUEST)
    const success = client.element(next(codeOf(client)))
    const token = success.child('token', FAST)?.attribute('token') ?? ''
    const again = Connected.secured(server)
    again.say(header())
    const text = authenticateText(
      tokenClient('HT-SHA-256-NONE', token),
      `${USER_AGENT}<fast xmlns='${FAST}' count='1'/>`,
    )
    assert.equal(verdict(again.element(text)), 'success')
  })
})

describe('an upgrade of what is kept of a password', () => {
  const UPGRADES = `<upgrade xmlns='${UPGRADE}'>UPGR-SCRAM-SHA-256</upgrade>`
  const SHA_1 = { ...SETTINGS, sasl: { ...SETTINGS.sasl, mechanisms: ['SCRAM-SHA-1'] } }

  const old = (): Server => {
    const server = newServer(SETTINGS)
    server.domain.setPassword({ local: 'alice', password: PASSWORD, keptAs: ['SCRAM-SHA-1'] })
    return server
  }
  /** By the old mechanism, as far as it goes. */
  const begun = (server: Server, inline: string): { client: Connected; outcome: XmlElement } => {
    const client = Connected.secured(server)
    client.say(header())
    const scram = scramFor(SHA_1)
    const challenge = client.element(authenticateText(scram, USER_AGENT + inline))
    const step = scram.respond(fromBase64(challenge.text()) ?? new Uint8Array(0))
    assert.ok(step.kind === 'message')
    const text = `<response xmlns='${SASL2}'>${toBase64(step.message)}</response>`
    return { client, outcome: client.element(text) }
  }
  const offered = (server: Server): string[] => {
    const client = Connected.secured(server)
    const features = client.element(header())
    const authentication = features.child('authentication', SASL2)
    return authentication?.elements('mechanism').map((one) => one.text()) ?? []
  }
  const chosen = `<next xmlns='${SASL2}' task='UPGR-SCRAM-SHA-256'/>`
  const hash = (text: string): string =>
    `<task-data xmlns='${SASL2}'><hash xmlns='${SCRAM_UPGRADE}'>${text}</hash></task-data>`

  it('makes an account ready for a better mechanism, which is offered from then on', () => {
    const server = old()
    assert.ok(!offered(server).includes('SCRAM-SHA-256'))
    const { client, outcome } = begun(server, UPGRADES)
    assert.deepEqual(
      outcome
        .child('tasks')
        ?.elements('task')
        .map((task) => task.text()),
      ['UPGR-SCRAM-SHA-256'],
    )
    const salt = client.element(chosen).child('salt', SCRAM_UPGRADE)
    const octets = fromBase64(salt?.text() ?? '')
    assert.ok(octets !== undefined && octets.length === SETTINGS.sasl.saltOctets)
    const salted = saltedPassword(
      'SHA-256',
      PASSWORD,
      octets,
      Number(salt?.attribute('iterations')),
    )
    assert.equal(verdict(client.element(hash(toBase64(salted)))), 'success')
    assert.ok(offered(server).includes('SCRAM-SHA-256'))
    assert.equal(known(server).outcome.name, 'success')
    const { outcome: wrong } = {
      outcome: Connected.secured(server).authenticate2(USER_AGENT, 'wrong'),
    }
    assert.equal(verdict(wrong), 'not-authorized')
  })

  it('is asked for by nobody who does not want it or has no need of it', () => {
    assert.equal(begun(old(), '').outcome.name, 'success')
    assert.equal(begun(newServer(SETTINGS), UPGRADES).outcome.name, 'success')
  })

  it('keeps nothing that is not a hash of that length', () => {
    for (const text of ['', 'AAAA', '%', toBase64(new Uint8Array(20))]) {
      const server = old()
      const { client } = begun(server, UPGRADES)
      client.element(chosen)
      assert.equal(verdict(client.element(hash(text))), 'malformed-request', text)
      assert.ok(!offered(server).includes('SCRAM-SHA-256'))
    }
  })
})

describe('the version of what is announced (XEP-0509)', () => {
  const versionOf = (server: Server): string => {
    const version = Connected.secured(server).element(header()).child('config-version', IAP)
    return version?.attribute('value') ?? ''
  }
  const said = (server: Server, value: string): { client: Connected; outcome: XmlElement } => {
    const client = Connected.secured(server)
    client.say(header())
    const inline = `${USER_AGENT}<config-version xmlns='${IAP}' value='${value}'/>`
    return { client, outcome: client.element(authenticateText(scramFor(SETTINGS), inline)) }
  }

  it('is the same for as long as nothing changes, and another afterwards', () => {
    const server = newServer(SETTINGS)
    const before = versionOf(server)
    assert.match(before, /^.{8}$/)
    assert.equal(versionOf(server), before)
    server.domain.reconfigure({
      ...SETTINGS,
      session: 'off',
      sasl2: { ...SETTINGS.sasl2, inline: ['bind'] },
    })
    assert.notEqual(versionOf(server), before)
  })

  it('refuses who goes by another, without prejudice, and nobody who goes by this one or by none', () => {
    const server = newServer(SETTINGS)
    assert.equal(said(server, versionOf(server)).outcome.name, 'challenge')
    const { client, outcome } = said(server, 'other')
    assert.equal(
      outcome.serialize(),
      `<failure xmlns='${SASL2}'><aborted xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/><config-version-mismatch xmlns='${IAP}'/></failure>`,
    )
    for (let times = 0; times < 10; times += 1) {
      client.say(authenticateText(scramFor(SETTINGS), `<config-version xmlns='${IAP}' value='x'/>`))
    }
    assert.ok(!client.closed)
  })
})

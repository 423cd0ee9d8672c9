/**
 * Who has access to an account, and what becomes of those whose access is taken away (XEP-0494); how far
 * a grant goes (XEP-0493). Nobody comes by more than was granted, by whatever way round.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EXTERNAL } from '../../src/sasl/external.ts'
import { OAUTHBEARER } from '../../src/sasl/grant/oauthbearer.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import { instant, seconds } from '../../src/units.ts'
import type { XmlElement } from '../../src/xml/xml.ts'
import { BIND2, CARBONS, CLIENT_ACCESS, FAST, SM } from '../../src/xmpp/namespaces.ts'
import type { NewGrant } from '../../src/xmpp/server/grants.ts'
import { Server } from '../../src/xmpp/server/server.ts'
import {
  AGENT,
  authenticateText,
  Connected,
  ENROLLED,
  header,
  loginClient,
  newServer,
  PASSWORD,
  TLS,
  tokenClient,
  USER_AGENT,
} from './connected.ts'
import { steadySettings } from './steady.ts'

const SETTINGS = steadySettings(EVERYTHING.xmpp)
const HT = 'HT-SHA-256-EXPR'
const BIND = `<bind xmlns='urn:xmpp:bind:0'><tag>t</tag><enable xmlns='urn:xmpp:sm:3' resume='true'/><enable xmlns='urn:xmpp:carbons:2'/></bind>`
const REQUEST = `<request-token xmlns='urn:xmpp:fast:0' mechanism='${HT}'/>`
const LIST = "<iq type='get' id='l'><list xmlns='urn:xmpp:cam:0'/></iq>"
const PHONE = 'a0e3b2f4-0000-4000-8000-000000000001'
const ON_THE_PHONE = `<user-agent id='${PHONE}'><software>reader</software><device>phone</device></user-agent>`
/** 2026-01-01T00:00:00Z, when every embedded server begins. */
const BEGINNING = 1_767_225_600_000

const revoke = (id: string): string =>
  `<iq type='set' id='r'><revoke xmlns='urn:xmpp:cam:0' id='${id}'/></iq>`

/** Alice's own client, by her password. */
const owner = (server: Server): Connected => {
  const client = Connected.secured(server, 'owner')
  assert.equal(client.authenticate2(USER_AGENT + BIND).name, 'success')
  return client
}

interface LoggedIn {
  readonly client: Connected
  readonly outcome: XmlElement
  readonly token: string
  readonly session: string
}

const loggedIn = (client: Connected, outcome: XmlElement): LoggedIn => ({
  client,
  outcome,
  token: outcome.child('token', FAST)?.attribute('token') ?? '',
  session: outcome.child('bound', BIND2)?.child('enabled', SM)?.attribute('id') ?? '',
})

/** Somebody on the phone, by the access token. */
const granted = (server: Server, inline = BIND + REQUEST, seed = 'granted'): LoggedIn => {
  const client = Connected.secured(server, seed)
  client.say(header())
  const outcome = client.element(authenticateText(loginClient(OAUTHBEARER), ON_THE_PHONE + inline))
  return loggedIn(client, outcome)
}

/** The same, or anybody, by the password. */
const onThePhone = (server: Server, inline = BIND + REQUEST, password = PASSWORD): LoggedIn => {
  const client = Connected.secured(server, 'phone')
  return loggedIn(client, client.authenticate2(ON_THE_PHONE + inline, password))
}

/** By a token of FAST, on the phone. */
const byToken = (server: Server, token: string, inline = BIND): LoggedIn => {
  const client = Connected.secured(server, 'token')
  client.say(header())
  const fast = "<fast xmlns='urn:xmpp:fast:0' count='1'/>"
  const said = authenticateText(tokenClient(HT, token), ON_THE_PHONE + fast + inline)
  return loggedIn(client, client.element(said))
}

const listed = (client: Connected): readonly XmlElement[] =>
  client.element(LIST).child('clients', CLIENT_ACCESS)?.elements() ?? []

const idOf = (client: Connected, software: string): string =>
  listed(client)
    .find((one) => one.child('user-agent')?.child('software')?.text() === software)
    ?.attribute('id') ?? assert.fail(software)

/** Of an error, its condition and what it comes of. */
const refusal = (answer: XmlElement): readonly string[] =>
  answer
    .child('error')
    ?.elements()
    .map(({ name }) => name) ?? [answer.attribute('type') ?? answer.name]

const limited = (limits: Omit<NewGrant, 'accessToken'>): Server => {
  const server = newServer(SETTINGS)
  server.domain.enrolments.grants.revokeAll('alice')
  server.domain.enrolments.grants.add('alice', { accessToken: ENROLLED.accessToken, ...limits })
  return server
}

const READING = { scope: 'xmpp:account:read', expires: undefined } as const

describe('the clients of an account (XEP-0494 §3.1)', () => {
  it('are listed with how they can get in, as far as what they hold is good', () => {
    const server = newServer(SETTINGS)
    server.domain.enrolments.grants.add('alice', { accessToken: 'another', ...READING })
    onThePhone(server).client.lose()
    const client = owner(server)
    const answer = client.element(LIST)
    const [phone, own, grant, unused] = answer.child('clients', CLIENT_ACCESS)?.elements() ?? []
    const id = (one: XmlElement | undefined): string => one?.attribute('id') ?? ''
    const seen =
      '<first-seen>2026-01-01T00:00:00Z</first-seen><last-seen>2026-01-01T00:00:00Z</last-seen>'
    assert.equal(
      answer.serialize(),
      "<iq type='result' id='l'><clients xmlns='urn:xmpp:cam:0'>" +
        `<client connected='true' id='${id(phone)}' type='session'>${seen}<auth><password/><fast/></auth><permission status='unrestricted'/><user-agent><software>reader</software><device>phone</device></user-agent></client>` +
        `<client connected='true' id='${id(own)}' type='session'>${seen}<auth><password/></auth><permission status='unrestricted'/><user-agent><software>bench</software><device>rig</device></user-agent></client>` +
        `<client connected='false' id='${id(grant)}' type='access'><auth><grant/></auth><permission status='normal'/><user-agent><software/></user-agent></client>` +
        `<client connected='false' id='${id(unused)}' type='access'><auth><grant/></auth><permission status='restricted'/><user-agent><software/></user-agent></client>` +
        '</clients></iq>',
    )
    const ids = [phone, own, grant, unused].map(id)
    assert.equal(new Set(ids).size, 4)
    // Nobody learns of a user agent or a token by its id.
    for (const secret of [AGENT, PHONE, ENROLLED.accessToken]) assert.ok(!ids.includes(secret))
  })

  it('count a grant with the client that has used it', () => {
    const server = newServer(SETTINGS)
    granted(server)
    const [reader, own, more] = listed(owner(server))
    assert.equal(more, undefined)
    assert.equal(own?.child('user-agent')?.child('software')?.text(), 'bench')
    assert.deepEqual(
      [
        reader
          ?.child('auth')
          ?.elements()
          .map(({ name }) => name),
        reader?.child('permission')?.attribute('status'),
      ],
      [['grant', 'fast'], 'normal'],
    )
  })

  it('count no password that has been changed', () => {
    const server = newServer(SETTINGS)
    onThePhone(server).client.lose()
    server.domain.changePassword('alice', 'new')
    server.domain.forgetSessions()
    const client = Connected.secured(server)
    client.authenticate2(USER_AGENT + BIND, 'new')
    const names = listed(client).map((one) => one.child('user-agent')?.child('software')?.text())
    assert.deepEqual(names, ['bench', ''])
  })

  it('are known by their address where they do not say what they are', () => {
    const server = newServer(SETTINGS)
    const nameless = Connected.secured(server)
    nameless.session()
    const again = Connected.secured(server, 'again')
    again.session()
    const known = listed(again).filter((one) => one.attribute('type') === 'session')
    assert.deepEqual(
      known.map((one) => one.attribute('connected')),
      ['true'],
    )
  })

  it('are nobody’s but the owner’s, and nothing where it is not known', () => {
    const server = newServer(SETTINGS)
    const { client } = granted(server)
    assert.deepEqual(refusal(client.element(LIST)), ['forbidden'])
    assert.deepEqual(refusal(client.element(revoke('x'))), ['forbidden'])
    const other = owner(newServer(steadySettings(IDEAL_SERVER.xmpp)))
    assert.deepEqual(refusal(other.element(LIST)), ['service-unavailable'])
    const own = owner(newServer(SETTINGS))
    assert.deepEqual(refusal(own.element(LIST.replace("'get'", "'set'"))), ['bad-request'])
    assert.deepEqual(
      refusal(own.element("<iq type='set' id='r'><revoke xmlns='urn:xmpp:cam:0'/></iq>")),
      ['bad-request'],
    )
    // Bob sees none of Alice's.
    const bobs = revoke(idOf(own, 'bench'))
    const bob = Connected.secured(own.server, 'bob')
    bob.say(header({ from: 'bob@bench.localhost' }))
    const plain = Buffer.from('\0bob\0saw').toString('base64')
    bob.element(
      `<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'><initial-response>${plain}</initial-response>${ON_THE_PHONE}${BIND}</authenticate>`,
    )
    assert.deepEqual(refusal(bob.element(bobs)), ['item-not-found'])
  })
})

describe('access that is taken away (XEP-0494 §3.2)', () => {
  it('of a client with a grant: its connection ends, and it gets in by nothing that it held', () => {
    const server = newServer(SETTINGS)
    const reader = granted(server)
    const client = owner(server)
    assert.equal(client.element(revoke(idOf(client, 'reader'))).attribute('type'), 'result')
    reader.client.hear()
    assert.ok(reader.client.closed)
    const resume = `<resume xmlns='urn:xmpp:sm:3' previd='${reader.session}' h='0'/>`
    assert.equal(byToken(server, reader.token, resume).outcome.name, 'failure')
    assert.equal(granted(server, resume, 'again').outcome.name, 'challenge')
    assert.deepEqual(listed(client).length, 1)
    assert.deepEqual(refusal(client.element(revoke('none'))), ['item-not-found'])
  })

  it('of one with a password: its token and session are gone, and the owner has to change it', () => {
    const server = newServer(SETTINGS)
    const phone = onThePhone(server)
    phone.client.lose()
    const client = owner(server)
    const answer = client.element(revoke(idOf(client, 'reader')))
    assert.deepEqual(refusal(answer), ['service-unavailable', 'password-reset-required'])
    const resume = `<resume xmlns='urn:xmpp:sm:3' previd='${phone.session}' h='0'/>`
    assert.equal(byToken(server, phone.token, resume).outcome.name, 'failure')
    // The password still lets it in, to a session of its own.
    const back = onThePhone(server, resume + BIND).outcome
    assert.equal(back.child('failed', SM)?.elements()[0]?.name, 'item-not-found')
    assert.notEqual(back.child('bound', BIND2), undefined)
    server.domain.changePassword('alice', 'new')
    assert.equal(onThePhone(server).outcome.name, 'failure')
  })

  it('of a grant that no client has used', () => {
    const server = newServer(SETTINGS)
    const client = owner(server)
    const unused = listed(client).find((one) => one.attribute('type') === 'access')
    assert.equal(client.element(revoke(unused?.attribute('id') ?? '')).attribute('type'), 'result')
    assert.equal(granted(server).outcome.name, 'challenge')
  })

  it('of the client that asks: it stays until it goes, and has nothing to come back to', () => {
    const server = newServer(SETTINGS)
    const { client, session } = onThePhone(server)
    assert.deepEqual(refusal(client.element(revoke(idOf(client, 'reader')))), [
      'service-unavailable',
      'password-reset-required',
    ])
    client.lose()
    const resume = `<resume xmlns='urn:xmpp:sm:3' previd='${session}' h='0'/>`
    assert.notEqual(onThePhone(server, resume + BIND).outcome.child('failed', SM), undefined)
  })

  it('does not outlive a fork, and is no concern of it', () => {
    const server = newServer(SETTINGS)
    const { token } = granted(server)
    const fork = new Server(server.domain.fork())
    const client = owner(fork)
    client.element(revoke(idOf(client, 'reader')))
    assert.equal(byToken(server, token).outcome.name, 'success')
  })
})

describe('a grant (XEP-0493)', () => {
  it('is good for its time, to the millisecond, and so is a token that stands on it', () => {
    const late = (milliseconds: number): Server => {
      const server = limited({ scope: 'xmpp:client:normal', expires: BEGINNING + 1_000 })
      const { token } = granted(server)
      server.domain.advance(seconds(milliseconds / 1_000))
      assert.equal(
        byToken(server, token).outcome.name,
        milliseconds < 1_000 ? 'success' : 'failure',
      )
      return server
    }
    assert.equal(granted(late(999)).outcome.name, 'success')
    assert.equal(granted(late(1_000)).outcome.name, 'challenge')
  })

  it('that ends in the middle of a login is too late', () => {
    const server = limited({ scope: 'xmpp:client:normal', expires: BEGINNING + 1_000 })
    const client = Connected.secured(server)
    client.say(header())
    const begun = `<authenticate xmlns='urn:xmpp:sasl:2' mechanism='OAUTHBEARER'>${ON_THE_PHONE}</authenticate>`
    assert.equal(client.element(begun).name, 'challenge')
    client.now = instant(seconds(1))
    const message = Buffer.from(loginClient(OAUTHBEARER).initial() ?? []).toString('base64')
    const refused = client.element(`<response xmlns='urn:xmpp:sasl:2'>${message}</response>`)
    assert.equal(refused.name, 'challenge')
    assert.equal(
      client.element("<response xmlns='urn:xmpp:sasl:2'>AQ==</response>").name,
      'failure',
    )
  })

  it('of account data alone reads that, and meets <forbidden/> beyond it', () => {
    const server = limited(READING)
    const { client, outcome } = granted(server)
    // Carbons were asked for inline; mod_sasl2_bind2 confirms those that are on.
    assert.equal(outcome.child('bound', BIND2)?.child('enabled', CARBONS), undefined)
    const roster = client.element("<iq type='get' id='q'><query xmlns='jabber:iq:roster'/></iq>")
    assert.equal(roster.attribute('type'), 'result')
    for (const beyond of [
      "<iq type='set' id='q'><query xmlns='jabber:iq:roster'><item jid='eve@example.org'/></query></iq>",
      "<iq type='set' id='q'><enable xmlns='urn:xmpp:carbons:2'/></iq>",
      "<iq type='set' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>",
      "<iq type='get' id='q'><query xmlns='urn:xmpp:mam:2'/></iq>",
      "<message id='q' to='bob@bench.localhost'><body>x</body></message>",
      "<presence id='q'/>",
      LIST,
    ]) {
      const answer = client.element(beyond)
      assert.deepEqual(refusal(answer), ['forbidden'], beyond)
      assert.equal(answer.child('error')?.attribute('type'), 'auth')
    }
    // Nothing that is said to the account or to its address comes to it.
    const to = outcome.child('authorization-identifier')?.text() ?? ''
    for (const address of [to, 'alice@bench.localhost']) {
      const bob = owner(server)
      bob.say(`<message to='${address}'><body>x</body></message>`)
      assert.equal(client.hear(), '')
    }
  })

  it('to write account data writes that, and no more', () => {
    const { client } = granted(limited({ scope: 'xmpp:account:write', expires: undefined }))
    const item =
      "<iq type='set' id='q'><query xmlns='jabber:iq:roster'><item jid='bob@bench.localhost'/></query></iq>"
    assert.equal(client.element(item).attribute('type'), 'result')
    assert.deepEqual(refusal(client.element('<presence/>')), ['forbidden'])
  })

  it('gives no more through a token, a session of the owner’s, or a password that it sets', () => {
    const server = limited(READING)
    const { token } = granted(server)
    const { client } = byToken(server, token)
    assert.deepEqual(refusal(client.element('<presence/>')), ['forbidden'])
    const { session } = onThePhone(server)
    const resume = `<resume xmlns='urn:xmpp:sm:3' previd='${session}' h='0'/>`
    const { outcome } = granted(server, resume + BIND, 'thief')
    assert.equal(outcome.child('failed', SM)?.elements()[0]?.name, 'item-not-found')
    const upgrade = "<upgrade xmlns='urn:xmpp:sasl:upgrade:0'>UPGR-SCRAM-SHA-256</upgrade>"
    const lacking = new Server(server.domain.fork())
    lacking.domain.setPassword({ local: 'alice', password: PASSWORD, keptAs: ['SCRAM-SHA-1'] })
    assert.equal(granted(lacking, upgrade).outcome.name, 'success')
  })

  it('leaves nothing on a TLS session that EXTERNAL would go by', () => {
    const server = newServer(SETTINGS)
    const first = new Connected(server, 'direct')
    first.secure({ ...TLS, session: 'one' })
    first.say(header())
    assert.equal(
      first.element(authenticateText(loginClient(OAUTHBEARER), ON_THE_PHONE)).name,
      'success',
    )
    const second = new Connected(server, 'direct', 'second')
    second.secure({ ...TLS, resumed: true, session: 'one' })
    second.say(header())
    assert.equal(
      second.element(authenticateText(loginClient(EXTERNAL), ON_THE_PHONE)).name,
      'failure',
    )
  })
})

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MECHANISMS } from '../../src/sasl/mechanisms.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { CARBONS, CSI, SASL, SASL2, SM } from '../../src/xmpp/namespaces.ts'
import { Accounts } from '../../src/xmpp/server/accounts.ts'
import { channelOffer } from '../../src/xmpp/server/channel.ts'
import { featuresElement } from '../../src/xmpp/server/features.ts'
import { ServerNotes } from '../../src/xmpp/server/notes.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { KEYS } from '../dialogue/pair.ts'
import { IDEAL } from './behaviours.ts'
import {
  authenticateText,
  Connected,
  header,
  newServer,
  scramFor,
  TLS,
  USER_AGENT,
} from './connected.ts'

const connect = (settings: ServerSettings): Connected => Connected.secured(newServer(settings))
const names = (texts: readonly string[]): string[] =>
  texts.map((text) => /^<([\w:-]+)[^>]*>(?:<([\w:-]+))?/.exec(text)?.slice(1).join(' ') ?? text)

const without = (
  stage: Exclude<keyof ServerSettings['features'], 'unbound'>,
  ...left: readonly string[]
): ServerSettings => ({
  ...IDEAL,
  features: {
    ...IDEAL.features,
    [stage]: IDEAL.features[stage].filter(
      (feature) => typeof feature !== 'string' || !left.includes(feature),
    ),
  },
})

const inline = (change: Partial<ServerSettings['sasl2']>): ServerSettings => ({
  ...IDEAL,
  sasl2: { ...IDEAL.sasl2, ...change },
})

const BIND = `<bind xmlns='urn:xmpp:bind:0'><tag>t</tag><enable xmlns='${CARBONS}'/><inactive xmlns='${CSI}'/><enable xmlns='${SM}' resume='true'/></bind>`
const TOKEN = "<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-EXPR'/>"

describe('what a server does not offer it does not do', () => {
  it('SASL 1', () => {
    const client = connect(without('secured', 'sasl1'))
    assert.doesNotMatch(client.say(header()), new RegExp(`<mechanisms xmlns='${SASL}'`))
    const refused = client.elements(`<auth xmlns='${SASL}' mechanism='PLAIN'>AGEAYg==</auth>`)
    assert.deepEqual(names(refused), ['failure invalid-mechanism'])
  })

  it('SASL2', () => {
    const settings = without('secured', 'sasl2')
    const client = connect(settings)
    assert.doesNotMatch(client.say(header()), new RegExp(SASL2))
    const refused = client.elements(authenticateText(scramFor(settings), ''))
    assert.match(refused[0] ?? '', /unsupported-stanza-type/)
  })

  it('stream management', () => {
    for (const element of [`<resume xmlns='${SM}' previd='x' h='0'/>`, `<r xmlns='${SM}'/>`]) {
      const client = connect(without('authenticated', 'sm'))
      client.authenticate()
      assert.match(client.elements(element)[0] ?? '', /unsupported-stanza-type/)
    }
    const bound = connect(without('authenticated', 'sm'))
    bound.authenticate()
    bound.say("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>")
    assert.match(bound.elements(`<enable xmlns='${SM}'/>`)[0] ?? '', /unsupported-stanza-type/)
  })

  it('but answers it when Bind 2 has enabled it', () => {
    const client = connect(without('authenticated', 'sm'))
    assert.equal(client.authenticate2(USER_AGENT + BIND).name, 'success')
    assert.deepEqual(client.elements(`<r xmlns='${SM}'/>`), [`<a xmlns='${SM}' h='0'/>`])
  })

  it('anything inline, which is then passed over', () => {
    const resume = `<resume xmlns='${SM}' previd='x' h='0'/>`
    const asked = USER_AGENT + resume + BIND + TOKEN
    const told = (settings: ServerSettings): string[] =>
      connect(settings)
        .authenticate2(asked)
        .elements()
        .map(({ name }) => name)
        .filter((name) => name !== 'additional-data' && name !== 'authorization-identifier')
    assert.deepEqual(told(IDEAL), ['failed', 'bound', 'token'])
    assert.deepEqual(told(inline({ inline: ['bind', 'fast'] })), ['bound', 'token'])
    assert.deepEqual(told(inline({ inline: ['sm', 'fast'] })), ['failed', 'token'])
    assert.deepEqual(told(inline({ inline: ['sm', 'bind'] })), ['failed', 'bound'])
    assert.deepEqual(told(inline({ inline: [] })), [])
  })

  it('anything inside Bind 2', () => {
    const state = (inlineBind: ServerSettings['sasl2']['inlineBind']): unknown => {
      const client = connect(inline({ inlineBind }))
      const bound = client.authenticate2(USER_AGENT + BIND).child('bound', 'urn:xmpp:bind:0')
      const [session] = client.server.domain.sessions.of('alice')
      return [session?.carbons, session?.csi, bound?.child('enabled', SM) !== undefined]
    }
    assert.deepEqual(state(IDEAL.sasl2.inlineBind), ['on', 'inactive', true])
    assert.deepEqual(state([CARBONS]), ['on', 'active', false])
    assert.deepEqual(state([CSI, SM]), ['off', 'inactive', true])
    assert.deepEqual(state([]), ['off', 'active', false])
  })

  it('FAST without SASL2, whatever its mechanisms', () => {
    const accounts = new Accounts(
      [],
      { iterations: 1, saltOctets: 1, keys: KEYS },
      { secret: '', domain: '' },
    )
    const features = (settings: ServerSettings): string => {
      const channel = channelOffer(
        { settings, mechanisms: MECHANISMS, accounts, notes: new ServerNotes() },
        TLS,
        undefined,
      )
      const framing = 'RFC 6120'
      return featuresElement({
        ...{ stage: 'secured', from: 'known', settings, channel, framing },
      }).serialize()
    }
    assert.match(features(IDEAL), /urn:xmpp:fast:0/)
    assert.doesNotMatch(features(inline({ inline: ['bind', 'sm'] })), /urn:xmpp:fast:0/)
  })
})

describe('the server "everything"', () => {
  it('announces every mechanism that is known, and takes them', () => {
    const { sasl, fast } = EVERYTHING.xmpp
    const all = [...MECHANISMS.logins, ...MECHANISMS.proving('token')]
    assert.deepEqual(
      all.map(({ name }) => name).sort(),
      [...sasl.mechanisms, ...fast.mechanisms].sort(),
    )
  })
})

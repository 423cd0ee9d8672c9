/**
 * The embedded server against the two real ones: the same request, the same number of octets.
 * The figures are those of recorded sessions (client nonce of 24 characters, user alice, resource
 * and tag `bench`).
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PROSODY as NEWEST_PROSODY } from '../../src/servers/prosody/prosody.ts'
import { parseElement } from '../../src/xml/xml.ts'
import { SASL, SASL2, STARTTLS } from '../../src/xmpp/namespaces.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { EJABBERD, PROSODY } from './behaviours.ts'
import {
  answer,
  authenticateText,
  authText,
  Connected,
  header,
  newServer,
  scramFor,
  TLS,
  tokenClient,
  USER_AGENT,
} from './connected.ts'

const BIND2 =
  "<bind xmlns='urn:xmpp:bind:0'><tag>bench</tag><enable xmlns='urn:xmpp:sm:3' resume='true'/></bind>"
const REQUEST = "<request-token xmlns='urn:xmpp:fast:0' mechanism='HT-SHA-256-EXPR'/>"
const BAD_RESUME = "<resume xmlns='urn:xmpp:sm:3' previd='AAAAunknown' h='0'/>"

/** Octets of each send of an exchange. */
const sizes = (client: Connected): number[] =>
  client.sends.map(({ text }) => Buffer.byteLength(text))

const legacy = (settings: ServerSettings): Record<string, number[]> => {
  const client = new Connected(newServer(settings), 'starttls')
  const found: Record<string, number[]> = {}
  const record = (name: string, text: string): string => {
    const heard = client.say(text)
    found[name] = sizes(client)
    return heard
  }
  record('clear', header({ from: undefined }))
  record('proceed', `<starttls xmlns='${STARTTLS}'/>`)
  client.secure(TLS)
  record('features', header())
  const scram = scramFor(settings)
  const challenge = record('challenge', authText(scram))
  record(
    'success',
    `<response xmlns='${SASL}'>${answer(scram, parseElement(challenge))}</response>`,
  )
  record('restart', header())
  record('failed', BAD_RESUME)
  record(
    'bind',
    "<iq type='set' id='b1'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>bench</resource></bind></iq>",
  )
  record('enabled', "<enable xmlns='urn:xmpp:sm:3' resume='true'/>")
  return found
}

const sasl2 = (settings: ServerSettings): Record<string, number[]> => {
  const server = newServer(settings)
  const client = Connected.secured(server)
  const found: Record<string, number[]> = {}
  client.say(header())
  const scram = scramFor(settings)
  const challenge = client.element(authenticateText(scram, USER_AGENT + REQUEST + BIND2))
  found['challenge'] = sizes(client)
  const success = client.element(
    `<response xmlns='${SASL2}'>${answer(scram, challenge)}</response>`,
  )
  found['success'] = sizes(client)
  client.lose()
  const token = success.child('token', 'urn:xmpp:fast:0')?.attribute('token') ?? ''
  const id = success
    .child('bound', 'urn:xmpp:bind:0')
    ?.child('enabled', 'urn:xmpp:sm:3')
    ?.attribute('id')
  const fast = (inline: string): number[] => {
    const again = Connected.secured(server.fork(), 'again')
    again.say(header())
    const ht = tokenClient('HT-SHA-256-EXPR', token)
    const counted = `${USER_AGENT}<fast xmlns='urn:xmpp:fast:0' count='1'/>`
    again.say(authenticateText(ht, counted + inline))
    return sizes(again)
  }
  const password = Connected.secured(server.fork(), 'password')
  password.authenticate2(
    `${USER_AGENT}<resume xmlns='urn:xmpp:sm:3' previd='${id}' h='0'/>${BIND2}`,
  )
  found['scram resumed'] = sizes(password)
  found['resumed'] = fast(`<resume xmlns='urn:xmpp:sm:3' previd='${id}' h='0'/>${BIND2}`)
  found['bound'] = fast(BIND2)
  found['failed'] = fast(BAD_RESUME + BIND2)
  server.domain.revokeTokens('alice')
  found['refused'] = fast(BIND2)
  return found
}

describe('Prosody', () => {
  it('says as much in a legacy session', () => {
    assert.deepEqual(legacy(PROSODY), {
      clear: [417],
      proceed: [50],
      features: [1182],
      challenge: [228],
      success: [100],
      restart: [828],
      failed: [100],
      bind: [123],
      enabled: [74],
    })
  })

  it('says as much in SASL2, in one write per flight', () => {
    assert.deepEqual(sasl2(PROSODY), {
      challenge: [211],
      success: [721],
      // With a token that nobody asked for.
      'scram resumed': [697],
      // 1883 of the pipelined session, less 1182 of header and features.
      resumed: [701],
      bound: [593],
      failed: [794],
      refused: [101],
    })
  })
})

describe('Prosody 13.0.7', () => {
  it('says what is different in a legacy session', () => {
    assert.deepEqual(legacy(NEWEST_PROSODY.xmpp), {
      ...legacy(PROSODY),
      // A limit of 10000 instead of 262144.
      clear: [416],
      features: [1181],
      // <sm/> instead of <sm><optional/></sm>, twice: 828 - 2 * 15.
      restart: [798],
    })
  })
})

describe('ejabberd', () => {
  it('says as much in a legacy session, in one write per element', () => {
    assert.deepEqual(legacy(EJABBERD), {
      // 290: the id of the stream has 18 to 20 digits, here 20.
      clear: [182, 107],
      proceed: [50],
      // 38 less than was recorded: HT-SHA-256-UNIQ, which cannot succeed on TLS 1.3, is left out.
      features: [210, 838],
      challenge: [240],
      success: [124],
      restart: [208, 419],
      failed: [203],
      bind: [123],
      enabled: [98],
    })
  })

  it('says as much in SASL2', () => {
    assert.deepEqual(sasl2(EJABBERD), {
      challenge: [223],
      // Records of 523 and 319, 22 octets of each being TLS.
      success: [501, 297],
      // Records of 355 and 48.
      'scram resumed': [333, 26],
      resumed: [313, 26],
      bound: [366, 297],
      failed: [569, 297],
      refused: [142],
    })
  })
})

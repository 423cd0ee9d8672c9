import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { timeAt } from '../../src/processing-time.ts'
import { BIND, SASL, STANZA_ERRORS as STANZAS, STARTTLS } from '../../src/xmpp/namespaces.ts'
import { BEHAVIOURS, IDEAL, PROSODY, withPlain } from './behaviours.ts'
import {
  answer,
  authText,
  Connected,
  header,
  newServer,
  opening,
  presenceText,
  resultText,
  scramFor,
  TLS,
} from './connected.ts'

const streamError = (condition: string, more = ''): string =>
  `<stream:error><${condition} xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>${more}</stream:error>`
const failure = (condition: string): string => `<failure xmlns='${SASL}'><${condition}/></failure>`

const BIND_IQ = `<iq type='set' id='b1'><bind xmlns='${BIND}'><resource>bench</resource></bind></iq>`

for (const { name, settings } of BEHAVIOURS) {
  describe(`${name}: the stream`, () => {
    const WRONG_HEADERS: Readonly<Record<string, readonly [string, string]>> = {
      'another host': [header({ to: 'example.net' }), 'host-unknown'],
      'no host': [header().replace(" to='bench.localhost'", ''), 'host-unknown'],
      'another streams namespace': [
        header().replace('etherx.jabber.org', 'example.org'),
        'invalid-namespace',
      ],
      'server-to-server content': [
        header().replace('jabber:client', 'jabber:server'),
        'invalid-namespace',
      ],
      'another element': [header().replace('<stream:stream', '<stream:flow'), 'bad-format'],
      'no version': [
        header({ declaration: '' }).replace(" version='1.0'", ''),
        'unsupported-version',
      ],
      'version 00.9': [header({ version: '00.9' }), 'unsupported-version'],
      'version 0.9': [header({ version: '0.9' }), 'unsupported-version'],
      'a foreign sender': [header({ from: 'alice@example.net' }), 'invalid-from'],
    }
    for (const [name, [text, condition]] of Object.entries(WRONG_HEADERS)) {
      it(`refuses a header with ${name}`, () => {
        const client = Connected.secured(newServer(settings))
        // RFC 6120 §4.9.1.2: an error about the header still needs a header before it.
        assert.deepEqual(client.elements(text), ['header', streamError(condition), 'end'])
        assert.equal(client.closed, true)
      })
    }

    it('ignores leading zeros of a version', () => {
      const client = Connected.secured(newServer(settings))
      assert.equal(client.elements(header({ version: '01.0' }))[0], 'header')
      assert.equal(client.closed, false)
    })

    it('refuses what is no XML with a stream error in a stream', () => {
      for (const [text, condition] of [
        ['</x>', 'not-well-formed'],
        ['<!-- -->', 'restricted-xml'],
        ["<?xml version='1.0' encoding='latin1'?>", 'unsupported-encoding'],
        ['<a '.padEnd(20_000, 'x'), 'policy-violation'],
      ] as const) {
        const client = Connected.secured(newServer(settings))
        assert.deepEqual(client.elements(text), ['header', streamError(condition), 'end'])
        const later = Connected.secured(newServer(settings))
        later.say(header())
        assert.deepEqual(later.elements(text), [streamError(condition), 'end'])
      }
    })

    it('has exactly the features of its stage', () => {
      const client = new Connected(newServer(settings), 'starttls')
      const clear = client.element(header({ from: undefined }))
      assert.ok(clear.child('starttls', STARTTLS))
      assert.equal(clear.child('mechanisms', SASL), undefined)
      assert.deepEqual(client.elements(`<starttls xmlns='${STARTTLS}'/>`), [
        `<proceed xmlns='${STARTTLS}'/>`,
      ])
      assert.equal(client.secureCommands, 1)
      client.secure(TLS)
      const secured = client.element(header())
      assert.equal(secured.child('starttls', STARTTLS), undefined)
      assert.ok(secured.child('mechanisms', SASL))
      assert.equal(secured.child('bind', BIND), undefined)
    })

    it('does not listen to what came in the clear behind <starttls/> (RFC 6120 §5.4.3.3)', () => {
      const client = new Connected(newServer(settings), 'starttls')
      client.say(header({ from: undefined }))
      const scram = scramFor(settings)
      const injected = authText(scram)
      const heard = client.elements(`<starttls xmlns='${STARTTLS}'/>${header()}${injected}<a`)
      assert.deepEqual(heard, [`<proceed xmlns='${STARTTLS}'/>`])
      client.secure(TLS)
      assert.equal(client.element(header()).name, 'features')
    })

    it('does not authenticate in the clear', () => {
      const client = new Connected(newServer(settings), 'starttls')
      client.say(header({ from: undefined }))
      const auth = `<auth xmlns='${SASL}' mechanism='PLAIN'>AGEAYg==</auth>`
      assert.deepEqual(client.elements(auth), [failure('encryption-required')])
    })

    it('refuses stanzas before authentication and before binding', () => {
      const client = Connected.secured(newServer(settings))
      client.say(header())
      assert.deepEqual(client.elements('<message/>'), [streamError('not-authorized'), 'end'])
      const unbound = Connected.secured(newServer(settings))
      unbound.authenticate()
      assert.deepEqual(unbound.elements('<message/>'), [streamError('not-authorized'), 'end'])
    })

    it('says goodbye when the client does', () => {
      const client = Connected.secured(newServer(settings))
      client.say(header())
      assert.deepEqual(client.elements('</stream:stream>'), ['end'])
      assert.equal(client.closed, true)
      assert.equal(client.say(header()), '')
    })

    it('ignores octets that a transport delivers before TLS', () => {
      const client = new Connected(newServer(settings), 'direct')
      assert.equal(client.secureCommands, 1)
      assert.equal(client.say(header()), '')
    })
  })

  describe(`${name}: SASL`, () => {
    const open = (): Connected => {
      const client = Connected.secured(newServer(withPlain(settings)))
      client.say(header())
      return client
    }

    it('authenticates with SCRAM, restarts and binds', () => {
      const client = Connected.secured(newServer(settings))
      assert.equal(client.authenticate().name, 'success')
      assert.deepEqual(client.elements(BIND_IQ), [
        `<iq type='result' id='b1'><bind xmlns='${BIND}'><jid>alice@bench.localhost/bench</jid></bind></iq>`,
      ])
    })

    it('authenticates with PLAIN, in the time that PBKDF2 takes', () => {
      const client = open()
      const before = client.now
      const secret = Buffer.from('\0alice\0pencil').toString('base64')
      const auth = (text: string): string =>
        `<auth xmlns='${SASL}' mechanism='PLAIN'>${text}</auth>`
      assert.deepEqual(client.elements(auth(secret)), [`<success xmlns='${SASL}'/>`])
      assert.equal(client.now - before, timeAt(settings.think.plainSuccess, 0.5))
      const wrong = open().element(auth(Buffer.from('\0alice\0pen').toString('base64')))
      assert.ok(wrong.child('not-authorized'))
    })

    it('tells a wrong password from nothing but a wrong user', () => {
      const outcomes = ['alice', 'nobody'].map((user) => {
        const client = open()
        const initial = Buffer.from(`n,,n=${user},r=abc`).toString('base64')
        const name = scramFor(settings).name
        const challenge = client.element(
          `<auth xmlns='${SASL}' mechanism='${name}'>${initial}</auth>`,
        )
        const text = Buffer.from(challenge.text(), 'base64').toString()
        const nonce = /r=([^,]*)/.exec(text)?.[1]
        const proof = Buffer.alloc(name.endsWith('256') ? 32 : 20).toString('base64')
        const final = Buffer.from(`c=biws,r=${nonce},p=${proof}`).toString('base64')
        const [refused] = client.elements(`<response xmlns='${SASL}'>${final}</response>`)
        return [text.length, refused]
      })
      assert.deepEqual(outcomes[0], outcomes[1])
    })

    const REFUSED: Readonly<Record<string, readonly [string, string]>> = {
      'a mechanism that is not offered': ["mechanism='X-OAUTH2'>AA==", 'invalid-mechanism'],
      'a FAST mechanism': ["mechanism='HT-SHA-256-NONE'>AA==", 'invalid-mechanism'],
      'no mechanism': ['>AA==', 'invalid-mechanism'],
      'what is not base64': ["mechanism='PLAIN'>?", 'incorrect-encoding'],
      'what is no message': ["mechanism='PLAIN'>AA==", 'malformed-request'],
      'base64 that an element cuts in two': [
        "mechanism='PLAIN'>AGFs<x/>aWNlAHBlbmNpbA==",
        'incorrect-encoding',
      ],
      'nothing said in PLAIN': ["mechanism='PLAIN'>=", 'malformed-request'],
    }
    for (const [name, [text, condition]] of Object.entries(REFUSED)) {
      it(`refuses ${name}`, () => {
        const refused = open().element(`<auth xmlns='${SASL}' ${text}</auth>`)
        assert.deepEqual([refused.name, refused.elements()[0]?.name], ['failure', condition])
      })
    }

    it('challenges a client that did not speak first', () => {
      const client = open()
      const scram = scramFor(settings)
      assert.deepEqual(client.elements(`<auth xmlns='${SASL}' mechanism='${scram.name}'/>`), [
        `<challenge xmlns='${SASL}'/>`,
      ])
      const challenge = client.element(`<response xmlns='${SASL}'>${opening(scram)}</response>`)
      const outcome = client.element(
        `<response xmlns='${SASL}'>${answer(scram, challenge)}</response>`,
      )
      assert.equal(outcome.name, 'success')
    })

    it('lets the client abort and try again, but not for ever', () => {
      const client = open()
      const scram = scramFor(settings)
      const begin = authText(scram)
      const abort = `<abort xmlns='${SASL}'/>`
      for (let attempt = 1; attempt < settings.sasl.failuresAllowed; attempt += 1) {
        client.say(begin)
        assert.deepEqual(client.elements(abort), [failure('aborted')])
      }
      client.say(begin)
      assert.deepEqual(client.elements(abort), [
        failure('aborted'),
        streamError('policy-violation'),
        'end',
      ])
    })

    it('takes names and domains in any case for the same (RFC 7622 §3.2, §3.3)', () => {
      const client = Connected.secured(newServer(withPlain(settings)))
      client.say(header({ to: 'Bench.LOCALHOST', from: 'Alice@BENCH.localhost/x' }))
      const acting = 'ALICE@bench.LocalHost'
      const secret = Buffer.from(`${acting}\0aLiCe\0pencil`).toString('base64')
      const login = client.element(`<auth xmlns='${SASL}' mechanism='PLAIN'>${secret}</auth>`)
      assert.equal(login.name, 'success')
      client.say(header({ to: 'BENCH.localhost' }))
      assert.match(client.elements(BIND_IQ)[0] ?? '', /<jid>alice@bench.localhost\/bench</)
      const ping = "<ping xmlns='urn:xmpp:ping'/>"
      for (const to of ['BENCH.localhost', 'Alice@bench.LOCALHOST']) {
        const from = 'ALICE@Bench.localhost/bench'
        const answered = client.element(
          `<iq type='get' id='p' to='${to}' from='${from}'>${ping}</iq>`,
        )
        assert.equal(answered.attribute('type'), 'result', to)
      }
      const message = client.element("<message to='ALICE@BENCH.localhost/bench' id='m'/>")
      assert.equal(message.attribute('from'), 'alice@bench.localhost/bench')
    })

    it('refuses to act as somebody else', () => {
      const client = open()
      const secret = Buffer.from('bob@bench.localhost\0alice\0pencil').toString('base64')
      const refused = client.element(`<auth xmlns='${SASL}' mechanism='PLAIN'>${secret}</auth>`)
      assert.ok(refused.child('invalid-authzid'))
    })

    it('accepts nothing but the exchange while it lasts', () => {
      const client = open()
      const scram = scramFor(settings)
      client.say(authText(scram))
      assert.deepEqual(client.elements('<iq/>'), [streamError('not-authorized'), 'end'])
    })
  })

  describe(`${name}: binding`, () => {
    it('makes up a resource when none is asked for', () => {
      const client = Connected.secured(newServer(settings))
      client.authenticate()
      const bound = client.element(`<iq type='set' id='b1'><bind xmlns='${BIND}'/></iq>`)
      const address = bound.child('bind', BIND)?.child('jid')?.text() ?? ''
      assert.match(address, /^alice@bench\.localhost\/[0-9a-f-]{36}$/)
    })

    it('refuses a resource that is too long, and one without an id', () => {
      const client = Connected.secured(newServer(settings))
      client.authenticate()
      for (const wrong of [
        BIND_IQ.replace('>bench<', `>${'x'.repeat(1024)}<`),
        BIND_IQ.replace(" id='b1'", ''),
      ]) {
        const refused = client.element(wrong)
        assert.deepEqual([refused.name, refused.attribute('type')], ['iq', 'error'])
      }
      assert.equal(client.element(BIND_IQ).attribute('type'), 'result')
    })

    it('gives a resource to the newer client and tells the older', () => {
      const server = newServer(settings)
      const first = Connected.secured(server, 1)
      first.authenticate()
      first.say(BIND_IQ)
      const second = Connected.secured(server, 2)
      second.authenticate()
      assert.equal(second.element(BIND_IQ).attribute('type'), 'result')
      assert.match(first.hear(), /<conflict /)
      assert.equal(first.closed, true)
    })
  })

  describe(`${name}: in session`, () => {
    const inSession = (): Connected => {
      const client = Connected.secured(newServer(settings))
      client.authenticate()
      client.say(BIND_IQ)
      return client
    }
    const ADDRESS = 'alice@bench.localhost/bench'

    const EXCHANGES: Readonly<Record<string, readonly [string, readonly string[]]>> = {
      'a ping': [
        "<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>",
        [resultText(settings, 'p')],
      ],
      'a ping to the server': [
        "<iq type='get' id='p' to='bench.localhost'><ping xmlns='urn:xmpp:ping'/></iq>",
        [resultText(settings, 'p', 'bench.localhost')],
      ],
      'a wish for carbons': [
        "<iq type='set' id='c'><enable xmlns='urn:xmpp:carbons:2'/></iq>",
        [resultText(settings, 'c')],
      ],
      'the session of RFC 3921': [
        "<iq type='set' id='s'><session xmlns='urn:ietf:params:xml:ns:xmpp-session'/></iq>",
        [resultText(settings, 's')],
      ],
      'an unknown request': [
        "<iq type='get' id='u'><query xmlns='urn:x'/></iq>",
        [
          "<iq type='error' id='u'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        ],
      ],
      'a second binding': [
        BIND_IQ,
        [
          "<iq type='error' id='b1'><error type='cancel'><not-allowed xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        ],
      ],
      'a request without content': [
        "<iq type='get' id='e'/>",
        [
          "<iq type='error' id='e'><error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        ],
      ],
      'an answer': ["<iq type='result' id='r'/>", []],
      presence: ['<presence/>', [presenceText(settings)]],
      'client state': ["<inactive xmlns='urn:xmpp:csi:0'/>", []],
      'a message to oneself': [
        `<message to='${ADDRESS}' id='m'/>`,
        [`<message to='${ADDRESS}' id='m' from='${ADDRESS}'/>`],
      ],
      'a message to nobody': [
        "<message to='nobody@bench.localhost' id='m'/>",
        [
          "<message type='error' id='m' from='nobody@bench.localhost'><error type='cancel'><service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
        ],
      ],
      'a message that waits for nobody': [
        "<message to='bob@bench.localhost' type='headline'/>",
        [],
      ],
      'a request abroad': [
        "<iq type='get' id='v' to='a@example.net/x'><query xmlns='urn:x'/></iq>",
        [
          "<iq type='error' id='v' from='a@example.net/x'><error type='cancel'><remote-server-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>",
        ],
      ],
      'a message abroad': [
        "<message to='a@example.net' id='m'/>",
        [
          "<message type='error' id='m' from='a@example.net'><error type='cancel'><remote-server-not-found xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
        ],
      ],
      'an error about an error': ["<message type='error' to='a@example.net'/>", []],
      'an unknown element': ['<foo/>', [streamError('unsupported-stanza-type'), 'end']],
      'a second authentication': [
        "<authenticate xmlns='urn:xmpp:sasl:2' mechanism='PLAIN'/>",
        [streamError('unsupported-stanza-type'), 'end'],
      ],
      'another’s name': [
        "<message from='bob@bench.localhost'/>",
        [streamError('invalid-from'), 'end'],
      ],
      'a header that restarts nothing': [
        header({ declaration: '' }),
        [streamError('unsupported-stanza-type'), 'end'],
      ],
    }
    /** What is asked of the account, or of the server, and what is in the result. */
    const SERVICES: readonly (readonly [string, 'account' | 'server', string])[] = [
      ["<vCard xmlns='vcard-temp'/>", 'account', "<vCard xmlns='vcard-temp'/>"],
      [
        "<blocklist xmlns='urn:xmpp:blocking'/>",
        'account',
        "<blocklist xmlns='urn:xmpp:blocking'/>",
      ],
      [
        "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'/></query>",
        'account',
        "<query xmlns='jabber:iq:private'><storage xmlns='storage:bookmarks'/></query>",
      ],
      [
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:bookmarks:1'/></pubsub>",
        'account',
        "<pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:bookmarks:1'/></pubsub>",
      ],
      [
        "<query xmlns='http://jabber.org/protocol/disco#items'/>",
        'server',
        "<query xmlns='http://jabber.org/protocol/disco#items'/>",
      ],
      [
        "<query xmlns='jabber:iq:version'/>",
        'server',
        "<query xmlns='jabber:iq:version'><name>xmpp-rtt</name><version>embedded</version></query>",
      ],
    ]
    it('answers as a small server that has nothing stored', () => {
      const client = inSession()
      for (const [asked, whom, content] of SERVICES) {
        const to = whom === 'server' ? " to='bench.localhost'" : ''
        const answered = client.element(`<iq type='get' id='q'${to}>${asked}</iq>`)
        assert.equal(answered.attribute('type'), 'result', asked)
        assert.equal(answered.elements()[0]?.serialize(), content)
      }
    })

    it('says what it does, of itself and of the account (XEP-0030)', () => {
      const client = inSession()
      const info = "<query xmlns='http://jabber.org/protocol/disco#info' node='n#1'/>"
      for (const [to, identity] of [
        ['bench.localhost', "<identity category='server' type='im'/>"],
        ['alice@bench.localhost', "<identity category='account' type='registered'/>"],
      ]) {
        const answered = client.element(`<iq type='get' id='q' to='${to}'>${info}</iq>`)
        const text = answered.elements()[0]?.serialize() ?? ''
        assert.ok(
          text.startsWith("<query xmlns='http://jabber.org/protocol/disco#info' node='n#1'>"),
        )
        assert.ok(text.includes(`${identity}<feature var=`), text)
        assert.ok(text.includes("<feature var='urn:xmpp:carbons:2'/>"))
      }
    })

    it('stores nothing, and knows nothing of others', () => {
      const client = inSession()
      for (const text of [
        "<iq type='set' id='q'><vCard xmlns='vcard-temp'/></iq>",
        "<iq type='get' id='q' to='bob@bench.localhost'><vCard xmlns='vcard-temp'/></iq>",
        "<iq type='get' id='q' to='bench.localhost'><vCard xmlns='vcard-temp'/></iq>",
        "<iq type='get' id='q'><pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='x'/></pubsub></iq>",
      ]) {
        assert.ok(
          client.element(text).child('error')?.elements()[0]?.is('service-unavailable', STANZAS),
          text,
        )
      }
    })

    for (const [name, [text, expected]] of Object.entries(EXCHANGES)) {
      it(`answers ${name}`, () => {
        assert.deepEqual(inSession().elements(text), expected)
      })
    }
  })
}

describe('sessions of RFC 3921', () => {
  it('are announced as required, as optional, or not at all', () => {
    const announced = (['required', 'optional', 'off'] as const).map((session) => {
      const client = Connected.secured(newServer({ ...IDEAL, session }))
      client.authenticate()
      const features = client.events.find((event) => event.kind === 'element')
      assert.ok(features?.kind === 'element')
      return features.element
        .child('session', 'urn:ietf:params:xml:ns:xmpp-session')
        ?.elements()
        .map(({ name }) => name)
    })
    assert.deepEqual(announced, [[], ['optional'], undefined])
  })
})

describe('a client that talks without end', () => {
  it('is cut off', () => {
    const client = Connected.secured(newServer(PROSODY))
    client.authenticate()
    client.say(BIND_IQ)
    // Every ping takes time, so all but the first wait; 1000 may.
    const flood = "<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>".repeat(2_000)
    const heard = client.elements(flood)
    assert.deepEqual(heard.slice(-2), [streamError('policy-violation'), 'end'])
    assert.ok(heard.length < 1_003)
  })
})

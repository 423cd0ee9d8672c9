import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fromBase64, toBase64 } from '../../src/sasl/octets.ts'
import { START, seconds } from '../../src/units.ts'
import { element, type XmlElement } from '../../src/xml/xml.ts'
import { BIND2, CLIENT, FAST, SASL, SASL2, SM } from '../../src/xmpp/namespaces.ts'
import type { Server } from '../../src/xmpp/server/server.ts'
import type { ServerSettings } from '../../src/xmpp/server/settings.ts'
import { BEHAVIOURS, EJABBERD, IDEAL, PROSODY, withoutStorage, withPlain } from './behaviours.ts'
import {
  AGENT,
  authenticateText,
  Connected,
  EARLY_TLS,
  header,
  newServer,
  PASSWORD,
  resentText,
  scramFor,
  TLS,
  tokenClient,
  USER_AGENT,
} from './connected.ts'

const DAY = 86_400
const BIND = `<bind xmlns='${BIND2}'><tag>bench</tag><enable xmlns='urn:xmpp:carbons:2'/><enable xmlns='${SM}' resume='true'/></bind>`
const request = (mechanism: string): string =>
  `<request-token xmlns='${FAST}' mechanism='${mechanism}'/>`
const counted = (count: number | undefined, more = ''): string =>
  `${USER_AGENT}<fast xmlns='${FAST}'${count === undefined ? '' : ` count='${count}'`}${more}/>`

const failure = (condition: string, settings: ServerSettings): string => {
  const text = condition === 'not-authorized' ? settings.sasl.failureText : undefined
  return `<failure xmlns='${SASL2}'><${condition} xmlns='${SASL}'/>${text === undefined ? '' : `<text>${text}</text>`}</failure>`
}

const message = (body: string): XmlElement =>
  element('message', CLIENT, {}, element('body', CLIENT, {}, body))

interface Left {
  readonly server: Server
  readonly token: string
  readonly id: string
}

/** What a real session leaves behind: a server that remembers it, a token, an id. */
const afterSession = (settings: ServerSettings, mechanism = 'HT-SHA-256-NONE'): Left => {
  const server = newServer(settings)
  const client = Connected.secured(server, 'earlier')
  const success = client.authenticate2(USER_AGENT + request(mechanism) + BIND)
  client.lose()
  const enabled = success.child('bound', BIND2)?.child('enabled', SM)
  return {
    server,
    token: success.child('token', FAST)?.attribute('token') ?? '',
    id: enabled?.attribute('id') ?? '',
  }
}

const fastText = (
  token: string,
  inline: string,
  mechanism = 'HT-SHA-256-NONE',
  tls = TLS,
): string => authenticateText(tokenClient(mechanism, token, tls), inline)

const fast = (
  server: Server,
  token: string,
  inline: string,
  mechanism = 'HT-SHA-256-NONE',
): XmlElement => {
  const client = Connected.secured(server, 'again')
  client.say(header())
  return client.element(fastText(token, inline, mechanism))
}

/** The name of the condition, or of the outcome when it is no failure. */
const verdict = (outcome: XmlElement): string => {
  const [first] = outcome.elements()
  return outcome.name === 'failure' && first !== undefined ? first.name : outcome.name
}

const OFFERING = BEHAVIOURS.filter(({ settings }) => settings.features.secured.includes('sasl2'))

describe('a server without SASL2', () => {
  const without = ({ features, ...rest }: ServerSettings): ServerSettings => ({
    ...rest,
    features: { ...features, secured: features.secured.filter((one) => one !== 'sasl2') },
  })
  for (const { name, settings } of BEHAVIOURS) {
    it(`lets nobody in by it: ${name}`, () => {
      const client = Connected.secured(newServer(without(settings)))
      assert.notEqual(client.authenticate2(USER_AGENT + BIND).name, 'success')
      assert.equal(
        client.events.some((event) => event.kind === 'element' && event.element.name === 'success'),
        false,
      )
    })
  }
})

for (const { name, settings } of OFFERING) {
  describe(`${name}: SASL2`, () => {
    it('authenticates, binds, manages and gives a token in one exchange', () => {
      const server = newServer(settings)
      const client = Connected.secured(server)
      const success = client.authenticate2(USER_AGENT + request('HT-SHA-256-NONE') + BIND)
      const address = success.child('authorization-identifier')?.text() ?? ''
      const { resourceSeparator, resourceLength } = settings.sasl2
      assert.equal(
        address.slice(0, -resourceLength),
        `alice@bench.localhost/bench${resourceSeparator}`,
      )
      assert.ok(success.child('bound', BIND2)?.child('enabled', SM)?.attribute('id'))
      assert.ok(success.child('token', FAST)?.attribute('token'))
      assert.equal(server.domain.sessions.at('alice', address)?.carbons, 'on')
      // XEP-0386 §4: the user agent's id must not be seen in the resource.
      assert.ok(!address.includes(AGENT))
    })

    it('leaves binding for later when it is not asked to', () => {
      const client = Connected.secured(newServer(settings))
      const success = client.authenticate2('')
      assert.deepEqual(
        success.elements().map(({ name }) => name),
        ['additional-data', 'authorization-identifier'],
      )
      const features = client.events[1]
      assert.ok(features?.kind === 'element')
      assert.ok(features.element.child('bind', 'urn:ietf:params:xml:ns:xmpp-bind'))
      const bind = "<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>"
      assert.equal(client.element(bind).attribute('type'), 'result')
    })

    it('resumes a session, ignoring the request to bind', () => {
      const { server, token, id } = afterSession(withoutStorage(settings))
      server.domain.makeAvailable('alice')
      server.domain.deliver('alice', message('missed'), START)
      const client = Connected.secured(server.fork(), 'again')
      client.say(header())
      const resume = `<resume xmlns='${SM}' previd='${id}' h='0'/>`
      const heard = client.elements(fastText(token, counted(1) + resume + BIND))
      assert.match(heard[0] ?? '', new RegExp(`<resumed xmlns='${SM}' h='0' previd='`))
      assert.ok(!(heard[0] ?? '').includes('<bound'))
      assert.equal(
        heard[1],
        resentText(settings, '<message><body>missed</body></message>', '00.000'),
      )
      assert.equal(heard[2], `<r xmlns='${SM}'/>`)
      const features = heard.slice(3).map((text) => text.slice(0, 16))
      const expected = settings.sasl2.featuresAfterResume === 'sent' ? ['<stream:features'] : []
      assert.deepEqual(features, expected)
    })

    it('gives a resumed session a token unasked where the request of its first stream counts', () => {
      const { server, id } = afterSession(settings)
      const resume = `<resume xmlns='${SM}' previd='${id}' h='0'/>`
      const tokenOf = (from: Server, inline: string): boolean => {
        const success = Connected.secured(from, 'again').authenticate2(inline)
        assert.ok(success.child('resumed', SM))
        return success.child('token', FAST) !== undefined
      }
      const first = settings.fast.requestOnResume === 'first'
      assert.equal(tokenOf(server.fork(), USER_AGENT + resume), first)
      // A session without one is never given any there, even if it is asked for then.
      const legacy = newServer(settings)
      const client = Connected.secured(legacy)
      const previous = client.session()
      client.lose()
      const late = `${USER_AGENT}${request('HT-SHA-256-NONE')}<resume xmlns='${SM}' previd='${previous}' h='0'/>`
      assert.equal(tokenOf(legacy, late), !first)
    })

    it('binds when the session is gone, and says so in its own way', () => {
      const { server, token, id } = afterSession(settings)
      server.domain.expireSession(id)
      const resume = `<resume xmlns='${SM}' previd='${id}' h='0'/>`
      const success = fast(server, token, counted(1) + resume + BIND)
      const failed = success.child('failed', SM)
      assert.equal(failed?.attribute('h'), '0')
      const inner =
        settings.sm.failed.inlineShape === 'direct' ? failed : failed?.child('error', SM)
      assert.ok(inner?.child('item-not-found', 'urn:ietf:params:xml:ns:xmpp-stanzas'))
      assert.ok(success.child('bound', BIND2)?.child('enabled', SM))
    })

    it('ends an earlier session of the same installation when it binds', () => {
      const { server, token, id } = afterSession(settings)
      fast(server, token, counted(1) + BIND)
      assert.deepEqual(server.domain.sessions.find(id, 'alice'), {
        kind: 'gone',
        handled: undefined,
      })
    })

    const REFUSED: Readonly<Record<string, readonly [string, string]>> = {
      'no mechanism': [`<authenticate xmlns='${SASL2}'/>`, 'malformed-request'],
      'an unknown mechanism': [
        `<authenticate xmlns='${SASL2}' mechanism='X'/>`,
        'invalid-mechanism',
      ],
      'what is not base64': [
        `<authenticate xmlns='${SASL2}' mechanism='${scramFor(settings).name}'><initial-response>?</initial-response></authenticate>`,
        'incorrect-encoding',
      ],
      'a resume without h': [
        `<authenticate xmlns='${SASL2}' mechanism='PLAIN'><resume xmlns='${SM}' previd='x'/></authenticate>`,
        'malformed-request',
      ],
      'a tag without end': [
        `<authenticate xmlns='${SASL2}' mechanism='PLAIN'><bind xmlns='${BIND2}'><tag>${'x'.repeat(300)}</tag></bind></authenticate>`,
        'malformed-request',
      ],
      'a count of zero': [
        `<authenticate xmlns='${SASL2}' mechanism='HT-SHA-256-NONE'>${counted(0)}</authenticate>`,
        'malformed-request',
      ],
    }
    for (const [name, [text, expected]] of Object.entries(REFUSED)) {
      it(`refuses ${name}`, () => {
        const client = Connected.secured(newServer(settings))
        client.say(header())
        assert.equal(verdict(client.element(text)), expected)
      })
    }

    it('refuses a wrong password, takes an abort, and takes the right one on the same stream', () => {
      const client = Connected.secured(newServer(settings))
      assert.equal(verdict(client.authenticate2(USER_AGENT, 'pen')), 'not-authorized')
      client.say(authenticateText(scramFor(settings), USER_AGENT))
      assert.deepEqual(client.elements(`<abort xmlns='${SASL2}'/>`), [failure('aborted', settings)])
      assert.equal(client.authenticate2(USER_AGENT, PASSWORD, '').name, 'success')
    })
  })

  describe(`${name}: FAST`, () => {
    it('takes a token, answers with its own proof, and keeps the old one until the new is used', () => {
      const { server, token } = afterSession(settings)
      const second = fast(server, token, counted(1) + request('HT-SHA-256-NONE') + BIND)
      const client = tokenClient('HT-SHA-256-NONE', token)
      const proof = fromBase64(second.child('additional-data')?.text() ?? '?')
      assert.equal(client.finish(proof), undefined)
      const renewed = second.child('token', FAST)?.attribute('token') ?? ''
      assert.notEqual(renewed, token)
      // The answer got lost: the old token still works.
      assert.equal(fast(server, token, counted(2)).name, 'success')
      assert.equal(fast(server, renewed, counted(1)).name, 'success')
      assert.equal(verdict(fast(server, token, counted(3))), settings.fast.retired)
    })

    it('rotates a token that has had its day, unasked', () => {
      const { server, token } = afterSession(settings)
      // The token was made a few milliseconds into the first connection.
      server.domain.advance(seconds(DAY - 1))
      assert.equal(fast(server, token, counted(1)).child('token', FAST), undefined)
      server.domain.advance(seconds(2))
      assert.ok(fast(server, token, counted(2)).child('token', FAST))
    })

    it('refuses a token that has expired, then takes the password on the same stream', () => {
      const { server, token } = afterSession(settings)
      server.domain.advance(seconds(settings.fast.lifetimeSeconds - 1))
      assert.equal(fast(server.fork(), token, counted(1)).name, 'success')
      server.domain.advance(seconds(2))
      const client = Connected.secured(server, 'again')
      client.say(header())
      assert.deepEqual(client.elements(fastText(token, counted(1))), [
        failure(settings.fast.expired, settings),
      ])
      assert.equal(client.authenticate2(USER_AGENT + BIND, PASSWORD, '').name, 'success')
    })

    it('refuses tokens that were revoked, and those of an old password', () => {
      const { server, token } = afterSession(settings)
      const revoked = server.fork()
      revoked.domain.revokeTokens('alice')
      assert.equal(verdict(fast(revoked, token, counted(1))), settings.fast.revoked)
      const changed = server.fork()
      changed.domain.changePassword('alice', 'pen')
      assert.equal(verdict(fast(changed, token, counted(1))), settings.fast.passwordChanged)
      const client = Connected.secured(changed)
      assert.equal(client.authenticate2('', 'pen').name, 'success')
      // A fork is another world.
      assert.equal(fast(server, token, counted(1)).name, 'success')
    })

    it('invalidates when it is asked to', () => {
      const { server, token } = afterSession(settings)
      const success = fast(server, token, counted(1, " invalidate='true'"))
      assert.deepEqual([success.name, success.child('token', FAST)], ['success', undefined])
      assert.equal(verdict(fast(server, token, counted(2))), settings.fast.retired)
    })

    it('tells a token that a newer one has replaced from one that nobody knows', () => {
      const { server, token } = afterSession(settings)
      const renewed = fast(server, token, counted(1) + request('HT-SHA-256-NONE')).child(
        'token',
        FAST,
      )
      const newer = renewed?.attribute('token') ?? ''
      assert.equal(fast(server, newer, counted(1)).name, 'success')
      assert.equal(verdict(fast(server, token, counted(2))), settings.fast.retired)
      assert.equal(verdict(fast(server, 'unheard-of', counted(2))), 'not-authorized')
    })

    it('refuses a token without <fast/>, and a wrong proof', () => {
      const { server, token } = afterSession(settings)
      assert.equal(verdict(fast(server, token, USER_AGENT)), 'malformed-request')
      assert.equal(verdict(fast(server, `${token}x`, counted(1))), 'not-authorized')
    })

    it('binds the channel', () => {
      const { server, token } = afterSession(settings, 'HT-SHA-256-EXPR')
      assert.equal(fast(server, token, counted(1), 'HT-SHA-256-EXPR').name, 'success')
      const client = Connected.secured(server, 'again')
      client.say(header())
      const elsewhere = { ...TLS, exporter: new Uint8Array(32) }
      const stolen = fastText(token, counted(2), 'HT-SHA-256-EXPR', elsewhere)
      assert.equal(verdict(client.element(stolen)), 'not-authorized')
    })

    it('enforces what a token was issued for, or does not', () => {
      const { server, token } = afterSession(settings, 'HT-SHA-256-NONE')
      const outcome = fast(server, token, counted(1), 'HT-SHA-256-EXPR')
      const expected = settings.fast.pinning === 'enforced' ? 'not-authorized' : 'success'
      assert.equal(verdict(outcome), expected)
    })

    it('is not offered to the nameless where a name is needed', () => {
      const client = Connected.secured(newServer(settings))
      const authentication = client
        .element(header({ from: undefined }))
        .child('authentication', SASL2)
      const inline = authentication?.child('inline')?.child('fast', FAST)
      const { fromRequired } = settings.sasl2
      assert.equal(authentication === undefined, fromRequired === 'sasl2')
      assert.equal(inline === undefined, fromRequired !== 'nothing')
    })
  })
}

describe('FAST in early data (XEP-0484 §3.4)', () => {
  const early = (server: Server, text: string): XmlElement => {
    const client = new Connected(server, 'direct', 'early')
    client.secure(EARLY_TLS, true)
    return client.element(header() + text, true)
  }
  const outcomes = (
    settings: ServerSettings,
    counts: readonly (number | undefined)[],
  ): string[] => {
    const { server, token } = afterSession(settings, 'HT-SHA-256-ENDP')
    return counts.map((count) => {
      const client = new Connected(server, 'direct', 'early')
      client.secure(EARLY_TLS, true)
      client.say(header(), true)
      return verdict(client.element(fastText(token, counted(count), 'HT-SHA-256-ENDP'), true))
    })
  }

  it('needs a count that grows', () => {
    assert.deepEqual(outcomes(IDEAL, [undefined, 1, 1, 3, 2, 4]), [
      'not-authorized',
      'success',
      'not-authorized',
      'success',
      'not-authorized',
      'success',
    ])
  })

  it('is refused by servers that do not take it', () => {
    assert.deepEqual(outcomes(EJABBERD, [1]), ['not-authorized'])
  })

  it('cannot be bound to an exporter', () => {
    const { server, token } = afterSession(IDEAL, 'HT-SHA-256-EXPR')
    const client = new Connected(server, 'direct', 'early')
    client.secure(EARLY_TLS, true)
    client.say(header(), true)
    const text = fastText(token, counted(1), 'HT-SHA-256-EXPR', EARLY_TLS)
    assert.equal(verdict(client.element(text, true)), 'not-authorized')
  })

  it('is the only authentication that is possible there (XEP-0388 §2.6)', () => {
    const features = early(newServer(IDEAL), '')
    assert.equal(features.name, 'features')
    const client = new Connected(newServer(withPlain(IDEAL)), 'direct', 'early')
    client.secure(EARLY_TLS, true)
    client.say(header(), true)
    const scram = authenticateText(scramFor(IDEAL), USER_AGENT)
    assert.equal(verdict(client.element(scram, true)), 'not-authorized')
    const secret = toBase64(Buffer.from('\0alice\0pencil'))
    const plain = `<auth xmlns='${SASL}' mechanism='PLAIN'>${secret}</auth>`
    assert.equal(verdict(client.element(plain, true)), 'not-authorized')
    client.secure(TLS)
    assert.equal(client.element(plain).name, 'success')
  })

  it('is announced by a server that takes it', () => {
    const announced = BEHAVIOURS.map(({ settings }) => {
      const features = Connected.secured(newServer(settings)).element(header())
      const inline = features.child('authentication', SASL2)?.child('inline')
      return inline?.child('fast', FAST)?.attribute('tls-0rtt')
    })
    assert.deepEqual(
      announced,
      BEHAVIOURS.map(({ settings }) =>
        settings.fast.earlyData === 'announced' ? 'true' : undefined,
      ),
    )
  })
})

describe('what servers do their own way', () => {
  it('Prosody takes one FAST attempt per stream, ejabberd more', () => {
    for (const [settings, expected] of [
      [PROSODY, 'malformed-request'],
      [EJABBERD, 'success'],
    ] as const) {
      const { server, token } = afterSession(settings)
      const client = Connected.secured(server, 'again')
      client.say(header())
      client.say(fastText(`${token}x`, counted(1)))
      assert.equal(verdict(client.element(fastText(token, counted(2)))), expected)
    }
  })

  it('Prosody refuses FAST without a user agent, ejabberd closes', () => {
    for (const [settings, expected] of [
      [PROSODY, 'malformed-request'],
      [EJABBERD, 'error'],
    ] as const) {
      const { server, token } = afterSession(settings)
      assert.equal(verdict(fast(server, token, `<fast xmlns='${FAST}'/>`)), expected)
    }
  })

  it('Prosody gives a resumed session a new token each time, ejabberd when one is due', () => {
    for (const [settings, expected] of [
      [PROSODY, true],
      [EJABBERD, false],
    ] as const) {
      const { server, token, id } = afterSession(settings)
      const resume = `<resume xmlns='${SM}' previd='${id}' h='0'/>`
      const success = fast(server, token, counted(1) + resume)
      assert.equal(success.child('token', FAST) !== undefined, expected)
    }
  })

  it('a stanza that does not wait for success is kept or refused', () => {
    const outcome = BEHAVIOURS.map(({ name, settings }) => {
      const client = Connected.secured(newServer(settings))
      client.say(header())
      client.say(authenticateText(scramFor(settings), USER_AGENT + BIND))
      const early = client.elements("<iq type='get' id='p'><ping xmlns='urn:xmpp:ping'/></iq>")
      return [name, early.length > 0 ? 'refused' : 'kept']
    })
    assert.deepEqual(
      outcome,
      BEHAVIOURS.map(({ name, settings }) => [name, settings.sasl2.stanzasMeanwhile]),
    )
  })
})

/** Both framings of a stream, at both ends: RFC 6120 over octets, RFC 7395 in messages. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Random } from '../../src/random.ts'
import { entranceOf } from '../../src/strategies/over.ts'
import { usefulStrategies } from '../../src/strategies/registry.ts'
import { START } from '../../src/units.ts'
import { element, encodeText, type StreamEvent, type XmlElement } from '../../src/xml/xml.ts'
import type { FramedReader, Framing } from '../../src/xmpp/framing/framing.ts'
import { MESSAGES } from '../../src/xmpp/framing/messages.ts'
import { OCTETS } from '../../src/xmpp/framing/octets.ts'
import { CLIENT, SASL, SM, STREAMS, XMPP_FRAMING } from '../../src/xmpp/namespaces.ts'
import { BEHAVIOURS, IDEAL } from '../server/behaviours.ts'
import { TLS } from '../server/connected.ts'
import { ACCOUNT, type Pair } from './pair.ts'
import { attempt, setScene, strategyNamed } from './scene.ts'

const HEADER = { to: 'bench.localhost', from: 'alice@bench.localhost', version: '1.0' }
const OPEN = `<open xmlns='${XMPP_FRAMING}' to='bench.localhost' from='alice@bench.localhost' version='1.0'/>`
const CLOSE = `<close xmlns='${XMPP_FRAMING}'/>`

const opened = (): FramedReader => {
  const reader = MESSAGES.reader()
  reader.feed(encodeText(OPEN))
  return reader
}

const read = (reader: FramedReader, message: string): StreamEvent[] =>
  reader.feed(encodeText(message))

const brief = (events: readonly StreamEvent[]): string[] => events.map(inBrief)

const inBrief = (event: StreamEvent): string => {
  switch (event.kind) {
    case 'header':
      return `header${event.restart ? ' again' : ''}`
    case 'element':
      return event.element.serialize()
    case 'end':
      return 'end'
    case 'error':
      return `${event.condition}: ${event.failure.detail}`
  }
}

describe('messages (RFC 7395)', () => {
  it('are documents that declare what they need (§3.3.3)', () => {
    assert.equal(MESSAGES.header({ ...HEADER, declaration: true }), OPEN)
    assert.equal(MESSAGES.footer, CLOSE)
    const body = element('body', CLIENT, {}, 'hello')
    assert.equal(
      MESSAGES.element(element('message', CLIENT, { to: 'bob' }, body)),
      "<message xmlns='jabber:client' to='bob'><body>hello</body></message>",
    )
    const features = element('features', STREAMS, {}, element('sm', SM))
    assert.equal(
      MESSAGES.element(features),
      `<stream:features xmlns:stream='${STREAMS}'><sm xmlns='${SM}'/></stream:features>`,
    )
  })

  it('open, restart without a close, and end a stream (§3.4, §3.6, §3.7)', () => {
    const reader = MESSAGES.reader()
    const [header] = read(reader, OPEN)
    assert.ok(header?.kind === 'header')
    const { name, namespace, content, attributes } = header
    assert.deepEqual([name, namespace, content], ['stream', STREAMS, CLIENT])
    assert.deepEqual({ ...attributes }, { ...HEADER })
    assert.deepEqual(brief(read(reader, OPEN)), ['header again'])
    assert.deepEqual(brief(read(reader, CLOSE)), ['end'])
    assert.deepEqual(read(reader, OPEN), []) // nothing behind the end
    reader.reset()
    assert.deepEqual(brief(read(reader, OPEN)), ['header'])
  })

  const NOT_ONE = 'not-well-formed: expected one whole element in each message'
  const REFUSED: readonly (readonly [string, string])[] = [
    ['', 'not-well-formed: expected "<" as the first character of a message'],
    [' ', 'not-well-formed: expected "<" as the first character of a message'],
    ["<a xmlns='urn:x'/><b xmlns='urn:x'/>", NOT_ONE],
    ["<a xmlns='urn:x'>", 'not-well-formed: expected </a>, found </message>'],
    ["<a xmlns='urn:x'/></message>", NOT_ONE],
    ['</message>', NOT_ONE],
    ["<a xmlns='urn:x'/>text", NOT_ONE],
    [
      `<pause xmlns='${XMPP_FRAMING}'/>`,
      'not-well-formed: expected <open/> or <close/>, found <pause/>',
    ],
  ]
  for (const [message, why] of REFUSED) {
    it(`are refused, and nothing is heard behind it: ${message || 'nothing'}`, () => {
      const reader = opened()
      const [found] = brief(read(reader, message))
      if (message.endsWith('>') && !message.includes('/'))
        assert.match(found ?? '', /^not-well-formed/)
      else assert.equal(found, why)
      assert.deepEqual(read(reader, "<a xmlns='urn:x'/>"), [])
    })
  }

  it('may not lean on prefixes that nobody declared, nor be larger than allowed', () => {
    assert.match(brief(read(opened(), '<stream:features/>')).join(), /^not-well-formed/)
    const reader = opened()
    reader.limits = { elementBytes: 100, depth: 2, attributes: 4, whitespace: 'free' }
    const long = `<a xmlns='urn:x'>${'x'.repeat(100)}</a>`
    assert.match(brief(read(reader, long)).join(), /^policy-violation/)
  })

  it('never throw, and are one event each, whatever they hold', () => {
    const part = fc.constantFrom(
      OPEN,
      CLOSE,
      '<a>',
      '</a>',
      '<',
      '/>',
      '</message>',
      "xmlns='",
      'ü',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string())), fc.uint8Array(), (parts, octets) => {
        const reader = opened()
        assert.equal(reader.feed(encodeText(parts.join(''))).length, 1)
        assert.ok(reader.feed(octets).length <= 1)
      }),
      { seed: 5, numRuns: 500 },
    )
  })
})

/** Elements in namespaces of XMPP and others, one inside the other. */
const anyElement = fc.letrec<{ inner: XmlElement; outer: XmlElement }>((tie) => {
  const inside = (namespaces: readonly string[]) =>
    fc
      .record({
        name: fc.constantFrom('message', 'features', 'body', 'a'),
        namespace: fc.constantFrom(...namespaces),
        attributes: fc.dictionary(
          fc.constantFrom('id', 'to', 'xml:lang'),
          fc.string({ maxLength: 4 }),
        ),
        children: fc.oneof(
          { depthSize: 'small' },
          fc.constant([]),
          fc.array(tie('inner'), { maxLength: 2 }),
        ),
        text: fc.constantFrom('', 'text', '<&>'),
      })
      .map(({ name, namespace, attributes, children, text }) =>
        element(name, namespace, attributes, ...(text === '' ? [] : [text]), ...children),
      )
  const inner = inside([CLIENT, SM, 'urn:x'])
  return { inner, outer: inside([CLIENT, STREAMS, SM, 'urn:x']) }
})

describe('an element', () => {
  it('is the same at the other end, in either framing', () => {
    fc.assert(
      fc.property(anyElement.outer, (said) => {
        for (const framing of [OCTETS, MESSAGES]) {
          const reader = framing.reader()
          reader.feed(encodeText(framing.header({ ...HEADER, declaration: false })))
          const [heard] = reader.feed(encodeText(framing.element(said)))
          assert.ok(heard?.kind === 'element', framing.name)
          assert.equal(heard.element.serialize(), said.serialize())
        }
      }),
      { seed: 6, numRuns: 300 },
    )
  })
})

/** What a wait, a step and an outcome do not depend on. */
const played = (pair: Pair) => {
  const outcome = pair.run()
  const { waits, reached, said } = pair
  return {
    outcome: outcome?.kind === 'ready' ? outcome.stream.way : outcome?.failure,
    waits,
    reached,
    steps: said.map(({ step, xml }) => [
      step,
      /^(?:<\?.*?\?>)?<(?:stream:)?([a-z-]+)/.exec(xml)?.[1],
    ]),
  }
}

const names = usefulStrategies()
  .filter(({ over }) => over.kind === 'tls' && entranceOf(over) === 'direct') // RFC 7395 §3.9: there is no STARTTLS
  .map(({ name }) => name)

for (const { name: server, settings } of BEHAVIOURS) {
  describe(`a client in messages at ${server}`, () => {
    for (const name of names) {
      const strategy = strategyNamed(name)
      // What is understood behind a restart that came too early depends on the read it came in.
      if (strategy.said.standing.kind === 'theoretical' && settings.legacyPipelining !== 'always')
        continue
      it(`waits as often as over octets: ${name}`, () => {
        const by = (framing: Framing): Pair =>
          attempt(setScene(strategy, settings, ACCOUNT, framing), { framing })
        const inMessages = by(MESSAGES)
        const expected = played(by(OCTETS))
        const open = ([step, what]: (string | undefined)[]) => [
          step,
          what === 'stream' ? 'open' : what,
        ]
        assert.deepEqual(played(inMessages), { ...expected, steps: expected.steps.map(open) })
        // Each write of either end is one document, and none is left over.
        for (const writes of [inMessages.writes, inMessages.answers]) {
          const reader = MESSAGES.reader()
          const kinds = writes.map((text) => brief(read(reader, text)).length)
          assert.deepEqual(
            kinds,
            writes.map(() => 1),
          )
          assert.doesNotMatch(writes.join(''), /<stream:stream|<\?xml/)
        }
      })
    }

    it('hears errors and the end in messages, too', () => {
      const scene = setScene(strategyNamed('legacy-direct'), settings, ACCOUNT, MESSAGES)
      const account = { ...ACCOUNT, domain: 'elsewhere.localhost' }
      const pair = attempt(scene, { account, framing: MESSAGES })
      const outcome = pair.run()
      assert.equal(outcome?.kind, 'failed')
      const [header, error, end] = pair.answers
      assert.match(header ?? '', new RegExp(`^<open xmlns='${XMPP_FRAMING}'`))
      assert.match(
        error ?? '',
        new RegExp(`^<stream:error xmlns:stream='${STREAMS}'><host-unknown`),
      )
      assert.equal(end, CLOSE)
    })
  })
}

describe('a server in messages', () => {
  const mechanism = (name: string, initial: string) =>
    `<auth xmlns='${SASL}' mechanism='${name}'>${Buffer.from(initial).toString('base64')}</auth>`
  const MESSAGE = fc.oneof(
    fc.constantFrom(
      OPEN,
      CLOSE,
      mechanism('PLAIN', '\0alice\0wrong'),
      mechanism('SCRAM-SHA-256', 'n,,n=alice,r=x'),
      `<response xmlns='${SASL}'>AAAA</response>`,
      "<iq xmlns='jabber:client' type='set' id='1'/>",
      `<enable xmlns='${SM}'/>`,
      '<stream:stream>',
      '<a/><b/>',
      ' ',
    ),
    fc.string(),
  )

  it('says one document in each message, whatever it is told, and nothing after its last', () => {
    const scene = setScene(strategyNamed('legacy-direct'), IDEAL, ACCOUNT, MESSAGES)
    fc.assert(
      fc.property(fc.array(MESSAGE, { maxLength: 8 }), (messages) => {
        const random = Random.seeded('fuzz')
        const server = scene.server.fork().accept({ random, mode: 'direct', framing: MESSAGES })
        server.handle({ kind: 'connected' }, START)
        server.handle({ kind: 'secured', early: false, tls: TLS }, START)
        const reader = MESSAGES.reader()
        let over = false
        for (const message of messages) {
          server.handle({ kind: 'received', bytes: encodeText(message), early: false }, START)
          for (let said = server.poll(); said !== undefined; said = server.poll()) {
            assert.ok(!over, 'expected nothing after the connection was closed')
            if (said.kind === 'send') {
              const [event, more] = reader.feed(said.bytes)
              assert.ok(event !== undefined && more === undefined)
              assert.notEqual(event.kind, 'error')
            } else over = said.kind === 'close'
          }
        }
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})

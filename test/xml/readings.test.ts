import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import {
  type ReaderLimits,
  type StreamEvent,
  StreamReader,
  streamHeader,
  type XmlElement,
} from '../../src/xml/xml.ts'

const LIMITS: ReaderLimits = { elementBytes: 300, depth: 3, attributes: 3, whitespace: 'counted' }
const HEADER = streamHeader({ version: '1.0', declaration: false })
const OTHER_HEADER = HEADER.replace('jabber:client', 'jabber:server')
const OFFER =
  "<stream:features><a xmlns='urn:a' b='1'><c>d</c></a><bind xmlns='urn:b'/></stream:features>"

const read = (limits: ReaderLimits, ...pieces: readonly string[]): StreamEvent[] => {
  const reader = new StreamReader(limits)
  return pieces.flatMap((piece) => reader.feed(Buffer.from(piece)))
}

const elementsOf = (events: readonly StreamEvent[]): XmlElement[] =>
  events.flatMap((event) => (event.kind === 'element' ? [event.element] : []))

describe('an element that was read before', () => {
  it('is handed out again, and nobody can change it', () => {
    const [first, second, third, fourth] = elementsOf(
      read(LIMITS, HEADER, OFFER, OFFER, OFFER, `${OFFER}<a/>`),
    )
    assert.notEqual(first, second)
    assert.equal(second, third)
    assert.equal(third, fourth)
    assert.deepEqual(third?.serialize(), OFFER)
    assert.throws(() => third?.children.push('more'), TypeError)
    assert.throws(() => third?.elements()[0]?.children.push('more'), TypeError)
  })

  it('means something else, or is refused, where something else holds', () => {
    read(LIMITS, HEADER, '<a/>', '<a/>', OFFER, OFFER)
    assert.equal(elementsOf(read(LIMITS, HEADER, '<a/>'))[0]?.namespace, 'jabber:client')
    assert.equal(elementsOf(read(LIMITS, OTHER_HEADER, '<a/>'))[0]?.namespace, 'jabber:server')
    const last = read({ ...LIMITS, depth: 2 }, HEADER, OFFER).at(-1)
    assert.ok(last?.kind === 'error')
    assert.equal(last.condition, 'policy-violation')
  })

  it('counts against its limits with the white space before it', () => {
    read(LIMITS, HEADER, OFFER, OFFER, OFFER)
    const fits = ' '.repeat(LIMITS.elementBytes - OFFER.length)
    assert.equal(read(LIMITS, HEADER, `${fits}${OFFER}`).at(-1)?.kind, 'element')
    assert.equal(read(LIMITS, HEADER, `${fits} ${OFFER}`).at(-1)?.kind, 'error')
    assert.equal(read(LIMITS, HEADER, `${fits} `, OFFER).at(-1)?.kind, 'error')
  })

  it('makes no difference to what is read', () => {
    const part = fc.constantFrom(
      ...[
        OFFER,
        '<a/>',
        "<a b='>'/>",
        '<a><a/></a>',
        '<a></a>',
        "<a b='</a>'>c</a>",
        '<a>',
        '</a>',
      ],
      ...[' ', HEADER, '<?xml version="1.0"?>', '<a ', 'b', '</stream:stream>', '<é/>', '<a>ü</a>'],
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.nat(40), (parts, size) => {
        const text = [HEADER, ...parts].join('')
        const whole = shown(read(LIMITS, text))
        assert.deepEqual(shown(read(LIMITS, text)), whole)
        assert.deepEqual(shown(read(LIMITS, text)), whole)
        const cut = text.match(new RegExp(`[^]{1,${size + 1}}`, 'g')) ?? []
        assert.deepEqual(shown(read(LIMITS, ...cut)), whole)
        // Limits of its own, with which nothing has been read before.
        assert.deepEqual(shown(read({ ...LIMITS }, text)), whole)
      }),
    )
  })
})

const shown = (events: readonly StreamEvent[]): unknown[] =>
  events.map((event) => (event.kind === 'element' ? event.element.serialize() : event))

import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { Element } from '@xmpp/xml'
import fc from 'fast-check'
import {
  element,
  parseElement,
  type ReaderLimits,
  type StreamEvent,
  StreamReader,
  streamHeader,
} from '../../src/xml/xml.ts'
import { cases } from '../cases.ts'
import { CODE_POINT } from '../code-point.ts'

const HEADER = streamHeader({ to: 'example.org', version: '1.0', declaration: true })
const BARE_HEADER = streamHeader({ to: 'example.org', version: '1.0', declaration: false })
const LIMITS: ReaderLimits = {
  elementBytes: 200,
  depth: 4,
  attributes: 4,
  whitespace: 'free',
}

const read = (text: string | Uint8Array, ...more: (string | Uint8Array)[]): StreamEvent[] => {
  const reader = new StreamReader(LIMITS)
  return [text, ...more].flatMap((part) => reader.feed(Buffer.from(part)))
}

const brief = (events: readonly StreamEvent[]): string[] => events.map(word)

const word = (event: StreamEvent): string => {
  if (event.kind === 'element') return event.element.serialize()
  if (event.kind === 'error') return `${event.failure.code} ${event.condition}`
  return event.kind === 'header' && event.restart ? 'restart' : event.kind
}

/** XML 1.0 §2.2 has no way to say other control characters, lone surrogates, U+FFFE, U+FFFF. */
const expressible = (text: string): string =>
  [...text]
    .filter((character) => {
      const code = character.codePointAt(0) ?? 0
      if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
      return code < 0xd800 || (code > 0xdfff && code < 0xfffe) || code > 0xffff
    })
    .join('')

const inStream = (text: string): string[] => brief(read(HEADER, text)).slice(1)

describe('elements', () => {
  it('declare a namespace only where it changes', () => {
    const success = element(
      'success',
      'urn:xmpp:sasl:2',
      {},
      element('authorization-identifier', 'urn:xmpp:sasl:2', {}, 'a@b'),
      element('bound', 'urn:xmpp:bind:0'),
    )
    assert.equal(
      success.serialize(),
      "<success xmlns='urn:xmpp:sasl:2'><authorization-identifier>a@b</authorization-identifier><bound xmlns='urn:xmpp:bind:0'/></success>",
    )
  })

  it('use the stream prefix, which leaves the default namespace alone', () => {
    const text =
      "<stream:error><conflict xmlns='urn:ietf:params:xml:ns:xmpp-streams'/><iq/></stream:error>"
    const [, error] = read(BARE_HEADER, text)
    assert.ok(error?.kind === 'element')
    assert.equal(error.element.namespace, 'http://etherx.jabber.org/streams')
    assert.equal(error.element.serialize(), text)
  })

  it('leave out what is undefined', () => {
    assert.equal(element('a', 'jabber:client', { b: undefined }, undefined).serialize(), '<a/>')
  })

  it('survive writing and reading, whatever their text', () => {
    fc.assert(
      fc.property(fc.string({ unit: CODE_POINT }), fc.string({ unit: 'grapheme' }), (raw, text) => {
        const made = element('m', 'urn:x', { a: expressible(raw) }, `x${expressible(text)}`)
        assert.deepEqual(parseElement(made.serialize()), made)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('know nothing of what objects inherit', () => {
    const made = parseElement('<a/>')
    assert.equal(made.attribute('constructor'), undefined)
    assert.equal(made.attribute('__proto__'), undefined)
  })
})

describe('a stream reader', () => {
  it('says what the header says', () => {
    assert.deepEqual(read(HEADER), [
      {
        kind: 'header',
        name: 'stream',
        namespace: 'http://etherx.jabber.org/streams',
        content: 'jabber:client',
        attributes: { to: 'example.org', version: '1.0' },
        declaration: true,
        restart: false,
      },
    ])
  })

  it('is not deafened by a chunk that ends inside the XML declaration', () => {
    assert.deepEqual(brief(read("<?xml version='1.0'?", `>${BARE_HEADER}<iq/>`)), [
      'header',
      '<iq/>',
    ])
  })

  it('hears a restarted header behind success, in the same chunk, with and without declaration', () => {
    for (const header of [HEADER, BARE_HEADER]) {
      const events = read(`${HEADER}<success/>${header}<features/></stream:stream>`)
      assert.deepEqual(brief(events), ['header', '<success/>', 'restart', '<features/>', 'end'])
      const restart = events[2]
      assert.ok(restart?.kind === 'header')
      assert.equal(restart.declaration, header === HEADER)
    }
  })

  it('tolerates and counts white space between elements, without keeping it', () => {
    const reader = new StreamReader(LIMITS)
    reader.feed(Buffer.from(HEADER))
    // 1000 × 100 characters is 500 times what an element may have.
    for (let i = 0; i < 1_000; i += 1) {
      assert.deepEqual(reader.feed(Buffer.from(' \n'.repeat(50))), [])
    }
    assert.equal(reader.whitespace, 100_000)
    assert.deepEqual(brief(reader.feed(Buffer.from('<iq/>'))), ['<iq/>'])
  })

  it('counts white space as part of the element behind it, where it is told to', () => {
    for (const piece of [' ', ' \n'.repeat(500)]) {
      const reader = new StreamReader({ ...LIMITS, whitespace: 'counted' })
      reader.feed(Buffer.from(`${HEADER}${' '.repeat(150)}<iq/>`))
      const events = Array.from({ length: 1_000 }, () => reader.feed(Buffer.from(piece)))
      // 200 octets of nothing are enough, in pieces of any size.
      assert.deepEqual(brief(events.flat()), ['limit-exceeded policy-violation'])
      assert.equal(reader.whitespace, 150 + Math.max(201, piece.length))
    }
  })

  it('joins characters that chunks have split', () => {
    const bytes = Buffer.from(`${HEADER}<a>ü€😀</a>`)
    const reader = new StreamReader(LIMITS)
    const events = [...bytes].flatMap((byte) => reader.feed(Uint8Array.of(byte)))
    assert.deepEqual(brief(events), ['header', '<a>ü€😀</a>'])
  })

  it('reads CDATA, references and text behind them', () => {
    assert.deepEqual(inStream('<a><![CDATA[<&]]]>b&#65;&amp;</a>'), ['<a>&lt;&amp;]bA&amp;</a>'])
  })

  it('ends lines by line feeds, unless a reference says otherwise (XML 1.0 §2.11)', () => {
    const [, event] = read(BARE_HEADER, '<a>1\r\n2\r3\n<![CDATA[4\r\n]]>&#13;</a>')
    assert.ok(event?.kind === 'element')
    assert.equal(event.element.text(), '1\n2\n3\n4\n\r')
  })

  it('may declare xml as what it is', () => {
    const declared = "<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:lang='en'/>"
    assert.deepEqual(inStream(declared), ["<a xml:lang='en'/>"])
  })

  it('resolves prefixes of any name', () => {
    const [, event] = read(BARE_HEADER, "<x:a xmlns:x='urn:x' x:b='1'><c/><x:d/></x:a>")
    assert.ok(event?.kind === 'element')
    assert.equal(event.element.serialize(), "<a xmlns='urn:x'><c xmlns='jabber:client'/><d/></a>")
  })

  it('knows the streams namespace under any prefix', () => {
    const odd = "<s:stream xmlns='jabber:client' xmlns:s='http://etherx.jabber.org/streams'>"
    assert.deepEqual(brief(read(`${odd}<s:error/><a/></s:stream>`)), [
      'header',
      '<stream:error/>',
      '<a/>',
      'end',
    ])
  })

  const MALFORMED: Readonly<Record<string, string>> = {
    'an end tag without a start': '</x>',
    'an end tag that does not match': '<a></b>',
    'text between elements': 'hello<a/>',
    'CDATA between elements': '<![CDATA[x]]>',
    'an attribute twice': "<a b='1' b='2'/>",
    'an attribute without quotes': '<a b=1/>',
    'an attribute without a value': '<a b/>',
    'attributes without a gap': "<a b='1'c='2'/>",
    'a name that begins with a digit': '<1/>',
    'no name': '< a/>',
    'two colons': '<a:b:c/>',
    'a tag inside a tag': '<a <b/>',
    'a lesser-than sign in a value': "<a b='<'/>",
    'a slash in the middle': '<a / b="1"/>',
    'a prefix that is not declared': '<x:a/>',
    'a prefix of an attribute that is not declared': "<a x:b='1'/>",
    'a prefix that is taken back': "<a xmlns:x=''/>",
    'another meaning of xml': "<a xmlns:xml='urn:x'/>",
    'another name for xml': "<a xmlns:x='http://www.w3.org/XML/1998/namespace'/>",
    'a meaning of xmlns': "<a xmlns:xmlns='urn:x'/>",
    'a name for xmlns': "<a xmlns:x='http://www.w3.org/2000/xmlns/'/>",
    'the end of CDATA in text': '<a>]]></a>',
    'a reference to no character': '<a>&#0;</a>',
    'a reference without an end': '<a>&amp</a>',
    'an ampersand alone': '<a>& b</a>',
    'a declaration without a header': "<?xml version='1.0'?><a/>",
    'two declarations': "<?xml version='1.0'?><?xml version='1.0'?>",
    'a declaration of version 2': "<?xml version='2.0'?>",
  }
  for (const [name, text] of Object.entries(MALFORMED)) {
    it(`refuses ${name}`, () => {
      assert.deepEqual(inStream(text), ['malformed-xml not-well-formed'])
    })
  }

  const RESTRICTED: Readonly<Record<string, string>> = {
    'a comment': '<!-- x -->',
    'a document type': '<!DOCTYPE a>',
    'a processing instruction': '<?php 1?>',
    'a processing instruction inside an element': '<a><?php 1?></a>',
    'a comment inside an element': '<a><!-- x --></a>',
    'an entity of one’s own': '<a>&x;</a>',
  }
  for (const [name, text] of Object.entries(RESTRICTED)) {
    it(`refuses ${name} (RFC 6120 §11.1)`, () => {
      assert.deepEqual(inStream(text), ['malformed-xml restricted-xml'])
    })
  }

  it('refuses another encoding', () => {
    assert.deepEqual(brief(read("<?xml version='1.0' encoding='latin1'?>")), [
      'malformed-xml unsupported-encoding',
    ])
    assert.deepEqual(brief(read("<?xml version='1.0' encoding='utf-8'?>", BARE_HEADER)), ['header'])
  })

  it('refuses octets that are not UTF-8, after what was good', () => {
    for (const bad of [
      [0xff],
      [0xc0, 0x80], // overlong
      [0xe0, 0x80, 0x80],
      [0xed, 0xa0, 0x80], // a surrogate
      [0xf4, 0x90, 0x80, 0x80], // above U+10FFFF
      [0xef, 0xbf, 0xbf], // U+FFFF
      [0x00],
      [0x1b],
    ]) {
      const bytes = Buffer.concat([Buffer.from(`${HEADER}<a/><b>`), Uint8Array.from(bad)])
      assert.deepEqual(brief(read(bytes)), ['header', '<a/>', 'malformed-xml not-well-formed'])
    }
  })

  it('is silent after an error and after the end', () => {
    assert.deepEqual(brief(read(HEADER, '</x>', '<a/>', HEADER)), [
      'header',
      'malformed-xml not-well-formed',
    ])
    assert.deepEqual(brief(read(HEADER, '</stream:stream>', '<a/>', 'x')), ['header', 'end'])
  })

  it('limits the octets of an element, complete or not, to the octet', () => {
    // <a></a> is 7 octets, a ü 2.
    const fits = `<a>${'ü'.repeat(96)}x</a>`
    assert.equal(Buffer.byteLength(fits), 200)
    assert.deepEqual(inStream(fits), [fits])
    assert.deepEqual(inStream(fits.replace('x', 'xy')), ['limit-exceeded policy-violation'])
    assert.deepEqual(inStream(`<a>${'x'.repeat(300)}`), ['limit-exceeded policy-violation'])
    assert.deepEqual(inStream(`<a b='${'x'.repeat(300)}`), ['limit-exceeded policy-violation'])
    assert.deepEqual(inStream(`<?xml ${' '.repeat(300)}`), ['limit-exceeded policy-violation'])
  })

  it('limits depth and attributes', () => {
    assert.deepEqual(inStream('<a><b><c><d/></c></b></a>').length, 1)
    assert.deepEqual(inStream('<a><b><c><d><e/></d></c></b></a>'), [
      'limit-exceeded policy-violation',
    ])
    assert.deepEqual(inStream("<a b='' c='' d='' e='' f=''/>"), ['limit-exceeded policy-violation'])
  })

  it('forgets everything when it is reset', () => {
    const reader = new StreamReader(LIMITS)
    reader.feed(Buffer.from(`${HEADER}<a>unfinished`))
    reader.reset()
    assert.deepEqual(brief(reader.feed(Buffer.from(`${HEADER}<b/>`))), ['header', '<b/>'])
  })
})

/**
 * What takes time in proportion to its length is done in some hundredths of a second; what took
 * its square took from twenty seconds on. The limit lies far from both, and is one of the
 * processor's time, to which nothing adds that else is going on.
 */
describe('what a stranger may send', () => {
  let before: NodeJS.CpuUsage
  beforeEach(() => {
    before = process.cpuUsage()
  })
  afterEach(() => {
    const { user } = process.cpuUsage(before)
    assert.ok(user < 10_000_000, `${user} µs`)
  })

  it('may declare many namespaces in many elements', () => {
    const reader = new StreamReader()
    reader.feed(Buffer.from(HEADER))
    const declared = Array.from({ length: 64 }, (_, i) => `xmlns:p${i}='u'`).join(' ')
    const nested = `${`<p0:a ${declared}>`.repeat(64)}${'</p0:a>'.repeat(64)}`
    for (let i = 0; i < 5; i += 1) {
      const [event] = reader.feed(Buffer.from(nested))
      assert.equal(event?.kind, 'element')
    }
  })

  for (const [name, begun] of Object.entries({
    'a text': '<a>',
    'a tag': '<a b="',
    'a CDATA section': '<a><![CDATA[',
    'a declaration': '<?xml ',
  })) {
    it(`may send ${name} octet by octet, up to the limit`, () => {
      const reader = new StreamReader()
      reader.feed(Buffer.from(HEADER + begun))
      const octet = Buffer.from('x')
      const rest = 262_144 - begun.length
      for (let i = 0; i < rest; i += 1) assert.equal(reader.feed(octet).length, 0)
      assert.deepEqual(brief(reader.feed(octet)), ['limit-exceeded policy-violation'])
    })
  }
})

describe('elements of a stream', () => {
  it('are elements of @xmpp/xml', () => {
    const made = parseElement("<a xmlns='urn:x' b='1'>t<c xmlns='urn:y'/></a>")
    assert.ok(made instanceof Element)
    assert.equal(made.getNS(), 'urn:x')
    assert.equal(made.getChild('c', 'urn:y')?.getNS(), 'urn:y')
    assert.equal(made.getText(), 't')
    assert.equal(made.attrs['b'], '1')
  })

  it('have one text, whatever it was written as', () => {
    assert.deepEqual(parseElement('<a>x&amp;<![CDATA[<]]>y</a>').children, ['x&<y'])
  })
})

describe('whatever the chunks', () => {
  const PIECES = [
    HEADER,
    BARE_HEADER,
    '<iq id="1"><q xmlns="urn:q">t&lt;ü€😀</q></iq>',
    '<a><![CDATA[x]]></a>',
    "<a><![CDATA[>']]]]></a>",
    ' \n',
    '</stream:stream>',
    "<?xml version='1.0'?>",
    '<b c=">">',
    '</b>',
    'text',
  ]
  const stream = fc
    .tuple(
      fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }),
      fc.array(fc.record({ at: fc.nat(), octet: fc.nat(255) }), { maxLength: 3 }),
    )
    .map(([pieces, mutations]) => {
      const bytes = Buffer.from(HEADER + pieces.join(''))
      for (const { at, octet } of mutations) bytes[at % bytes.length] = octet
      return bytes
    })

  it('the events are those of one chunk', () => {
    fc.assert(
      fc.property(
        stream,
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (bytes, cuts) => {
          const whole = new StreamReader(LIMITS).feed(bytes)
          const reader = new StreamReader(LIMITS)
          const parts: StreamEvent[] = []
          for (let at = 0, i = 0; at < bytes.length; i += 1) {
            const size = cuts[i % cuts.length] ?? 1
            parts.push(...reader.feed(bytes.subarray(at, at + size)))
            at += size
          }
          assert.deepEqual(parts, whole)
        },
      ),
      { seed: 2, numRuns: cases(1_500) },
    )
  })
})

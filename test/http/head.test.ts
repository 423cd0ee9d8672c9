/** Heads of HTTP/1.1 messages: read strictly, whatever the cuts, and never beyond their limit. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { HEAD_AT_MOST, HeadReader, lists, type ReadHead, writeHead } from '../../src/http/head.ts'
import { pathOf, readRequestLine, readStatus } from '../../src/http/start-line.ts'

const octets = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** All of it, in pieces of this length. */
const readIn = (bytes: Uint8Array, length: number): ReadHead => {
  const reader = new HeadReader()
  for (let at = 0; at < bytes.length; at += length) {
    const read = reader.feed(bytes.subarray(at, at + length))
    if (read.kind === 'unfinished') continue
    if (read.kind === 'refused') return read
    return { ...read, rest: Buffer.concat([read.rest, bytes.subarray(at + length)]) }
  }
  return { kind: 'unfinished' }
}

describe('a head', () => {
  it('is read in whatever pieces it comes, and what comes behind it is left', () => {
    const text = writeHead('GET /x HTTP/1.1', [
      ['Host', 'example.org'],
      ['X-Two', ' a'],
      ['x-two', 'b\t'],
    ])
    const bytes = octets(`${text}rest\r\n\r\n`)
    for (let length = 1; length <= bytes.length; length += 1) {
      const read = readIn(bytes, length)
      assert.ok(read.kind === 'head', `${length}`)
      assert.equal(read.head.start, 'GET /x HTTP/1.1')
      assert.deepEqual(Object.fromEntries(read.head.fields), {
        host: 'example.org',
        'x-two': 'a, b',
      })
      assert.equal(Buffer.from(read.rest).toString(), 'rest\r\n\r\n')
    }
  })

  it('leaves values as they are but for spaces and tabs around them: octets are no characters', () => {
    // The last octet of "à" in UTF-8 is a space to Unicode.
    const read = readIn(octets('GET / HTTP/1.0\r\nX: \t voil\xc3\xa0 \t\r\n\r\n'), 100)
    assert.equal(read.kind === 'head' && read.head.fields.get('x'), 'voil\xc3\xa0')
  })

  it('tells whether a list has a member, without case', () => {
    const read = readIn(octets('GET / HTTP/1.1\r\nConnection: keep-alive,  Upgrade\r\n\r\n'), 1)
    assert.ok(read.kind === 'head')
    assert.ok(lists(read.head, 'connection', 'upgrade'))
    assert.ok(!lists(read.head, 'connection', 'up'))
    assert.ok(!lists(read.head, 'upgrade', 'websocket'))
  })

  for (const [why, text] of Object.entries({
    'a field without a colon (RFC 9112 §5)': 'GET / HTTP/1.1\r\nHost\r\n\r\n',
    'white space before the colon (§5.1)': 'GET / HTTP/1.1\r\nHost : x\r\n\r\n',
    'a field that is folded (§5.2)': 'GET / HTTP/1.1\r\nA: x\r\n y\r\n\r\n',
    'a control character in a value': 'GET / HTTP/1.1\r\nA: \0\r\n\r\n',
    'a line that ends with a bare LF': 'GET / HTTP/1.1\nHost: x\r\n\r\n',
    'a field without a name': 'GET / HTTP/1.1\r\n: x\r\n\r\n',
  })) {
    it(`is refused for ${why}`, () => {
      for (const length of [1, 7, 1_000]) {
        const read = readIn(octets(text), length)
        assert.ok(read.kind === 'refused' && read.why === 'malformed', read.kind)
      }
    })
  }

  it('may be as long as the limit, and no octet longer', () => {
    const around = 'GET / HTTP/1.1\r\nA: \r\n\r\n'.length
    const head = (length: number) =>
      octets(`GET / HTTP/1.1\r\nA: ${'x'.repeat(length - around)}\r\n\r\n`)
    for (const length of [1, 100, 100_000]) {
      assert.equal(readIn(head(HEAD_AT_MOST), length).kind, 'head')
      const read = readIn(head(HEAD_AT_MOST + 1), length)
      assert.ok(read.kind === 'refused' && read.why === 'too-long')
    }
  })

  it('is refused as soon as it cannot end within the limit, octet by octet', () => {
    const reader = new HeadReader()
    const line = octets('x')
    for (let i = 0; i < HEAD_AT_MOST; i += 1) assert.equal(reader.feed(line).kind, 'unfinished')
    assert.equal(reader.feed(line).kind, 'refused')
  })

  it('never throws, and is the same in one piece and octet by octet', () => {
    const piece = fc.constantFrom('GET / HTTP/1.1', '\r\n', '\n', 'A: b', ':', ' ', '\0', 'ü', '\r')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const bytes = octets(`${pieces.join('')}\r\n\r\nbehind`)
        assert.deepEqual(readIn(bytes, 1), readIn(bytes, bytes.length))
      }),
    )
  })
})

describe('a start line', () => {
  it('is a request of HTTP/1.1, or none', () => {
    assert.deepEqual(readRequestLine('POST /http-bind?x=1 HTTP/1.1'), {
      method: 'POST',
      target: '/http-bind?x=1',
    })
    for (const line of [
      'GET / HTTP/1.0',
      'GET  / HTTP/1.1',
      'GET / HTTP/2',
      'GET /',
      '',
      'a b c d',
    ])
      assert.equal(readRequestLine(line), undefined)
  })

  it('has a path, whether it names the host or not', () => {
    for (const target of ['/a', '/a?b', 'http://x/a', 'HTTPS://[::1]:5281/a?http://y/c'])
      assert.equal(pathOf(target), '/a')
    assert.deepEqual(['http://x', 'https://x?b', '/'].map(pathOf), ['/', '/', '/'])
    assert.equal(pathOf('/http://x/a'), '/http://x/a')
  })

  it('is a status, with a reason or none', () => {
    assert.equal(readStatus('HTTP/1.1 101 Switching Protocols'), 101)
    assert.equal(readStatus('HTTP/1.1 404'), 404)
    for (const line of ['HTTP/2 200', 'HTTP/1.1 99 x', 'HTTP/1.1 2000', '', 'SSH-2.0'])
      assert.equal(readStatus(line), undefined)
  })
})

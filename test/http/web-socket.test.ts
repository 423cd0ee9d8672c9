/** WebSockets (RFC 6455): known answers of the RFC, both ends against each other, and whatever comes. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { WebSocketClient } from '../../src/http/web-socket/client.ts'
import { applyMask, OPCODES, writeFrame } from '../../src/http/web-socket/frame.ts'
import { type Incoming, WebSocketReader } from '../../src/http/web-socket/reader.ts'
import { WebSocketServer } from '../../src/http/web-socket/server.ts'
import { Random } from '../../src/random.ts'
import { isCommand, type Passing } from '../../src/transport.ts'
import { CODE_POINT } from '../code-point.ts'

const AT_MOST = 70_000
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const octets = (text: string): Uint8Array => Buffer.from(text, 'latin1')
const unhex = (text: string): Uint8Array => Buffer.from(text.replaceAll(' ', ''), 'hex')
const HELLO = octets('Hello')
/** RFC 6455 §5.7. */
const MASK = unhex('37fa213d')

const reader = (from: 'client' | 'server'): WebSocketReader =>
  new WebSocketReader({ from, messageAtMost: AT_MOST })

const readIn = (from: 'client' | 'server', bytes: Uint8Array, length: number): Incoming[] => {
  const one = reader(from)
  const incoming: Incoming[] = []
  for (let at = 0; at < bytes.length; at += length) {
    incoming.push(...one.feed(bytes.subarray(at, at + length)))
  }
  return incoming
}

const told = (incoming: readonly Incoming[]): string[] => incoming.map(text)

const text = (one: Incoming): string => {
  switch (one.kind) {
    case 'message':
      return `message ${hex(one.bytes)}`
    case 'ping':
      return `ping ${hex(one.payload)}`
    case 'close':
      return 'close'
    case 'error':
      return `error ${one.code}`
  }
}

describe('frames', () => {
  it('are those of RFC 6455 §5.7', () => {
    assert.equal(hex(writeFrame(OPCODES.text, HELLO, undefined)), '810548656c6c6f')
    assert.equal(hex(writeFrame(OPCODES.text, HELLO, MASK)), '818537fa213d7f9f4d5158')
    assert.equal(hex(writeFrame(OPCODES.ping, HELLO, undefined)), '890548656c6c6f')
    assert.equal(hex(writeFrame(OPCODES.pong, HELLO, MASK)), '8a8537fa213d7f9f4d5158')
    const head = (length: number): string =>
      hex(writeFrame(OPCODES.binary, new Uint8Array(length), undefined).subarray(0, 10))
    assert.match(head(256), /^827e0100/)
    assert.match(head(65_536), /^827f0000000000010000/)
  })

  it('are read as those of RFC 6455 §5.7, in whatever pieces', () => {
    const cases: readonly (readonly ['client' | 'server', string, string[]])[] = [
      ['server', '81 05 48 65 6c 6c 6f', ['message 48656c6c6f']],
      ['client', '81 85 37 fa 21 3d 7f 9f 4d 51 58', ['message 48656c6c6f']],
      ['server', '01 03 48 65 6c 80 02 6c 6f', ['message 48656c6c6f']],
      // A ping may stand between the fragments of a message (§5.4).
      ['server', '01 03 48 65 6c 89 01 78 80 02 6c 6f', ['ping 78', 'message 48656c6c6f']],
      ['client', '8a 85 37 fa 21 3d 7f 9f 4d 51 58', []],
      ['server', '88 00', ['close']],
      ['server', '88 02 03 e8', ['close']],
      // What the registry and applications have (§7.4.2), and a reason: "ä".
      ['server', '88 02 03 f6', ['close']],
      ['server', '88 02 0b b8', ['close']],
      ['server', '88 04 13 87 c3 a4', ['close']],
      ['server', '81 00', ['message ']],
      // A character in two fragments (§5.6).
      ['server', '01 01 c3 80 01 a4', ['message c3a4']],
    ]
    for (const [from, frames, expected] of cases) {
      for (const length of [1, 2, 3, 100]) {
        assert.deepEqual(told(readIn(from, unhex(frames), length)), expected, frames)
      }
    }
  })

  for (const [why, from, frames, code] of [
    ['a client that does not mask (§5.1)', 'client', '81 00', 1002],
    ['a server that masks (§5.1)', 'server', '81 80 00 00 00 00', 1002],
    ['a reserved bit (§5.2)', 'server', 'c1 00', 1002],
    ['an opcode that nobody knows (§5.2)', 'server', '83 00', 1002],
    ['a length that takes more octets than it needs (§5.2)', 'server', '81 7e 00 05', 1002],
    ['the same in eight octets', 'server', '81 7f 00 00 00 00 00 00 00 05', 1002],
    ['a control frame in fragments (§5.5)', 'server', '09 00', 1002],
    ['a control frame of more than 125 octets (§5.5)', 'server', '89 7e 00 7e', 1002],
    ['the rest of nothing (§5.4)', 'server', '80 00', 1002],
    ['a message within another (§5.4)', 'server', '01 00 81 00', 1002],
    ['a close of a single octet (§5.5.1)', 'server', '88 01 03', 1002],
    ['a code below 1000 (§7.4.2)', 'server', '88 02 03 e7', 1002],
    ['a code that is reserved (§7.4.1)', 'server', '88 02 03 ec', 1002],
    ['a code that says that there was none (§7.4.1)', 'client', '88 82 00 00 00 00 03 ed', 1002],
    ['a code of an abnormal end (§7.4.1)', 'server', '88 02 03 ee', 1002],
    ['a code of a failed handshake of TLS (§7.4.1)', 'server', '88 02 03 f7', 1002],
    ['a code that has no meaning yet (§7.4.2)', 'server', '88 02 0b b7', 1002],
    ['a code beyond those of applications (§7.4.2)', 'server', '88 02 13 88', 1002],
    ['a reason that is no UTF-8 (§8.1)', 'server', '88 03 03 e8 ff', 1007],
    ['a text that is no UTF-8 (§8.1)', 'client', '81 82 00 00 00 00 c3 28', 1007],
    ['a text that ends within a character (§8.1)', 'server', '01 01 61 80 01 c3', 1007],
    ['a surrogate in a text (§8.1)', 'server', '81 03 ed a0 80', 1007],
    ['octets that are no text (RFC 7395 §3.2)', 'server', '82 00', 1003],
    ['a message of 2⁶³ octets', 'server', '81 7f 80 00 00 00 00 00 00 00', 1009],
    ['one octet more than allowed', 'server', '81 7f 00 00 00 00 00 01 11 71', 1009],
  ] as const) {
    it(`are closed for ${why}, and nothing is heard behind it`, () => {
      for (const length of [1, 1_000]) {
        const incoming = readIn(from, Buffer.concat([unhex(frames), unhex('8100')]), length)
        assert.deepEqual(told(incoming), [`error ${code}`])
      }
    })
  }

  it('may not come to more than a message may be, in however many fragments', () => {
    const fragment = Buffer.concat([unhex('017e7d00'), new Uint8Array(32_000)])
    const next = Buffer.concat([unhex('007e7d00'), new Uint8Array(32_000)])
    const one = reader('server')
    assert.deepEqual(told(one.feed(fragment)), [])
    assert.deepEqual(told(one.feed(next)), [])
    assert.deepEqual(told(one.feed(next)), ['error 1009'])
  })

  it('are the same at the other end, whatever the lengths, the mask and the cuts', () => {
    const messages = fc.array(
      fc.string({ unit: CODE_POINT, maxLength: 300 }).map((one) => Buffer.from(one)),
      { maxLength: 5 },
    )
    fc.assert(
      fc.property(messages, fc.boolean(), fc.integer({ min: 1, max: 400 }), (all, masked, cut) => {
        const mask = masked ? MASK : undefined
        const frames = Buffer.concat(all.map((one) => writeFrame(OPCODES.text, one, mask)))
        const incoming = readIn(masked ? 'client' : 'server', frames, cut)
        assert.deepEqual(
          told(incoming),
          all.map((one) => `message ${hex(one)}`),
        )
      }),
    )
  })

  it('never throw, and are the same in one piece and octet by octet, whatever they are', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.constantFrom(...['8100', '0101', '8000', '8902ffff', '817e', '88020000'].map(unhex)),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const bytes = Buffer.concat(pieces)
        assert.deepEqual(
          told(readIn('server', bytes, 1)),
          told(readIn('server', bytes, bytes.length || 1)),
        )
      }),
    )
  })
})

const ANSWER = {
  target: '/xmpp-websocket',
  fields: [['Upgrade', 'websocket'], ['Connection', 'Upgrade'], 'accept', 'protocol'],
} as const
const PLACE = { host: 'example.org', target: '/xmpp-websocket' }

const client = (): WebSocketClient =>
  new WebSocketClient({ place: PLACE, random: Random.seeded('x'), messageAtMost: AT_MOST })
const server = (): WebSocketServer =>
  new WebSocketServer({ answer: ANSWER, messageAtMost: AT_MOST, writes: 'apart' })

const drain = (layer: { poll(): Passing | undefined }): Passing[] => {
  const all: Passing[] = []
  for (let one = layer.poll(); one !== undefined; one = layer.poll()) all.push(one)
  return all
}

const received = (bytes: Uint8Array): Passing => ({ kind: 'received', bytes, early: false })

/** Both ends, joined by a transport that cuts octets into pieces of this length. */
class Ends {
  readonly client = client()
  readonly server = server()
  readonly heard: string[] = []
  readonly #cut: number

  constructor(cut = 1_000) {
    this.#cut = cut
  }

  run(): this {
    for (;;) {
      const up = drain(this.client)
      const down = drain(this.server)
      if (up.length + down.length === 0) return this
      for (const one of up) this.#pass('client', one, this.server)
      for (const one of down) this.#pass('server', one, this.client)
    }
  }

  #pass(end: string, passing: Passing, other: WebSocketClient | WebSocketServer): void {
    if (!isCommand(passing)) {
      const text = 'bytes' in passing ? ` ${Buffer.from(passing.bytes)}` : ''
      this.heard.push(`${end} ${passing.kind}${text}`)
    } else if (passing.kind === 'send') {
      for (let at = 0; at < passing.bytes.length; at += this.#cut) {
        other.handle(received(passing.bytes.subarray(at, at + this.#cut)))
      }
    } else if (passing.kind === 'close') other.handle({ kind: 'closed' })
  }
}

describe('a WebSocket', () => {
  for (const cut of [1, 3, 1_000]) {
    it(`opens, carries messages both ways and closes, in pieces of ${cut}`, () => {
      const ends = new Ends(cut)
      ends.client.handle({ kind: 'upgrade' })
      ends.run()
      assert.deepEqual(ends.heard, ['client waited', 'server waited', 'client upgraded'])
      ends.client.handle({ kind: 'send', bytes: octets('<a/>') })
      ends.client.handle({ kind: 'send', bytes: octets('<b/>') })
      ends.server.handle({ kind: 'send', bytes: octets('<c/>') })
      ends.run()
      ends.client.handle({ kind: 'close' })
      ends.run()
      assert.deepEqual(ends.heard.slice(3), [
        'client received <c/>',
        'server received <a/>',
        'server received <b/>',
        'server closed',
      ])
    })
  }

  it('that its server closes is told to be gone there too, once, and heard no more', () => {
    const one = server()
    one.handle(received(request()))
    drain(one)
    one.handle({ kind: 'close' })
    // A close frame with the code 1000 (§7.4.1).
    assert.deepEqual(drain(one), [
      { kind: 'send', bytes: Buffer.from('880203e8', 'hex') },
      { kind: 'close' },
    ])
    one.handle(received(octets('<a/>')))
    assert.deepEqual(drain(one), [])
    one.handle({ kind: 'closed' })
    one.handle({ kind: 'closed' })
    assert.deepEqual(drain(one), [{ kind: 'closed' }])
  })

  it('is closed with 1007 at either end that hears what is no UTF-8 (RFC 6455 §8.1)', () => {
    const ends = new Ends()
    ends.client.handle({ kind: 'upgrade' })
    ends.run()
    const bad = unhex('ff')
    ends.server.handle(received(writeFrame(OPCODES.text, bad, MASK)))
    const [atServer, ...behind] = drain(ends.server)
    assert.ok(atServer?.kind === 'send')
    // 0x03ef is 1007.
    assert.equal(hex(atServer.bytes), '880203ef')
    assert.deepEqual(
      behind.map(({ kind }) => kind),
      ['close', 'closed'],
    )
    ends.client.handle(received(writeFrame(OPCODES.text, bad, undefined)))
    const [atClient] = drain(ends.client)
    assert.ok(atClient?.kind === 'send')
    const [first = 0, second = 0, ...rest] = atClient.bytes
    assert.deepEqual([first, second], [0x88, 0x82])
    const code = applyMask(Uint8Array.from(rest.slice(4)), Uint8Array.from(rest.slice(0, 4)), 0)
    assert.equal(hex(code), '03ef')
  })

  it('is kept alive by a ping, which nobody above hears', () => {
    const ends = new Ends()
    ends.client.handle({ kind: 'upgrade' })
    ends.run()
    ends.client.handle({ kind: 'send', bytes: new Uint8Array(0) })
    const [ping] = drain(ends.client)
    assert.ok(ping?.kind === 'send' && ping.bytes[0] === 0x89)
    ends.server.handle(received(ping.bytes))
    // A pong of no octets (§5.5.3).
    assert.deepEqual(drain(ends.server), [{ kind: 'send', bytes: Buffer.from([0x8a, 0]) }])
  })

  it('says at one time what is said at one time: a client but for the first, a server all of it or none', () => {
    const writes = (layer: WebSocketClient | WebSocketServer): number[] => {
      for (const text of ['<a/>', '<b/>', '<c/>'])
        layer.handle({ kind: 'send', bytes: octets(text) })
      return drain(layer).map((one) => (one.kind === 'send' ? one.bytes.length : 0))
    }
    const ends = new Ends()
    ends.client.handle({ kind: 'upgrade' })
    ends.run()
    // Two octets of head, four of mask from a client, four of text.
    assert.deepEqual(writes(ends.client), [10, 20])
    assert.deepEqual(writes(ends.server), [6, 6, 6])
    const joining = new WebSocketServer({
      answer: ANSWER,
      messageAtMost: AT_MOST,
      writes: 'together',
    })
    joining.handle(received(request()))
    drain(joining)
    assert.deepEqual(writes(joining), [18])
  })

  it('that is asked for twice with the same chance is asked for in the same octets', () => {
    const ask = (): Passing[] => {
      const one = client()
      one.handle({ kind: 'upgrade' })
      return drain(one)
    }
    assert.deepEqual(ask(), ask())
  })
})

/** The example of RFC 6455 §1.3, for XMPP (RFC 7395 §3.1). */
const request = (changes: Readonly<Record<string, string>> = {}, start = ''): Uint8Array => {
  const fields = {
    Host: 'server.example.com',
    Upgrade: 'websocket',
    Connection: 'Upgrade',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol': 'chat, xmpp',
    'Sec-WebSocket-Version': '13',
    ...changes,
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  return octets(`${start || 'GET /xmpp-websocket HTTP/1.1'}\r\n${lines.join('')}\r\n`)
}

const answerTo = (bytes: Uint8Array): { text: string; kinds: string[] } => {
  const one = server()
  one.handle(received(bytes))
  const all = drain(one)
  const [answer] = all
  const text = answer?.kind === 'send' ? Buffer.from(answer.bytes).toString() : ''
  return { text, kinds: all.map(({ kind }) => kind) }
}

describe('the opening handshake at a server', () => {
  it('is answered as in RFC 6455 §1.3', () => {
    const { text, kinds } = answerTo(request())
    assert.equal(
      text,
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: xmpp\r\n\r\n',
    )
    assert.deepEqual(kinds, ['send', 'waited'])
  })

  it('is answered where the request has all of the URI (RFC 9112 §3.2.2)', () => {
    const { text } = answerTo(request({}, 'GET http://x/xmpp-websocket HTTP/1.1'))
    assert.match(text, /^HTTP\/1\.1 101 /)
  })

  for (const [why, bytes, status] of [
    ['another path', request({}, 'GET /chat HTTP/1.1'), 404],
    ['another path of a URI', request({}, 'GET http://x/chat HTTP/1.1'), 404],
    ['a host that is none', request({ Host: 'a b' }), 400],
    ['two hosts in one', request({ Host: 'a,b:1:2' }), 400],
    ['another method', request({}, 'POST /xmpp-websocket HTTP/1.1'), 405],
    ['another version of HTTP', request({}, 'GET /xmpp-websocket HTTP/1.0'), 400],
    ['no upgrade', request({ Upgrade: 'h2c' }), 426],
    ['a connection that stays what it is', request({ Connection: 'keep-alive' }), 426],
    ['another version of WebSockets', request({ 'Sec-WebSocket-Version': '8' }), 426],
    ['a key of another length', request({ 'Sec-WebSocket-Key': 'c2hvcnQ=' }), 400],
    ['another protocol than XMPP', request({ 'Sec-WebSocket-Protocol': 'chat' }), 400],
    ['XMPP in capitals', request({ 'Sec-WebSocket-Protocol': 'chat, XMPP' }), 400],
    ['what is no HTTP', octets('\u0016\u0003\u0001\r\n\r\n'), 400],
    ['too much', octets('x'.repeat(9_000)), 431],
  ] as const) {
    it(`is refused with ${status} for ${why}, and the connection closed`, () => {
      const { text, kinds } = answerTo(bytes)
      assert.match(text, new RegExp(`^HTTP/1\\.1 ${status} .*\r\n(.*\r\n)*\r\n$`))
      assert.deepEqual(kinds, ['send', 'close', 'closed'])
    })
  }
})

describe('the opening handshake at a client', () => {
  const answered = (change: (answer: string) => string): Passing | undefined => {
    const one = client()
    one.handle({ kind: 'upgrade' })
    const [asked] = drain(one)
    assert.ok(asked?.kind === 'send')
    const { text } = answerTo(asked.bytes)
    one.handle(received(octets(change(text))))
    return drain(one).at(-1)
  }

  it('is the beginning of messages', () => {
    assert.deepEqual(
      answered((text) => text),
      { kind: 'upgraded' },
    )
  })

  for (const [why, change, detail] of [
    [
      'another status',
      ['101 Switching Protocols', '404 Not Found'],
      /found 404: is there a WebSocket/,
    ],
    ['an answer to another key', ['Accept: ', 'Accept: x'], /Sec-WebSocket-Accept/],
    ['no protocol', ['Sec-WebSocket-Protocol: xmpp\r\n', ''], /"xmpp" in Sec-WebSocket-Protocol/],
    ['another upgrade', ['Upgrade: websocket', 'Upgrade: h2c'], /upgrade to "websocket"/],
    ['an extension', ['\r\n\r\n', '\r\nSec-WebSocket-Extensions: x\r\n\r\n'], /no extensions/],
    ['what is no HTTP', ['HTTP/1.1', 'SSH-2.0'], /status line/],
  ] as const) {
    it(`ends the attempt for ${why}`, () => {
      const last = answered((text) => text.replace(change[0], change[1]))
      assert.ok(last?.kind === 'closed')
      assert.equal(last.error?.code, 'feature-missing')
      assert.match(last.error.detail, detail)
    })
  }
})

/** WebSockets in captures (RFC 7395): those of our own, and what is none. */

import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { ReadWebSocket } from '../../src/capture/analysis/web-socket.ts'
import type { Direction } from '../../src/direction.ts'
import { statusLine } from '../../src/http/start-line.ts'
import { OPCODES, writeFrame } from '../../src/http/web-socket/frame.ts'
import { openingRequest } from '../../src/http/web-socket/handshake.ts'
import { captureTrace } from '../../src/index.ts'
import { tshark, unlessTshark } from './tshark.ts'

const octets = (text: string): Uint8Array => new TextEncoder().encode(text)
const MASK = Uint8Array.of(1, 2, 3, 4)

const REQUEST = openingRequest({ host: 'a', target: '/ws' }, 'AAAAAAAAAAAAAAAAAAAAAA==')
const FIELDS = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Protocol: xmpp\r\n'
const RESPONSE = `${statusLine(101)}\r\n${FIELDS}\r\n`

type Said = readonly [way: Direction, said: Uint8Array]

const CONVERSATION: readonly Said[] = [
  ['up', octets(REQUEST)],
  // A frame may come with the answer, one that is 22 octets long among them, as TLS begins.
  [
    'down',
    Buffer.concat([
      octets(RESPONSE),
      writeFrame(OPCODES.text, octets(`<${'a'.repeat(19)}/>`), undefined),
    ]),
  ],
  ['up', writeFrame(OPCODES.text, octets('<open/>'), MASK)],
  ['up', writeFrame(OPCODES.ping, octets(''), MASK)],
  ['down', writeFrame(OPCODES.pong, octets(''), undefined)],
  ['down', writeFrame(OPCODES.text, octets('<open/>'), undefined)],
]

/** What is told, a line each. */
function told(conversation: readonly Said[]): readonly string[] {
  const lines: string[] = []
  const web = new ReadWebSocket({
    opened: () => lines.push('opened'),
    message: (way, message) => lines.push(`${way} ${new TextDecoder().decode(message)}`),
    looks: () => lines.push('looks'),
    lookedUp: () => lines.push('looked up'),
    flight: (way) => lines.push(`${way} something`),
  })
  for (const [way, said] of conversation) web.read(way, said)
  return lines
}

const MESSAGES = ['opened', `down <${'a'.repeat(19)}/>`, 'up <open/>', 'down <open/>']

describe('a WebSocket that is read along', () => {
  it('is told as its messages, in whatever pieces they come', () => {
    assert.deepEqual(told(CONVERSATION), MESSAGES)
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (size) => {
        const pieces = CONVERSATION.flatMap(([way, said]) =>
          Array.from(
            { length: Math.ceil(said.length / size) },
            (_, index): Said => [way, said.subarray(index * size, (index + 1) * size)],
          ),
        )
        assert.deepEqual(told(pieces), MESSAGES)
      }),
    )
  })

  it('is told as who spoke when, where it is none for XMPP or cannot be read', () => {
    const [, ...behind] = CONVERSATION
    for (const [request, response] of [
      [REQUEST.replace('xmpp', 'chat'), RESPONSE],
      [REQUEST, RESPONSE.replace('101', '403')],
      [
        REQUEST,
        RESPONSE.replace('\r\n\r\n', '\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n'),
      ],
      ['GET nothing at all\r\n\r\n', RESPONSE],
    ] as const) {
      const lines = told([['up', octets(request)], ['down', octets(response)], ...behind.slice(1)])
      assert.deepEqual(lines.slice(0, 2), ['up something', 'down something'])
      assert.ok(
        lines.every((line) => line.endsWith(' something')),
        lines.join(),
      )
    }
    // A binary message is no XMPP (RFC 7395 §3.2).
    const binary = writeFrame(OPCODES.binary, octets('<open/>'), MASK)
    assert.deepEqual(told([...CONVERSATION.slice(0, 2), ['up', binary]]).at(-1), 'up something')
  })

  it('may be looked up before, in whatever pieces that comes', () => {
    const asked = 'GET /.well-known/host-meta?a HTTP/1.1\r\nHost: a\r\n\r\n'
    const answered = `${statusLine(200)}\r\nContent-Length: 4\r\n\r\n<a/>`
    for (const size of [1, 7, 1_000]) {
      const pieces = (way: Direction, text: string): readonly Said[] =>
        Array.from({ length: Math.ceil(text.length / size) }, (_, index) => [
          way,
          octets(text.slice(index * size, (index + 1) * size)),
        ])
      const lookup = [...pieces('up', asked), ...pieces('down', answered)]
      assert.deepEqual(told(lookup), ['looks', 'looked up'])
    }
    // What does not wait for the answer, and an answer whose end nobody here knows.
    const chunked = `${statusLine(200)}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`
    const both: Said = ['up', octets(asked + REQUEST)]
    assert.deepEqual(told([both]), ['up something'])
    const unknown: readonly Said[] = [
      ['up', octets(asked)],
      ['down', octets(chunked)],
    ]
    assert.deepEqual(told(unknown), ['looks', 'up something', 'down something'])
  })

  it('never throws', () => {
    const said = fc.tuple(
      fc.constantFrom<Direction>('up', 'down'),
      fc.uint8Array({ maxLength: 40 }),
    )
    fc.assert(
      fc.property(fc.array(said), (all) => void told([...CONVERSATION.slice(0, 3), ...all])),
    )
  })
})

describe('a capture of a WebSocket', () => {
  it('is HTTP and messages of a WebSocket to Wireshark', unlessTshark, async () => {
    const strategy = 'fast-resume-websocket+pipelined'
    const file = await captureTrace({ strategy, server: 'ideal', rtt: '100ms' }, {})
    const packets = tshark(file, 'frame', {
      ...{ to: 'tcp.dstport', from: 'tcp.srcport', uri: 'http.request.uri' },
      ...{ status: 'http.response.code', opcode: 'websocket.opcode', masked: 'websocket.mask' },
      malformed: '_ws.malformed',
    })
    assert.deepEqual(
      packets.filter(({ malformed }) => malformed !== ''),
      [],
    )
    assert.ok(packets.every(({ to, from }) => [to, from].includes('443')))
    assert.deepEqual(
      packets.flatMap(({ uri, status }) => [uri, status].filter(Boolean)),
      ['/xmpp-websocket', '101'],
    )
    // <open/> and <authenticate/>; what the server says to either.
    const messages = packets.filter(({ opcode }) => opcode !== '')
    assert.ok(messages.length >= 4, String(messages.length))
  })
})

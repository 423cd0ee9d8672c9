/**
 * The opening handshake of a WebSocket (RFC 6455 §4) for XMPP (RFC 7395 §3.1): what is asked, what is
 * answered, and what is wrong with either.
 *
 * Left out: extensions (permessage-deflate, RFC 7692, which RFC 7395 does not mention and neither
 * measured server does), and what a browser adds to its request: Origin, User-Agent, cookies.
 */
import { hash } from 'node:crypto'
import { type Field, type Head, listed, lists, namesHost, writeHead } from '../head.ts'
import { pathOf, readRequestLine, readStatus, requestLine, statusLine } from '../start-line.ts'

/** RFC 7395 §3.1. */
const PROTOCOL = 'xmpp'
/** RFC 6455 §4.1. */
const VERSION = '13'
export const KEY_OCTETS = 16
/** RFC 6455 §1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** Where a WebSocket is. */
export interface WebSocketPlace {
  /** As in the field Host: with a port, if it is not that of the scheme. */
  readonly host: string
  /** The path, and the query if there is one. */
  readonly target: string
}

/** `key`: base64 of 16 octets of chance. */
export const openingRequest = ({ host, target }: WebSocketPlace, key: string): string =>
  writeHead(requestLine({ method: 'GET', target }), [
    ['Host', host],
    ['Upgrade', 'websocket'],
    ['Connection', 'Upgrade'],
    ['Sec-WebSocket-Key', key],
    ['Sec-WebSocket-Protocol', PROTOCOL],
    ['Sec-WebSocket-Version', VERSION],
  ])

const acceptOf = (key: string): string => hash('sha1', key + GUID, 'base64')

/** Why a client must not go on (RFC 6455 §4.1, RFC 7395 §3.1); undefined when it may. */
export function whyNotOpened(head: Head, key: string): string | undefined {
  const status = readStatus(head.start)
  if (status === undefined) return 'expected an HTTP status line'
  if (status !== 101) return `expected the status 101 (Switching Protocols), found ${status}`
  if (!lists(head, 'upgrade', 'websocket')) return 'expected an upgrade to "websocket"'
  if (!lists(head, 'connection', 'upgrade')) return 'expected "Upgrade" in the field Connection'
  if (head.fields.get('sec-websocket-accept') !== acceptOf(key)) {
    return 'expected the key’s answer in Sec-WebSocket-Accept'
  }
  if (head.fields.has('sec-websocket-extensions')) return 'expected no extensions'
  if (head.fields.get('sec-websocket-protocol') !== PROTOCOL) {
    return `expected "${PROTOCOL}" in Sec-WebSocket-Protocol`
  }
  return undefined
}

/** What a server answers. */
export type HandshakeAnswer =
  | { readonly kind: 'opened'; readonly response: string }
  | { readonly kind: 'refused'; readonly response: string }

/** What is a server's own about its answer. */
export interface OpeningAnswer {
  /** The path. */
  readonly target: string
  /** Of the response, all that depend on no request: in what case and order a server has them. */
  readonly fields: readonly OpeningField[]
}

/** One that is always the same, or one of the two that depend on the request. */
export type OpeningField = Field | 'accept' | 'protocol'

/** RFC 6455 §4.2. */
export function answerOpening(head: Head, { target, fields }: OpeningAnswer): HandshakeAnswer {
  const asked = readRequestLine(head.start)
  if (asked === undefined) return refused(400)
  if (asked.method !== 'GET') return refused(405, [['Allow', 'GET']])
  if (pathOf(asked.target) !== target) return refused(404)
  const isUpgrade = lists(head, 'upgrade', 'websocket') && lists(head, 'connection', 'upgrade')
  if (!isUpgrade || head.fields.get('sec-websocket-version') !== VERSION) {
    return refused(426, [
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Version', VERSION],
    ])
  }
  const key = head.fields.get('sec-websocket-key') ?? ''
  if (!namesHost(head) || !KEY.test(key)) return refused(400)
  // RFC 7395 §3.1: whoever does not ask for XMPP speaks something else. What is answered has to be what was
  // offered, letter by letter (RFC 6455 §4.2.2).
  if (!listed(head, 'sec-websocket-protocol').includes(PROTOCOL)) return refused(400)
  const written = fields.map((field): Field => {
    if (field === 'accept') return ['Sec-WebSocket-Accept', acceptOf(key)]
    return field === 'protocol' ? ['Sec-WebSocket-Protocol', PROTOCOL] : field
  })
  return { kind: 'opened', response: writeHead(statusLine(101), written) }
}

/** Base64 of 16 octets. */
const KEY = /^[A-Za-z0-9+/]{21}[AQgw]==$/

export const refused = (status: number, fields: readonly Field[] = []): HandshakeAnswer => ({
  kind: 'refused',
  response: writeHead(statusLine(status), [
    ...fields,
    ['Content-Length', '0'],
    ['Connection', 'close'],
  ]),
})

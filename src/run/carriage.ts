/** What carries XMPP on TLS, at either end: its framing, and the layer between. */

import type { Engine } from '../engine.ts'
import { WebSocketClient } from '../http/web-socket/client.ts'
import type { WebSocketPlace } from '../http/web-socket/handshake.ts'
import { WebSocketServer } from '../http/web-socket/server.ts'
import type { ServerHttp, ServerModel } from '../servers/model.ts'
import type { Over } from '../strategies/over.ts'
import type { Passing } from '../transport.ts'
import { LIMITS_AFTER_AUTHENTICATION } from '../xml/xml.ts'
import type { Carriage } from '../xmpp/dialogue/layered.ts'
import { MESSAGES } from '../xmpp/framing/messages.ts'

/** No message can be longer than what is allowed to be in it. */
const MESSAGE_AT_MOST = LIMITS_AFTER_AUTHENTICATION.elementBytes

/** Of TLS from the first octet on: XEP-0368 §4; a WebSocket is asked for in HTTP/1.1 (RFC 6455 §4.1). */
export const ALPN = { none: 'xmpp-client', 'web-socket': 'http/1.1' } as const

/** None where XMPP is carried by TLS itself, or by TCP. */
export const clientCarriage = (over: Over, place: WebSocketPlace): Carriage | undefined =>
  over.kind === 'tcp' || over.http === 'none'
    ? undefined
    : {
        framing: MESSAGES,
        layer: (random) => new WebSocketClient({ place, random, messageAtMost: MESSAGE_AT_MOST }),
      }

/** `framing`: as of the server's answers on a stream of octets. */
export const serverLayer = (
  { webSocket }: ServerHttp,
  framing: ServerModel['xmpp']['framing'],
): Engine<Passing, Passing> =>
  new WebSocketServer({
    answer: webSocket,
    messageAtMost: MESSAGE_AT_MOST,
    writes: framing === 'flight' ? 'together' : 'apart',
  })

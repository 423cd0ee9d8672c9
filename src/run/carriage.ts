/** What carries XMPP on TLS, at either end: its framing, and the layer between. */

import { BoshClient } from '../bosh/client.ts'
import type { Engine } from '../engine.ts'
import { WebSocketClient } from '../http/web-socket/client.ts'
import { WebSocketServer } from '../http/web-socket/server.ts'
import type { ServerHttp, ServerModel } from '../servers/model.ts'
import type { HttpUse, Over } from '../strategies/over.ts'
import type { Passing } from '../transport.ts'
import { LIMITS_AFTER_AUTHENTICATION } from '../xml/xml.ts'
import type { Carriage } from '../xmpp/dialogue/layered.ts'
import type { Memory } from '../xmpp/dialogue/memory.ts'
import { BODIES } from '../xmpp/framing/bodies.ts'
import { MESSAGES } from '../xmpp/framing/messages.ts'

/** No message can be longer than what is allowed to be in it. */
const MESSAGE_AT_MOST = LIMITS_AFTER_AUTHENTICATION.elementBytes

/** Of TLS from the first octet on: XEP-0368 §4; of HTTP/1.1 where that is asked (RFC 6455 §4.1). */
export const ALPN: Readonly<Record<HttpUse, string>> = {
  none: 'xmpp-client',
  'web-socket': 'http/1.1',
  bosh: 'http/1.1',
}

/** Where HTTP is asked: the host as in the field of that name, and the path of each use. */
export interface HttpPlace {
  readonly host: string
  readonly targets: Readonly<Record<Exclude<HttpUse, 'none'>, string>>
}

/** None where XMPP is carried by TLS itself, or by TCP. */
export function clientCarriage(
  over: Over,
  { host, targets }: HttpPlace,
  { http }: Memory,
): Carriage | undefined {
  if (over.kind === 'tcp' || over.http === 'none') return undefined
  const place = { host, target: targets[over.http] }
  if (over.http === 'bosh') {
    const session = over.session === 'goes-on' ? http?.session : undefined
    return { framing: BODIES, layer: (random) => new BoshClient({ place, random, session }) }
  }
  return {
    framing: MESSAGES,
    layer: (random) => new WebSocketClient({ place, random, messageAtMost: MESSAGE_AT_MOST }),
  }
}

/** `framing`: as of the server’s answers on a stream of octets. */
export const serverLayer = (
  { webSocket }: ServerHttp,
  framing: ServerModel['xmpp']['framing'],
): Engine<Passing, Passing> =>
  new WebSocketServer({
    answer: webSocket,
    messageAtMost: MESSAGE_AT_MOST,
    writes: framing === 'flight' ? 'together' : 'apart',
  })

/**
 * The way of RFC 6120 in a WebSocket (RFC 7395): the opening handshake of RFC 6455 behind TLS, then SASL with
 * SCRAM, a restarted stream, resource binding, stream management. Without that (`no-sm`) as strophe.js goes it.
 */
import { bind, session } from '../xmpp/verbs/bind.ts'
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { auth, response } from '../xmpp/verbs/sasl.ts'
import { connect, upgrade } from '../xmpp/verbs/say.ts'
import { header, restart, secure } from '../xmpp/verbs/stream.ts'
import { enable } from '../xmpp/verbs/stream-management.ts'
import { type Base, COLD } from './base.ts'
import { NOT_BEFORE_THE_ANSWER } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { password } from './needs.ts'
import { WEB_SOCKET } from './over.ts'

export const legacyWebsocket: Base = {
  name: 'legacy-websocket',
  summary: 'WebSocket, SASL SCRAM, bind, stream management',
  rows: ['C11'],
  entry: {
    status: DEPLOYED,
    parts: ['sm'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'catalogue',
  },
  start: COLD,
  language: 'sasl1',
  over: WEB_SOCKET,
  aftermath: 'none',
  earlyData: NOT_BEFORE_THE_ANSWER,
  needs: (manner) => [password('sasl1', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* upgrade()
    yield* flight(talk, header, auth)
    yield* flight(talk, response, restart, bind, session, enable)
    return yield* ready(talk)
  },
}

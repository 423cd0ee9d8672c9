/**
 * The way of RFC 6120 in a WebSocket (RFC 7395), back to the session of before: resumed in place of
 * binding (XEP-0198 §5). So lib-jitsi-meet comes back.
 */
import { bind } from '../xmpp/verbs/bind.ts'
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { auth, response } from '../xmpp/verbs/sasl.ts'
import { connect, upgrade } from '../xmpp/verbs/say.ts'
import { header, restart, secure } from '../xmpp/verbs/stream.ts'
import { enable, resume } from '../xmpp/verbs/stream-management.ts'
import { type Base, reconnect } from './base.ts'
import { NOT_BEFORE_THE_ANSWER } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { password, RESUMPTION } from './needs.ts'
import { WEB_SOCKET } from './over.ts'

export const legacyResumeWebsocket: Base = {
  name: 'legacy-resume-websocket',
  summary: 'WebSocket, SASL SCRAM, resumption of the SM session',
  rows: ['R21'],
  entry: {
    status: DEPLOYED,
    parts: ['sm'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'catalogue',
  },
  start: reconnect('legacy-websocket', ['session']),
  language: 'sasl1',
  over: WEB_SOCKET,
  aftermath: 'none',
  earlyData: NOT_BEFORE_THE_ANSWER,
  needs: (manner) => [password('sasl1', manner), RESUMPTION],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* upgrade()
    yield* flight(talk, header, auth)
    yield* flight(talk, response, restart, resume)
    if (talk.sessionLost) yield* flight(talk, bind, enable)
    return yield* ready(talk)
  },
}

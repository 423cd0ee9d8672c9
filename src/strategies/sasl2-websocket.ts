/**
 * SASL2 (XEP-0388) with SCRAM in a WebSocket (RFC 7395); Bind 2 switches on stream management and
 * carbons, and a token for next time is asked for, all in the one request.
 */
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndBind, respond } from '../xmpp/verbs/sasl2.ts'
import { connect, upgrade } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import { type Base, COLD } from './base.ts'
import { NOT_BEFORE_THE_ANSWER } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { INLINE_BINDING, password } from './needs.ts'
import { WEB_SOCKET } from './over.ts'

export const sasl2Websocket: Base = {
  name: 'sasl2-websocket',
  summary: 'WebSocket, SASL2 SCRAM with Bind 2, SM, carbons and a FAST token inline',
  rows: ['C12'],
  entry: {
    status: DEPLOYED,
    parts: ['bind2', 'inline-sm'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'catalogue',
  },
  start: COLD,
  language: 'sasl2',
  over: WEB_SOCKET,
  aftermath: 'none',
  earlyData: NOT_BEFORE_THE_ANSWER,
  needs: (manner) => [...INLINE_BINDING, password('sasl2', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* upgrade()
    yield* flight(talk, header, authenticateAndBind)
    yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

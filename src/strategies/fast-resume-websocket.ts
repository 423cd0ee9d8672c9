/**
 * A FAST token (XEP-0484) in a WebSocket (RFC 7395), the resumption inside the request. A token that is
 * refused falls back to SCRAM on the same stream.
 */
import { fast } from '../xmpp/verbs/fast.ts'
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndResume, respond } from '../xmpp/verbs/sasl2.ts'
import { connect, upgrade } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import { type Base, reconnect } from './base.ts'
import { NOT_BEFORE_THE_ANSWER } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { INLINE_RESUMPTION, token } from './needs.ts'
import { WEB_SOCKET } from './over.ts'

export const fastResumeWebsocket: Base = {
  name: 'fast-resume-websocket',
  summary: 'WebSocket, FAST token with inline resumption',
  rows: ['R22'],
  entry: {
    status: DEPLOYED,
    parts: ['fast', 'inline-sm', 'bind2'],
    replay: 'count',
    downgrade: 'pinned',
    standsForReady: undefined,
    compared: 'catalogue',
  },
  start: reconnect('sasl2-websocket', ['session', 'token']),
  language: 'sasl2',
  over: WEB_SOCKET,
  aftermath: 'none',
  earlyData: NOT_BEFORE_THE_ANSWER,
  needs: (manner) => [...INLINE_RESUMPTION, token(manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* upgrade()
    yield* flight(talk, header, fast)
    if (talk.tokenFate === 'refused') yield* flight(talk, authenticateAndResume)
    if (!talk.authenticated) yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

/**
 * A FAST token (XEP-0484) over QUIC (XEP-0467), the resumption inside the request. XEP-0467 mentions
 * 0-RTT and says nothing of what may ride in it (RFC 9001 §9.2 wants somebody to); XEP-0484 does.
 */
import { fast } from '../xmpp/verbs/fast.ts'
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndResume, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import { type Base, reconnect } from './base.ts'
import { COUNTED } from './early-data.ts'
import { ability, INLINE_RESUMPTION, token } from './needs.ts'
import { QUIC } from './over.ts'
import { NO_QUIC } from './unsupported.ts'

export const fastResumeQuic: Base = {
  name: 'fast-resume-quic',
  summary: 'QUIC, FAST token with inline resumption',
  rows: ['R23'],
  entry: {
    status: NO_QUIC,
    parts: ['fast', 'inline-sm', 'bind2'],
    replay: 'count',
    downgrade: 'pinned',
    standsForReady: undefined,
    compared: 'apart',
  },
  start: reconnect('sasl2-quic', ['session', 'token']),
  language: 'sasl2',
  over: QUIC,
  aftermath: 'none',
  earlyData: COUNTED,
  needs: (manner) => [ability('quic'), ...INLINE_RESUMPTION, token(manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, fast)
    if (talk.tokenFate === 'refused') yield* flight(talk, authenticateAndResume)
    if (!talk.authenticated) yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

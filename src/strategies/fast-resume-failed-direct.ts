/**
 * As fast-resume-direct, but the server has given the session up meanwhile: the Bind 2 request
 * that came along takes effect instead, at no cost (XEP-0198, inline resumption).
 */
import { fast } from '../xmpp/verbs/fast.ts'
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndResume, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import { type Base, reconnect } from './base.ts'
import { COUNTED } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { INLINE_RESUMPTION, token } from './needs.ts'
import { DIRECT_TLS } from './over.ts'

export const fastResumeFailedDirect: Base = {
  name: 'fast-resume-failed-direct',
  summary: 'direct TLS, FAST token, SM session gone: Bind 2 in the same request',
  rows: ['R28'],
  entry: {
    status: DEPLOYED,
    parts: ['fast', 'inline-sm', 'bind2'],
    replay: 'count',
    downgrade: 'pinned',
    standsForReady: undefined,
    compared: 'everywhere',
  },
  start: reconnect('sasl2-direct', ['session', 'token']),
  language: 'sasl2',
  over: DIRECT_TLS,
  aftermath: 'sm-session-lost',
  earlyData: COUNTED,
  needs: (manner) => [...INLINE_RESUMPTION, token(manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, fast) // <failed/> and <bound/> in the <success/>
    if (talk.tokenFate === 'refused') yield* flight(talk, authenticateAndResume)
    if (!talk.authenticated) yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

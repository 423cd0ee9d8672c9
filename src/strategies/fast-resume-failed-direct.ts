/**
 * As fast-resume-direct, but the server has given the session up meanwhile: the Bind 2 request
 * that came along takes effect instead, at no cost (XEP-0198, inline resumption).
 */
import type { Script } from '../xmpp/dialogue/script.ts'
import type { Session } from '../xmpp/dialogue/session.ts'
import { fast } from '../xmpp/verbs/fast.ts'
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndResume, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import type { Talk } from '../xmpp/verbs/talk.ts'
import type { Base } from './strategy.ts'

export const fastResumeFailedDirect: Base = {
  name: 'fast-resume-failed-direct',
  summary: 'direct TLS, FAST token, SM session gone: Bind 2 in the same request',
  rows: ['R28'],
  kind: 'reconnect',
  authentication: 'fast',
  security: 'direct',
  aftermath: 'sm-session-lost',
  earlier: 'sasl2-direct',
  *script(talk: Talk): Script<Session> {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, fast) // <failed/> and <bound/> in the <success/>
    if (talk.tokenFate === 'refused') yield* flight(talk, authenticateAndResume)
    if (!talk.authenticated) yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

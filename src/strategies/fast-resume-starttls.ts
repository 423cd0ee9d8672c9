/**
 * A FAST token (XEP-0484) over STARTTLS, the resumption inside the request. A token that is
 * refused falls back to SCRAM on the same stream.
 */
import { fast } from '../xmpp/verbs/fast.ts'
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndResume, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { clearHeader, header, secure, starttls } from '../xmpp/verbs/stream.ts'
import { type Base, reconnect } from './base.ts'
import { COUNTED } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { INLINE_RESUMPTION, token } from './needs.ts'
import { STARTTLS } from './over.ts'

export const fastResumeStarttls: Base = {
  name: 'fast-resume-starttls',
  summary: 'STARTTLS, FAST token with inline resumption',
  rows: ['R11'],
  entry: {
    status: DEPLOYED,
    parts: ['fast', 'inline-sm', 'bind2'],
    replay: 'count',
    downgrade: 'pinned',
    standsForReady: undefined,
    compared: 'everywhere',
  },
  start: reconnect('sasl2-starttls', ['session', 'token']),
  language: 'sasl2',
  over: STARTTLS,
  aftermath: 'none',
  earlyData: COUNTED,
  needs: (manner) => [...INLINE_RESUMPTION, token(manner)],
  *script(talk) {
    yield* connect()
    yield* flight(talk, clearHeader, starttls)
    yield* secure(talk)
    yield* flight(talk, header, fast)
    if (talk.tokenFate === 'refused') yield* flight(talk, authenticateAndResume)
    if (!talk.authenticated) yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

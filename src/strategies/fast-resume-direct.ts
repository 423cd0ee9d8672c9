/**
 * A FAST token (XEP-0484) behind direct TLS, the resumption inside the request: with everything
 * cached that can be, one flight. A token that is refused falls back to SCRAM on the same
 * stream.
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

export const fastResumeDirect: Base = {
  name: 'fast-resume-direct',
  summary: 'direct TLS, FAST token with inline resumption',
  rows: ['R10', 'R29', 'R30', 'R31'],
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
  aftermath: 'none',
  earlyData: COUNTED,
  needs: (manner) => [...INLINE_RESUMPTION, token(manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, fast)
    if (talk.tokenFate === 'refused') yield* flight(talk, authenticateAndResume)
    if (!talk.authenticated) yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

/**
 * As legacy-resume-direct, but the server has given the session up meanwhile: after `<failed/>`
 * the client binds on the same stream (XEP-0198 §5), which costs what a cold start costs and
 * the failed attempt.
 */
import { bind } from '../xmpp/verbs/bind.ts'
import { flight, flightsAround } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { auth, response } from '../xmpp/verbs/sasl.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, restart, secure } from '../xmpp/verbs/stream.ts'
import { enable, resume } from '../xmpp/verbs/stream-management.ts'
import { type Base, reconnect } from './base.ts'
import { BARRED } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { password, RESUMPTION } from './needs.ts'
import { DIRECT_TLS } from './over.ts'

export const legacyResumeFailedDirect: Base = {
  name: 'legacy-resume-failed-direct',
  summary: 'direct TLS, SASL SCRAM, SM session gone: bind and enable anew',
  rows: ['R27'],
  entry: {
    status: DEPLOYED,
    parts: ['sm'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'everywhere',
  },
  start: reconnect('legacy-direct', ['session']),
  language: 'sasl1',
  over: DIRECT_TLS,
  aftermath: 'sm-session-lost',
  earlyData: BARRED,
  needs: (manner) => [password('sasl1', manner), RESUMPTION],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flightsAround(talk, [header, auth], [response, restart, resume]) // <failed/>
    if (talk.sessionLost) yield* flight(talk, bind, enable)
    return yield* ready(talk)
  },
}

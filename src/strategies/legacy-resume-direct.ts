/**
 * The way of RFC 6120 behind direct TLS, back to the session of before: resumed in place of
 * binding (XEP-0198 §5).
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

export const legacyResumeDirect: Base = {
  name: 'legacy-resume-direct',
  summary: 'direct TLS, SASL SCRAM, resumption of the SM session',
  rows: ['R3'],
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
  aftermath: 'none',
  earlyData: BARRED,
  needs: (manner) => [password('sasl1', manner), RESUMPTION],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flightsAround(talk, [header, auth], [response, restart, resume])
    if (talk.sessionLost) yield* flight(talk, bind, enable)
    return yield* ready(talk)
  },
}

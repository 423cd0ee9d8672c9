/**
 * The way of RFC 6120 over STARTTLS, back to the session of before: resumed in place of binding
 * (XEP-0198 §5).
 */
import { bind } from '../xmpp/verbs/bind.ts'
import { flight, flightsAround } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { auth, response } from '../xmpp/verbs/sasl.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { clearHeader, header, restart, secure, starttls } from '../xmpp/verbs/stream.ts'
import { enable, resume } from '../xmpp/verbs/stream-management.ts'
import { type Base, reconnect } from './base.ts'
import { BARRED } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { password, RESUMPTION } from './needs.ts'
import { STARTTLS } from './over.ts'

export const legacyResumeStarttls: Base = {
  name: 'legacy-resume-starttls',
  summary: 'STARTTLS, SASL SCRAM, resumption of the SM session',
  rows: ['R1'],
  entry: {
    status: DEPLOYED,
    parts: ['sm'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'everywhere',
  },
  start: reconnect('legacy-starttls', ['session']),
  language: 'sasl1',
  over: STARTTLS,
  aftermath: 'none',
  earlyData: BARRED,
  needs: (manner) => [password('sasl1', manner), RESUMPTION],
  *script(talk) {
    yield* connect()
    yield* flight(talk, clearHeader, starttls)
    yield* secure(talk)
    yield* flightsAround(talk, [header, auth], [response, restart, resume])
    if (talk.sessionLost) yield* flight(talk, bind, enable)
    return yield* ready(talk)
  },
}

/**
 * XMPP Quickstart as XEP-0305 has it: the ClientHello goes along with the header and `<starttls/>`, back to
 * the session of before (XEP-0198 §5).
 */
import { bind } from '../xmpp/verbs/bind.ts'
import { flight, flightsAround } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { auth, response } from '../xmpp/verbs/sasl.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, quickstart, restart } from '../xmpp/verbs/stream.ts'
import { enable, resume } from '../xmpp/verbs/stream-management.ts'
import { type Base, reconnect } from './base.ts'
import { BARRED } from './early-data.ts'
import { feature, password, RESUMPTION } from './needs.ts'
import { QUICKSTART } from './over.ts'
import { NO_QUICKSTART } from './unsupported.ts'

export const legacyResumeQuickstartStarttls: Base = {
  name: 'legacy-resume-quickstart-starttls',
  summary: 'XEP-0305 over STARTTLS, SASL SCRAM, resumption of the SM session',
  rows: ['R26'],
  entry: {
    status: NO_QUICKSTART,
    parts: ['sm', 'quickstart'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'apart',
  },
  start: reconnect('legacy-quickstart-starttls', ['session']),
  language: 'sasl1',
  over: QUICKSTART,
  aftermath: 'none',
  earlyData: BARRED,
  needs: (manner) => [feature('pipelining'), password('sasl1', manner), RESUMPTION],
  *script(talk) {
    yield* connect()
    yield* quickstart(talk)
    yield* flightsAround(talk, [header, auth], [response, restart, resume])
    if (talk.sessionLost) yield* flight(talk, bind, enable)
    return yield* ready(talk)
  },
}

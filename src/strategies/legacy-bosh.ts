/**
 * The way of RFC 6120 in requests of HTTP (XEP-0124, XEP-0206), as strophe.js goes it: a session is
 * created, which brings the features along, then SASL with SCRAM, a restarted stream, resource binding.
 */
import { session } from '../xmpp/verbs/bind.ts'
import { flight } from '../xmpp/verbs/flight.ts'
import { bindWithCarbons } from '../xmpp/verbs/http-session.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { auth, response } from '../xmpp/verbs/sasl.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { creation, restart, secure } from '../xmpp/verbs/stream.ts'
import { type Base, COLD } from './base.ts'
import { NOT_IN_A_POST } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { password } from './needs.ts'
import { BOSH } from './over.ts'

export const legacyBosh: Base = {
  name: 'legacy-bosh',
  summary: 'BOSH, SASL SCRAM, bind',
  rows: ['C13'],
  entry: {
    status: DEPLOYED,
    parts: [],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady:
      'bound, in a session of BOSH, whose numbers and copies of answers are in place of stream management; carbons are asked for along with it',
    compared: 'catalogue',
  },
  start: COLD,
  language: 'sasl1',
  over: BOSH,
  aftermath: 'none',
  earlyData: NOT_IN_A_POST,
  needs: (manner) => [password('sasl1', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, creation, auth)
    yield* flight(talk, response, restart, bindWithCarbons, session)
    return yield* ready(talk)
  },
}

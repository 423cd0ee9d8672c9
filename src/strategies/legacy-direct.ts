/**
 * The way of RFC 6120 behind direct TLS (XEP-0368): SASL with SCRAM, a restarted stream,
 * resource binding, stream management.
 */
import { bind, session } from '../xmpp/verbs/bind.ts'
import { flightsAround } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { auth, response } from '../xmpp/verbs/sasl.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, restart, secure } from '../xmpp/verbs/stream.ts'
import { enable } from '../xmpp/verbs/stream-management.ts'
import { type Base, COLD } from './base.ts'
import { BARRED } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { password } from './needs.ts'
import { DIRECT_TLS } from './over.ts'

export const legacyDirect: Base = {
  name: 'legacy-direct',
  summary: 'direct TLS, SASL SCRAM, bind, stream management',
  rows: ['C3'],
  entry: {
    status: DEPLOYED,
    parts: ['sm'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'everywhere',
  },
  start: COLD,
  language: 'sasl1',
  over: DIRECT_TLS,
  aftermath: 'none',
  earlyData: BARRED,
  needs: (manner) => [password('sasl1', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flightsAround(talk, [header, auth], [response, restart, bind, session, enable])
    return yield* ready(talk)
  },
}

/**
 * SASL2 with SCRAM behind direct TLS, the resumption inside the request; Bind 2 comes along in
 * case the session is gone.
 */
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndResume, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import { type Base, reconnect } from './base.ts'
import { BARRED } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { INLINE_RESUMPTION, password } from './needs.ts'
import { DIRECT_TLS } from './over.ts'

export const sasl2ResumeDirect: Base = {
  name: 'sasl2-resume-direct',
  summary: 'direct TLS, SASL2 SCRAM with inline resumption',
  rows: ['R8'],
  entry: {
    status: DEPLOYED,
    parts: ['inline-sm', 'bind2'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'everywhere',
  },
  start: reconnect('sasl2-direct', ['session']),
  language: 'sasl2',
  over: DIRECT_TLS,
  aftermath: 'none',
  earlyData: BARRED,
  needs: (manner) => [...INLINE_RESUMPTION, password('sasl2', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, authenticateAndResume)
    yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

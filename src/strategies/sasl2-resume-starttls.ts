/**
 * SASL2 with SCRAM over STARTTLS, the resumption inside the request; Bind 2 comes along in case
 * the session is gone.
 */
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndResume, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { clearHeader, header, secure, starttls } from '../xmpp/verbs/stream.ts'
import { type Base, reconnect } from './base.ts'
import { BARRED } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { INLINE_RESUMPTION, password } from './needs.ts'
import { STARTTLS } from './over.ts'

export const sasl2ResumeStarttls: Base = {
  name: 'sasl2-resume-starttls',
  summary: 'STARTTLS, SASL2 SCRAM with inline resumption',
  rows: ['R9'],
  entry: {
    status: DEPLOYED,
    parts: ['inline-sm', 'bind2'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'everywhere',
  },
  start: reconnect('sasl2-starttls', ['session']),
  language: 'sasl2',
  over: STARTTLS,
  aftermath: 'none',
  earlyData: BARRED,
  needs: (manner) => [...INLINE_RESUMPTION, password('sasl2', manner)],
  *script(talk) {
    yield* connect()
    yield* flight(talk, clearHeader, starttls)
    yield* secure(talk)
    yield* flight(talk, header, authenticateAndResume)
    yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

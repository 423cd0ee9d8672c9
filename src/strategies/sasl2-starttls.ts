/**
 * SASL2 (XEP-0388) with SCRAM over STARTTLS; Bind 2 switches on stream management and carbons,
 * and a token for next time is asked for, all in the one request.
 */
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndBind, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { clearHeader, header, secure, starttls } from '../xmpp/verbs/stream.ts'
import { type Base, COLD } from './base.ts'
import { BARRED } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { INLINE_BINDING, password } from './needs.ts'
import { STARTTLS } from './over.ts'

export const sasl2Starttls: Base = {
  name: 'sasl2-starttls',
  summary: 'STARTTLS, SASL2 SCRAM with Bind 2, SM, carbons and a FAST token inline',
  rows: ['C7'],
  entry: {
    status: DEPLOYED,
    parts: ['bind2', 'inline-sm'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'everywhere',
  },
  start: COLD,
  language: 'sasl2',
  over: STARTTLS,
  aftermath: 'none',
  earlyData: BARRED,
  needs: (manner) => [...INLINE_BINDING, password('sasl2', manner)],
  *script(talk) {
    yield* connect()
    yield* flight(talk, clearHeader, starttls)
    yield* secure(talk)
    yield* flight(talk, header, authenticateAndBind)
    yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

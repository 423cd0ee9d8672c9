/**
 * SASL2 (XEP-0388) with SCRAM behind direct TLS; Bind 2 switches on stream management and
 * carbons, and a token for next time is asked for, all in the one request.
 */
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndBind, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import { type Base, COLD } from './base.ts'
import { BARRED } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { INLINE_BINDING, password } from './needs.ts'
import { DIRECT_TLS } from './over.ts'

export const sasl2Direct: Base = {
  name: 'sasl2-direct',
  summary: 'direct TLS, SASL2 SCRAM with Bind 2, SM, carbons and a FAST token inline',
  rows: ['C6'],
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
  over: DIRECT_TLS,
  aftermath: 'none',
  earlyData: BARRED,
  needs: (manner) => [...INLINE_BINDING, password('sasl2', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, authenticateAndBind)
    yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

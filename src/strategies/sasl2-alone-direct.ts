/**
 * SASL2 (XEP-0388) without Bind 2, as nbxmpp has it: features follow success, and what a session
 * needs is asked for behind them, as it always was. Binding may not be said along with the last
 * response, though servers take it (XEP-0388 §2.6).
 */
import { bind } from '../xmpp/verbs/bind.ts'
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAlone, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, offeredBehindSuccess, secure } from '../xmpp/verbs/stream.ts'
import { enable } from '../xmpp/verbs/stream-management.ts'
import { type Base, COLD } from './base.ts'
import { BARRED } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { feature, password } from './needs.ts'
import { DIRECT_TLS } from './over.ts'

export const sasl2AloneDirect: Base = {
  name: 'sasl2-alone-direct',
  summary: 'direct TLS, SASL2 SCRAM without Bind 2, then bind, stream management',
  rows: ['C5'],
  entry: {
    status: DEPLOYED,
    parts: ['sm'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'apart',
  },
  start: COLD,
  language: 'sasl2',
  over: DIRECT_TLS,
  aftermath: 'none',
  earlyData: BARRED,
  needs: (manner) => [feature('sasl2'), password('sasl2', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, authenticateAlone)
    yield* flight(talk, respond)
    yield* offeredBehindSuccess(talk)
    yield* flight(talk, bind, enable)
    return yield* ready(talk)
  },
}

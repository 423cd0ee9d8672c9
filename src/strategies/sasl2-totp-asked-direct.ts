/**
 * As sasl2-totp-direct, but the task is chosen first, and the code follows when the server asks for
 * it: one wait more (XEP-0400 §5.2).
 */
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndBind, respondUntilTask } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { askForCode, codeOnDemand } from '../xmpp/verbs/second-factor.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import { type Base, COLD } from './base.ts'
import { BARRED } from './early-data.ts'
import { INLINE_BINDING, password } from './needs.ts'
import { DIRECT_TLS } from './over.ts'
import { NO_TASKS } from './unsupported.ts'

export const sasl2TotpAskedDirect: Base = {
  name: 'sasl2-totp-asked-direct',
  summary: 'direct TLS, SASL2 SCRAM with Bind 2 inline, then a TOTP code on demand',
  rows: ['C9'],
  entry: {
    status: NO_TASKS,
    parts: ['totp', 'bind2', 'inline-sm'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'apart',
  },
  start: COLD,
  language: 'sasl2',
  over: DIRECT_TLS,
  aftermath: 'none',
  account: 'second-factor',
  earlyData: BARRED,
  needs: (manner) => [...INLINE_BINDING, password('sasl2', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, authenticateAndBind)
    yield* flight(talk, respondUntilTask) // <continue/>
    yield* flight(talk, askForCode)
    yield* flight(talk, codeOnDemand)
    return yield* ready(talk)
  },
}

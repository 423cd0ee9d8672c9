/**
 * As legacy-direct, at a server that hands out a token along with stream management, to come back by
 * instantly (XEP-0397). It costs octets and no wait.
 */
import { bind, session } from '../xmpp/verbs/bind.ts'
import { flightsAround } from '../xmpp/verbs/flight.ts'
import { enableInstantly } from '../xmpp/verbs/instant.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { auth, response } from '../xmpp/verbs/sasl.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, restart, secure } from '../xmpp/verbs/stream.ts'
import type { Base } from './base.ts'
import { legacyDirect } from './legacy-direct.ts'
import { feature } from './needs.ts'
import { NO_ISR } from './unsupported.ts'

export const legacyIsrDirect: Base = {
  ...legacyDirect,
  name: 'legacy-isr-direct',
  summary: 'direct TLS, SASL SCRAM, bind, stream management with a token to come back by instantly',
  rows: ['C3'],
  entry: { ...legacyDirect.entry, status: NO_ISR, parts: ['isr', 'sm'], compared: 'apart' },
  needs: (manner) => [...legacyDirect.needs(manner), feature('instant-resumption')],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flightsAround(talk, [header, auth], [response, restart, bind, session, enableInstantly])
    return yield* ready(talk)
  },
}

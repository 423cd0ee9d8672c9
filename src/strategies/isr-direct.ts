/**
 * Instant Stream Resumption (XEP-0397) behind direct TLS: the session and who it is in one request.
 * A token that is refused leads to the password, and to the session, in the old way on the same
 * stream.
 */
import { bind } from '../xmpp/verbs/bind.ts'
import { flight, flightsAround } from '../xmpp/verbs/flight.ts'
import { instantly } from '../xmpp/verbs/instant.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { auth, response } from '../xmpp/verbs/sasl.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, restart, secure } from '../xmpp/verbs/stream.ts'
import { enable, resume } from '../xmpp/verbs/stream-management.ts'
import { type Base, reconnect } from './base.ts'
import { feature, password } from './needs.ts'
import { DIRECT_TLS } from './over.ts'
import { NO_ISR } from './unsupported.ts'

export const isrDirect: Base = {
  name: 'isr-direct',
  summary: 'direct TLS, the session resumed instantly by its own token (XEP-0397)',
  rows: ['R14'],
  entry: {
    status: NO_ISR,
    parts: ['isr', 'sm'],
    replay: 'single-use',
    downgrade: 'pinned',
    standsForReady: undefined,
    compared: 'apart',
  },
  start: reconnect('legacy-isr-direct', ['session']),
  language: 'sasl2',
  over: DIRECT_TLS,
  aftermath: 'none',
  earlyData: {
    kind: 'barred',
    why: 'XEP-0397 §6 forbids it: a resumption that is repeated takes the session away from who has it',
  },
  needs: (manner) => [feature('instant-resumption'), password('sasl1', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, instantly)
    if (!talk.authenticated) {
      yield* flightsAround(talk, [auth], [response, restart, resume])
    }
    if (talk.way === 'neither') yield* flight(talk, bind, enable)
    return yield* ready(talk)
  },
}

/**
 * SASL2 (XEP-0388) with SCRAM over QUIC (XEP-0467): one handshake where TCP and TLS have two, and
 * the dialogue of sasl2-direct on the stream that the client opens.
 */
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndBind, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import { type Base, COLD } from './base.ts'
import { BARRED } from './early-data.ts'
import { ability, INLINE_BINDING, password } from './needs.ts'
import { QUIC } from './over.ts'
import { NO_QUIC } from './unsupported.ts'

export const sasl2Quic: Base = {
  name: 'sasl2-quic',
  summary: 'QUIC, SASL2 SCRAM with Bind 2, SM, carbons and a FAST token inline',
  rows: ['C14'],
  entry: {
    status: NO_QUIC,
    parts: ['bind2', 'inline-sm'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'apart',
  },
  start: COLD,
  language: 'sasl2',
  over: QUIC,
  aftermath: 'none',
  earlyData: BARRED,
  needs: (manner) => [ability('quic'), ...INLINE_BINDING, password('sasl2', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, authenticateAndBind)
    yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

/**
 * The client's address changes under a QUIC connection, and it lives on (RFC 9000 §9, which XEP-0467
 * demands): nothing is said to come back, and nothing waits. The script is what had been said before.
 *
 * There is no stream management in it that could say when the client is back. What stands in its
 * place: something that was sent from the new address has been acknowledged.
 */
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndBind, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import { type Base, reconnect } from './base.ts'
import { ability, INLINE_BINDING, password } from './needs.ts'
import { QUIC_MOVED } from './over.ts'
import { NO_QUIC } from './unsupported.ts'

export const quicMigration: Base = {
  name: 'quic-migration',
  summary: 'QUIC, the connection lives on from another address',
  rows: ['R24'],
  entry: {
    status: NO_QUIC,
    parts: ['bind2', 'inline-sm'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady:
      'the first acknowledgement at the new address: the stream is as it was, and says nothing',
    compared: 'apart',
  },
  start: reconnect('sasl2-quic', []),
  language: 'sasl2',
  over: QUIC_MOVED,
  aftermath: 'none',
  earlyData: { kind: 'barred', why: 'there is no handshake in which it could go' },
  needs: (manner) => [ability('quic'), ...INLINE_BINDING, password('sasl2', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, authenticateAndBind)
    yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

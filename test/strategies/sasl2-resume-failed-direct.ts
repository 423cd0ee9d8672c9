/**
 * As sasl2-resume-direct, but the server has given the session up meanwhile: Bind 2 came along in
 * the same request (XEP-0386), so a new one costs no wait.
 */
import { type Base, reconnect } from '../../src/strategies/base.ts'
import { BARRED } from '../../src/strategies/early-data.ts'
import { DEPLOYED } from '../../src/strategies/entry.ts'
import { INLINE_RESUMPTION, password } from '../../src/strategies/needs.ts'
import { DIRECT_TLS } from '../../src/strategies/over.ts'
import { flight } from '../../src/xmpp/verbs/flight.ts'
import { ready } from '../../src/xmpp/verbs/ready.ts'
import { authenticateAndResume, respond } from '../../src/xmpp/verbs/sasl2.ts'
import { connect } from '../../src/xmpp/verbs/say.ts'
import { header, secure } from '../../src/xmpp/verbs/stream.ts'

export const sasl2ResumeFailedDirect: Base = {
  name: 'sasl2-resume-failed-direct',
  summary: 'direct TLS, SASL2 SCRAM, SM session gone: bound inline',
  rows: ['R8'],
  entry: {
    status: DEPLOYED,
    parts: ['inline-sm', 'bind2'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'apart',
  },
  start: reconnect('sasl2-direct', ['session']),
  language: 'sasl2',
  over: DIRECT_TLS,
  aftermath: 'sm-session-lost',
  earlyData: BARRED,
  needs: (manner) => [...INLINE_RESUMPTION, password('sasl2', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, authenticateAndResume)
    yield* flight(talk, respond) // <failed/> and <bound/>
    return yield* ready(talk)
  },
}

/**
 * As fast-resume-direct, but the token was revoked meanwhile: its use fails, and the client
 * authenticates with its password on the same stream (XEP-0484: fall back automatically).
 * With channel binding the second attempt binds to the certificate, because an exporter value
 * serves one authentication only (RFC 9266 §4.1); where that is not offered, as at Prosody, to nothing.
 */
import { fast } from '../xmpp/verbs/fast.ts'
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndResume, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import { type Base, reconnect } from './base.ts'
import { DEPLOYED } from './entry.ts'
import { INLINE_RESUMPTION, token } from './needs.ts'
import { DIRECT_TLS } from './over.ts'

export const fastRejectedDirect: Base = {
  name: 'fast-rejected-direct',
  summary: 'direct TLS, FAST token revoked: SCRAM with inline resumption on the same stream',
  rows: ['R12'],
  entry: {
    status: DEPLOYED,
    parts: ['fast', 'inline-sm', 'bind2'],
    replay: 'count',
    downgrade: 'pinned',
    standsForReady: undefined,
    compared: 'everywhere',
  },
  start: reconnect('sasl2-direct', ['session', 'token']),
  language: 'sasl2',
  over: DIRECT_TLS,
  aftermath: 'token-revoked',
  earlyData: {
    kind: 'barred',
    why: 'what is measured here is the fallback to SCRAM, which XEP-0388 bars from early data; only the attempt that is refused could ride in it',
  },
  needs: (manner) => [...INLINE_RESUMPTION, token(manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, fast) // <failure/>
    if (talk.tokenFate === 'refused') yield* flight(talk, authenticateAndResume)
    if (!talk.authenticated) yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

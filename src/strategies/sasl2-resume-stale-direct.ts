/**
 * As sasl2-resume-direct, but the server does not offer any more what the client remembers: who
 * speaks before the features have come is refused, and begins again by the new ones, which have come
 * in the same flight: one wait. Who waits for them loses nothing. A server that has one hash, as Prosody
 * and ejabberd, is left with none by it: a client that had better before does not get in any more.
 */
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndResume, authenticateByMemory, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import type { Base } from './base.ts'
import { sasl2ResumeDirect } from './sasl2-resume-direct.ts'

export const sasl2ResumeStaleDirect: Base = {
  ...sasl2ResumeDirect,
  name: 'sasl2-resume-stale-direct',
  summary: 'direct TLS, SASL2 SCRAM with inline resumption, the mechanism no longer offered',
  entry: { ...sasl2ResumeDirect.entry, compared: 'apart' },
  aftermath: 'reconfigured',
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, authenticateByMemory)
    if (talk.remembered === 'stale') yield* flight(talk, authenticateAndResume)
    yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

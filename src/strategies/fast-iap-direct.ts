/**
 * As fast-resume-direct, at a server that tells the version of its features: a client that speaks
 * before it has heard them says which it goes by (XEP-0509). Nothing has changed, so it costs octets.
 */
import { fastOfVersion } from '../xmpp/verbs/fast.ts'
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndResume, respond } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import type { Base } from './base.ts'
import { fastResumeDirect } from './fast-resume-direct.ts'
import { feature } from './needs.ts'
import { NO_IAP } from './unsupported.ts'

export const fastIapDirect: Base = {
  ...fastResumeDirect,
  name: 'fast-iap-direct',
  summary: 'direct TLS, FAST token with inline resumption, the version of the features matching',
  rows: ['R32'],
  entry: {
    ...fastResumeDirect.entry,
    status: NO_IAP,
    parts: ['iap', ...fastResumeDirect.entry.parts],
    compared: 'apart',
  },
  needs: (manner) => [...fastResumeDirect.needs(manner), feature('config-version')],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, fastOfVersion)
    if (talk.remembered === 'stale') yield* flight(talk, fastOfVersion)
    if (talk.tokenFate === 'refused') yield* flight(talk, authenticateAndResume)
    if (!talk.authenticated) yield* flight(talk, respond)
    return yield* ready(talk)
  },
}

/**
 * As sasl2-direct, of an account whose password the server keeps in an old way only: the client
 * hashes it in a better one (XEP-0480), two waits more, once in the life of an account.
 */
import { flight } from '../xmpp/verbs/flight.ts'
import { ready } from '../xmpp/verbs/ready.ts'
import { authenticateAndUpgrade, respondUntilTask } from '../xmpp/verbs/sasl2.ts'
import { connect } from '../xmpp/verbs/say.ts'
import { header, secure } from '../xmpp/verbs/stream.ts'
import { beginUpgrade, giveHash } from '../xmpp/verbs/upgrade.ts'
import { type Base, COLD } from './base.ts'
import { BARRED } from './early-data.ts'
import { DEPLOYED } from './entry.ts'
import { feature, INLINE_BINDING, password } from './needs.ts'
import { DIRECT_TLS } from './over.ts'

export const sasl2UpgradeDirect: Base = {
  name: 'sasl2-upgrade-direct',
  summary: 'direct TLS, SASL2 SCRAM-SHA-1 with Bind 2 inline, upgraded to SCRAM-SHA-256',
  rows: ['C10'],
  entry: {
    status: DEPLOYED,
    parts: ['upgrade', 'bind2', 'inline-sm'],
    replay: 'nonces',
    downgrade: 'hashed',
    standsForReady: undefined,
    compared: 'apart',
  },
  start: COLD,
  language: 'sasl2',
  over: DIRECT_TLS,
  aftermath: 'none',
  account: 'old-hash',
  earlyData: BARRED,
  needs: (manner) => [...INLINE_BINDING, feature('upgrade'), password('sasl2', manner)],
  *script(talk) {
    yield* connect()
    yield* secure(talk)
    yield* flight(talk, header, authenticateAndUpgrade)
    yield* flight(talk, respondUntilTask) // <continue/>
    yield* flight(talk, beginUpgrade)
    yield* flight(talk, giveHash)
    return yield* ready(talk)
  },
}

/**
 * What is said in a session of HTTP (XEP-0206) that is said nowhere else: stream management has no
 * place there (its own numbers and copies of answers do the same), so that carbons are asked for
 * alone; and a session that goes on over another connection is asked whether it is there.
 */
import { element } from '../../xml/xml.ts'
import type { Account } from '../account.ts'
import type { ReadyStream } from '../dialogue/ready-stream.ts'
import type { Script } from '../dialogue/script.ts'
import { CARBONS, CLIENT } from '../namespaces.ts'
import { bind } from './bind.ts'
import type { Exchange } from './flight.ts'
import { pingRequest } from './liveness.ts'
import { anAnswer, anAnswerOf, expect, fail, reached, say } from './say.ts'

const CARBONS_ID = 'c1'
const GO_ON_ID = 'g1'

/**
 * Binding, and in the same request carbons, which are not waited for: ejabberd answers that in its next
 * answer, which comes when somebody asks for it, Prosody along with the first.
 */
export const bindWithCarbons: Exchange = {
  *say(talk) {
    yield* bind.say(talk)
    if (!talk.account.carbons) return
    const request = element('enable', CARBONS)
    yield* say('bind', element('iq', CLIENT, { type: 'set', id: CARBONS_ID }, request))
    talk.carbons = true
  },
  hear: bind.hear,
}

/** A client in BOSH always asks for more: what carbons are answered with comes before its connection dies. */
export function* thenCarbonsAnswered(
  script: Script<ReadyStream>,
  account: Account,
): Script<ReadyStream> {
  const stream = yield* script
  if (stream.carbons) yield* expect([anAnswer(account, CARBONS_ID)])
  return stream
}

/**
 * The next request of the session, with a question that is answered at once (XEP-0199): to an empty one
 * there is no answer before there is something to say.
 */
export const goOn: Exchange = {
  *say(talk) {
    if (talk.memory.http === undefined) {
      return yield* fail('feature-missing', 'expected a session to go on with, found none')
    }
    yield* say('upgrade', pingRequest(talk.account.domain, GO_ON_ID))
  },
  *hear(talk) {
    yield* expect([anAnswerOf(talk.account.domain, GO_ON_ID)])
    const { http } = talk.memory
    if (http === undefined) return
    talk.way = 'resumed'
    talk.address = http.address
    talk.carbons = http.carbons
    talk.authenticated = true
    yield* reached('authenticated')
  },
}

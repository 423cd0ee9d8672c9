/**
 * SASL profile 1 (RFC 6120 §6) with SCRAM: two waits, then the stream begins again. With PLAIN
 * there is no challenge: one wait, and the response is left out.
 */

import { toBase64 } from '../../sasl/mechanism.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import type { Script } from '../dialogue/script.ts'
import { SASL } from '../namespaces.ts'
import type { Exchange } from './flight.ts'
import {
  challengeResponse,
  chooseMechanism,
  decoded,
  recheckMechanism,
  refused,
  verifyServer,
} from './password.ts'
import { anElement, expect, reached, say } from './say.ts'
import type { Talk } from './talk.ts'

const FAILURE = anElement('failure', SASL)
const SUCCESS = anElement('success', SASL)
/** To the first message: more is asked for, or was enough. */
const ANSWER = [anElement('challenge', SASL), SUCCESS, FAILURE]
const OUTCOME = [SUCCESS, FAILURE]

export const auth: Exchange = {
  *say(talk) {
    const mechanism = yield* chooseMechanism(talk, 'sasl1')
    talk.mechanism = mechanism
    const initial = toBase64(mechanism.initial())
    yield* say('auth', element('auth', SASL, { mechanism: mechanism.name }, initial))
  },
  *hear(talk) {
    yield* recheckMechanism(talk, 'sasl1')
    const answer = yield* expect(ANSWER)
    if (answer.name === 'failure') yield* refused(talk, answer)
    if (answer.name === 'success') yield* succeeded(talk, answer)
    else talk.challenge = yield* decoded(answer)
  },
}

export const response: Exchange = {
  *say(talk) {
    if (talk.authenticated) return
    yield* say('auth', element('response', SASL, {}, yield* challengeResponse(talk)))
  },
  *hear(talk) {
    if (talk.authenticated) return
    const answer = yield* expect(OUTCOME)
    if (answer.name === 'failure') yield* refused(talk, answer)
    yield* succeeded(talk, answer)
  },
}

function* succeeded(talk: Talk, success: XmlElement): Script<void> {
  yield* verifyServer(talk, success.text() === '' ? undefined : yield* decoded(success))
  talk.authenticated = true
  yield* reached('authenticated')
}

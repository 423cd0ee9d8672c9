/**
 * SASL2 (XEP-0388) with SCRAM: two waits, and everything else rides along. With PLAIN there is no
 * challenge: one wait, and the response is left out.
 */

import { element, type XmlElement } from '../../xml/xml.ts'
import type { Script } from '../dialogue/script.ts'
import type { Sasl2Features } from '../features.ts'
import { FAST, SASL2 } from '../namespaces.ts'
import type { Exchange } from './flight.ts'
import { authenticateRequest, type Goal, inlineOffer, succeeded } from './inline.ts'
import {
  challengeResponse,
  chooseMechanism,
  decoded,
  recheckMechanism,
  refused,
} from './password.ts'
import { anElement, expect, fail, say } from './say.ts'
import type { Talk } from './talk.ts'

const FAILURE = anElement('failure', SASL2)
const CONTINUE = anElement('continue', SASL2)
const OUTCOME = [anElement('success', SASL2), FAILURE, CONTINUE]
/** To the first message: more is asked for, or was enough. */
const ANSWER = [anElement('challenge', SASL2), ...OUTCOME]

const authenticate = (goal: Goal): Exchange => ({
  *say(talk) {
    const sasl2 = yield* inlineOffer(talk)
    const mechanism = yield* chooseMechanism(talk, 'sasl2')
    talk.mechanism = mechanism
    yield* say('auth', authenticateRequest(talk, mechanism, goal, ...tokenRequest(talk, sasl2)))
  },
  *hear(talk) {
    yield* inlineOffer(talk)
    yield* recheckMechanism(talk, 'sasl2')
    const answer = yield* expect(ANSWER)
    if (answer.name === 'challenge') talk.challenge = yield* decoded(answer)
    else yield* outcome(talk, answer)
  },
})

/** A token for next time is asked for by a client that holds none, or none any more. */
const tokenRequest = (talk: Talk, sasl2: Sasl2Features): XmlElement[] => {
  const mechanism = talk.manner.token
  if (talk.token !== undefined || !sasl2.fast.includes(mechanism)) return []
  return [element('request-token', FAST, { mechanism })]
}

/** The password and a new session. */
export const authenticateAndBind: Exchange = authenticate('bind')

/** The password and the earlier session, or else a new one. */
export const authenticateAndResume: Exchange = authenticate('resume')

export const respond: Exchange = {
  *say(talk) {
    if (talk.authenticated) return
    yield* say('auth', element('response', SASL2, {}, yield* challengeResponse(talk)))
  },
  *hear(talk) {
    if (!talk.authenticated) yield* outcome(talk, yield* expect(OUTCOME))
  },
}

function* outcome(talk: Talk, answer: XmlElement): Script<void> {
  if (answer.name === 'failure') yield* refused(talk, answer)
  if (answer.name === 'continue') {
    yield* fail('authentication-failed', 'expected <success/>, found that a task is asked for')
  }
  yield* succeeded(talk, answer)
}

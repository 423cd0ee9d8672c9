/** SASL2 (XEP-0388) with SCRAM: two waits, and everything else rides along. */
import type { Sasl2Features } from '../features.ts'
import { FAST, SASL2 } from '../namespaces.ts'
import { element, type XmlElement } from '../xml.ts'
import type { Exchange } from './flight.ts'
import { authenticateRequest, type Goal, inlineOffer, succeeded } from './inline.ts'
import { chooseScram, decoded, recheckScram, refused, scramResponse } from './password.ts'
import { anElement, expect, fail, say } from './say.ts'
import type { Talk } from './talk.ts'

const FAILURE = anElement('failure', SASL2)
const CONTINUE = anElement('continue', SASL2)
const CHALLENGE = [anElement('challenge', SASL2), FAILURE]
const SUCCESS = [anElement('success', SASL2), FAILURE, CONTINUE]

const authenticate = (goal: Goal): Exchange => ({
  *say(talk) {
    const sasl2 = yield* inlineOffer(talk)
    const scram = yield* chooseScram(talk, 'sasl2')
    talk.mechanism = scram
    yield* say('auth', authenticateRequest(talk, scram, goal, ...tokenRequest(talk, sasl2)))
  },
  *hear(talk) {
    yield* inlineOffer(talk)
    yield* recheckScram(talk, 'sasl2')
    const answer = yield* expect(CHALLENGE)
    if (answer.name === 'failure') yield* refused(talk, answer)
    talk.challenge = yield* decoded(answer)
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
    yield* say('auth', element('response', SASL2, {}, yield* scramResponse(talk)))
  },
  *hear(talk) {
    const answer = yield* expect(SUCCESS)
    if (answer.name === 'failure') yield* refused(talk, answer)
    if (answer.name === 'continue') {
      yield* fail('authentication-failed', 'expected <success/>, found that a task is asked for')
    }
    yield* succeeded(talk, answer)
  },
}

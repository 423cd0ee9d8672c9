/** SASL2 (XEP-0388) with SCRAM: two waits, and everything else rides along. */
import { FAST, SASL2 } from '../namespaces.ts'
import { element } from '../xml.ts'
import type { Exchange } from './flight.ts'
import { authenticateRequest, type Goal, inlineOffer, succeeded } from './inline.ts'
import { chooseScram, decoded, recheckScram, refused, scramResponse } from './password.ts'
import { anElement, expect, fail, say } from './say.ts'

const FAILURE = anElement('failure', SASL2)
const CONTINUE = anElement('continue', SASL2)
const CHALLENGE = [anElement('challenge', SASL2), FAILURE]
const SUCCESS = [anElement('success', SASL2), FAILURE, CONTINUE]

const authenticate = (goal: Goal): Exchange => ({
  *say(talk) {
    const sasl2 = yield* inlineOffer(talk)
    const scram = yield* chooseScram(talk, 'sasl2')
    talk.mechanism = scram
    const { token } = talk.manner
    const request = sasl2.fast.includes(token)
      ? [element('request-token', FAST, { mechanism: token })]
      : []
    yield* say('auth', authenticateRequest(talk, scram, goal, ...request))
  },
  *hear(talk) {
    yield* inlineOffer(talk)
    yield* recheckScram(talk, 'sasl2')
    const answer = yield* expect(CHALLENGE)
    if (answer.name === 'failure') yield* refused(talk, answer)
    talk.challenge = yield* decoded(answer)
  },
})

/** The password, a new session, and a token for next time. */
export const authenticateAndBind: Exchange = authenticate('bind')

/** The password, the earlier session or else a new one, and a token for next time. */
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

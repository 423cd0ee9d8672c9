/**
 * SASL2 (XEP-0388): with SCRAM two waits, and everything else rides along. Where there is no
 * challenge (PLAIN) it is one wait, and the response is left out; where there are more than one,
 * each is one wait more.
 */

import { element, type XmlElement } from '../../xml/xml.ts'
import type { Script } from '../dialogue/script.ts'
import { FAST, SASL2 } from '../namespaces.ts'
import { challengeResponse, decoded, refused } from './authentication.ts'
import type { Exchange } from './flight.ts'
import { authenticateRequest, type Goal, inlineOffer, succeeded } from './inline.ts'
import { chooseMechanism, recheckMechanism } from './mechanism-choice.ts'
import { anElement, expect, fail, say } from './say.ts'
import type { Talk } from './talk.ts'
import { tokenMechanism } from './token-choice.ts'

/** More is asked for, or it was enough. */
const ANSWER = [
  anElement('challenge', SASL2),
  anElement('success', SASL2),
  anElement('failure', SASL2),
  anElement('continue', SASL2),
]

const authenticate = (goal: Goal): Exchange => ({
  *say(talk) {
    yield* inlineOffer(talk)
    const mechanism = yield* chooseMechanism(talk, 'sasl2')
    yield* say('auth', authenticateRequest(talk, mechanism, goal, ...tokenRequest(talk)))
  },
  *hear(talk) {
    yield* inlineOffer(talk)
    yield* recheckMechanism(talk, 'sasl2')
    yield* answered(talk, yield* expect(ANSWER))
  },
})

/** A token for next time is asked for by a client that holds none, or none any more. */
const tokenRequest = (talk: Talk): XmlElement[] => {
  const mechanism = talk.token === undefined ? tokenMechanism(talk) : undefined
  return mechanism === undefined ? [] : [element('request-token', FAST, { mechanism })]
}

/** The password and a new session. */
export const authenticateAndBind: Exchange = authenticate('bind')

/** The password and the earlier session, or else a new one. */
export const authenticateAndResume: Exchange = authenticate('resume')

export const respond: Exchange = {
  *say(talk) {
    if (talk.challenge !== undefined) yield* sayResponse(talk)
  },
  *hear(talk) {
    while (!talk.authenticated) {
      yield* answered(talk, yield* expect(ANSWER))
      if (talk.challenge !== undefined) yield* sayResponse(talk)
    }
  },
}

function* sayResponse(talk: Talk): Script<void> {
  yield* say('auth', element('response', SASL2, {}, yield* challengeResponse(talk)))
}

function* answered(talk: Talk, answer: XmlElement): Script<void> {
  switch (answer.name) {
    case 'challenge':
      talk.challenge = yield* decoded(answer)
      return
    case 'success':
      return yield* succeeded(talk, answer)
    case 'failure':
      return yield* refused(talk, answer)
    default:
      yield* fail('authentication-failed', 'expected <success/>, found that a task is asked for')
  }
}

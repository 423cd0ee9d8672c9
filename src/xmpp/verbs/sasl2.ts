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
    yield* request(talk, goal)
  },
  *hear(talk) {
    yield* inlineOffer(talk)
    yield* recheckMechanism(talk, 'sasl2')
    yield* answered(talk, yield* expect(ANSWER))
  },
})

function* request(talk: Talk, goal: Goal): Script<void> {
  yield* inlineOffer(talk)
  const mechanism = yield* chooseMechanism(talk, 'sasl2')
  yield* say('auth', authenticateRequest(talk, mechanism, goal, ...tokenRequest(talk)))
}

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
    yield* goOn(talk)
  },
  *hear(talk) {
    while (!talk.authenticated) {
      yield* answered(talk, yield* expect(ANSWER))
      yield* goOn(talk)
    }
  },
}

/** A challenge is answered; what was refused is followed by the password (XEP-0388 §2.6.4). */
function* goOn(talk: Talk): Script<void> {
  if (talk.challenge !== undefined) yield* sayResponse(talk)
  else if (talk.fellBack && !talk.authenticated) yield* request(talk, goalOf(talk))
}

/** What the first request was for: the session of before, where there is one. */
const goalOf = ({ memory }: Talk): Goal => (memory.sm.kind === 'resumable' ? 'resume' : 'bind')

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
      if (talk.manner.whenRefused === 'end' || talk.fellBack) return yield* refused(talk, answer)
      talk.fellBack = true
      return
    default:
      yield* fail('authentication-failed', 'expected <success/>, found that a task is asked for')
  }
}

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
import { authenticateRequest, inlineOffer, sasl2Offer, succeeded } from './inline.ts'
import { chooseMechanism, isStillOffered, recheckMechanism } from './mechanism-choice.ts'
import { anElement, expect, fail, say } from './say.ts'
import type { Goal, Talk } from './talk.ts'
import { taskAskedFor } from './tasks.ts'
import { tokenMechanism } from './token-choice.ts'
import { upgradeRequests } from './upgrade.ts'

const FAILURE = [anElement('failure', SASL2)]
/** More is asked for, or it was enough. */
const ANSWER = [
  anElement('challenge', SASL2),
  anElement('success', SASL2),
  anElement('failure', SASL2),
  anElement('continue', SASL2),
]

const authenticate = (
  goal: Goal,
  extras: (talk: Talk) => readonly XmlElement[] = tokenRequest,
): Exchange => ({
  *say(talk) {
    yield* request(talk, goal, extras)
  },
  *hear(talk) {
    yield* offerFor(goal, talk)
    yield* recheckMechanism(talk, 'sasl2')
    yield* answered(talk, yield* expect(ANSWER))
  },
})

function* request(
  talk: Talk,
  goal: Goal,
  extras: (talk: Talk) => readonly XmlElement[],
): Script<void> {
  yield* offerFor(goal, talk)
  const mechanism = yield* chooseMechanism(talk, 'sasl2')
  talk.goal = goal
  yield* say('auth', authenticateRequest(talk, mechanism, goal, ...extras(talk)))
}

function* offerFor(goal: Goal, talk: Talk): Script<void> {
  if (goal === 'nothing') yield* sasl2Offer(talk)
  else yield* inlineOffer(talk)
}

/** A token for next time is asked for by a client that holds none, or none any more. */
function tokenRequest(talk: Talk): XmlElement[] {
  const mechanism = talk.token === undefined ? tokenMechanism(talk) : undefined
  return mechanism === undefined ? [] : [element('request-token', FAST, { mechanism })]
}

/** The password and a new session. */
export const authenticateAndBind: Exchange = authenticate('bind')

/** The password and the earlier session, or else a new one. */
export const authenticateAndResume: Exchange = authenticate('resume')

/**
 * The same, by a client that begins again where the server does not offer any more what it
 * remembers: what was refused has not been looked at.
 */
export const authenticateByMemory: Exchange = {
  say: authenticateAndResume.say,
  *hear(talk) {
    if (yield* isStillOffered(talk, 'sasl2')) return yield* authenticateAndResume.hear(talk)
    yield* expect(FAILURE)
    talk.remembered = 'stale'
  },
}

/** The password alone; what a session needs follows success. */
export const authenticateAlone: Exchange = authenticate('nothing', () => [])

/** The password and a new session, and to be asked for what better mechanisms need (XEP-0480). */
export const authenticateAndUpgrade: Exchange = authenticate('bind', (talk) => [
  ...tokenRequest(talk),
  ...upgradeRequests(talk),
])

/** To the end, where nothing but the mechanism is asked for. */
export const respond: Exchange = {
  say: goOn,
  *hear(talk) {
    yield* hearAnswers(talk)
    if (talk.authenticated) return
    yield* fail('authentication-failed', 'expected <success/>, found that a task is asked for')
  },
}

/** To the end, or to where a task is asked for. */
export const respondUntilTask: Exchange = { say: goOn, hear: hearAnswers }

const isOver = ({ authenticated, tasks }: Talk): boolean => authenticated || tasks.length > 0

function* hearAnswers(talk: Talk): Script<void> {
  while (!isOver(talk)) {
    yield* answered(talk, yield* expect(ANSWER))
    yield* goOn(talk)
  }
}

/** A challenge is answered; what was refused is followed by the password (XEP-0388 §2.6.4). */
function* goOn(talk: Talk): Script<void> {
  if (talk.challenge !== undefined) yield* sayResponse(talk)
  else if (talk.fellBack && !isOver(talk)) yield* request(talk, talk.goal, tokenRequest)
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
      if (talk.manner.whenRefused === 'end' || talk.fellBack) return yield* refused(talk, answer)
      talk.fellBack = true
      return
    default:
      yield* taskAskedFor(talk, answer)
  }
}

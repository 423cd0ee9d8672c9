/**
 * SASL profile 1 (RFC 6120 §6): with SCRAM two waits, then the stream begins again. Where there is
 * no challenge (PLAIN) it is one wait, and the response is left out; where there are more than
 * one, each is one wait more.
 */

import { toBase64 } from '../../sasl/octets.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import type { Script } from '../dialogue/script.ts'
import { SASL } from '../namespaces.ts'
import { challengeResponse, decoded, refused, verifyServer } from './authentication.ts'
import type { Exchange } from './flight.ts'
import { chooseMechanism, recheckMechanism } from './mechanism-choice.ts'
import { anElement, expect, reached, say } from './say.ts'
import type { Talk } from './talk.ts'

const FAILURE = anElement('failure', SASL)
const SUCCESS = anElement('success', SASL)
/** More is asked for, or it was enough. */
const ANSWER = [anElement('challenge', SASL), SUCCESS, FAILURE]

export const auth: Exchange = {
  *say(talk) {
    const mechanism = yield* chooseMechanism(talk, 'sasl1')
    const initial = mechanism.initial()
    // RFC 6120 §6.4.2: `=` is an initial response of no octets.
    const text = initial && (toBase64(initial) || '=')
    yield* say('auth', element('auth', SASL, { mechanism: mechanism.name }, text))
  },
  *hear(talk) {
    yield* recheckMechanism(talk, 'sasl1')
    yield* answered(talk, yield* expect(ANSWER))
  },
}

export const response: Exchange = {
  *say(talk) {
    if (talk.challenge !== undefined) yield* respond(talk)
  },
  *hear(talk) {
    while (!talk.authenticated) {
      yield* answered(talk, yield* expect(ANSWER))
      if (talk.challenge !== undefined) yield* respond(talk)
    }
  },
}

function* respond(talk: Talk): Script<void> {
  yield* say('auth', element('response', SASL, {}, yield* challengeResponse(talk)))
}

function* answered(talk: Talk, answer: XmlElement): Script<void> {
  if (answer.name === 'failure') yield* refused(talk, answer)
  if (answer.name === 'success') yield* succeeded(talk, answer)
  else talk.challenge = yield* decoded(answer)
}

function* succeeded(talk: Talk, success: XmlElement): Script<void> {
  // RFC 6120 §6.4.6: data of no octets is `=`, and none at all is no text.
  const data = success.children.length === 0 ? undefined : yield* decoded(success)
  yield* verifyServer(talk, data)
  talk.authenticated = true
  yield* reached('authenticated')
}

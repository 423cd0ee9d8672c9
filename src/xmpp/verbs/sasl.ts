/** SASL profile 1 (RFC 6120 §6) with SCRAM: two waits, then the stream begins again. */
import { SASL } from '../namespaces.ts'
import { toBase64 } from '../sasl/mechanism.ts'
import { element } from '../xml.ts'
import type { Exchange } from './flight.ts'
import {
  chooseScram,
  decoded,
  recheckScram,
  refused,
  scramResponse,
  verifyServer,
} from './password.ts'
import { anElement, expect, reached, say } from './say.ts'

const FAILURE = anElement('failure', SASL)
const CHALLENGE = [anElement('challenge', SASL), FAILURE]
const SUCCESS = [anElement('success', SASL), FAILURE]

export const auth: Exchange = {
  *say(talk) {
    const scram = yield* chooseScram(talk, 'sasl1')
    talk.mechanism = scram
    const initial = toBase64(scram.initial())
    yield* say('auth', element('auth', SASL, { mechanism: scram.name }, initial))
  },
  *hear(talk) {
    yield* recheckScram(talk, 'sasl1')
    const answer = yield* expect(CHALLENGE)
    if (answer.name === 'failure') yield* refused(talk, answer)
    talk.challenge = yield* decoded(answer)
  },
}

export const response: Exchange = {
  *say(talk) {
    yield* say('auth', element('response', SASL, {}, yield* scramResponse(talk)))
  },
  *hear(talk) {
    const answer = yield* expect(SUCCESS)
    if (answer.name === 'failure') yield* refused(talk, answer)
    const proof = answer.text() === '' ? undefined : yield* decoded(answer)
    yield* verifyServer(talk, proof)
    yield* reached('authenticated')
  },
}

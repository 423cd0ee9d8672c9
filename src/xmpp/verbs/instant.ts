/**
 * Instant Stream Resumption (XEP-0397): a token that came with `<enabled/>` proves who it is and which
 * session it wants, in one message; success brings the next one. It is for one use: an answer that
 * gets lost leaves none, and the password is next, on the same stream.
 */
import { bindingOf } from '../../sasl/channel-binding.ts'
import { toBase64 } from '../../sasl/octets.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import type { Script } from '../dialogue/script.ts'
import { ISR, SASL2_OF_ISR, SM } from '../namespaces.ts'
import { decoded, verifyServer } from './authentication.ts'
import { presentToken } from './fast.ts'
import type { Exchange } from './flight.ts'
import { anElement, expect, fail, reached, say } from './say.ts'
import { enable, lost, resumed, resumeRequest } from './stream-management.ts'
import type { Talk } from './talk.ts'

const OUTCOME = [anElement('success', SASL2_OF_ISR), anElement('failure', SASL2_OF_ISR)]

/** As `enable`, and a token is asked for along with it. */
export const enableInstantly: Exchange = {
  *say(talk) {
    talk.instantMechanism = instantMechanism(talk)
    yield* enable.say(talk)
  },
  hear: enable.hear,
}

/** Of those that are offered the best that this client can use on such a channel (§4: pinned). */
const instantMechanism = ({ manner, mechanisms, offered, tls }: Talk): string | undefined =>
  manner.tokens.find((name) => {
    const mechanism = mechanisms.named(name)
    if (mechanism?.proves !== 'token') return false
    return (
      offered?.instantResumption.includes(name) === true &&
      bindingOf(mechanism.binds, tls) !== undefined
    )
  })

export const instantly: Exchange = {
  *say(talk) {
    const request = resumeRequest(talk)
    const { sm } = talk.memory
    const token = sm.kind === 'resumable' ? sm.instant : undefined
    if (request === undefined || token === undefined) {
      return yield* fail('feature-missing', 'expected a token of the session, found none')
    }
    const mechanism = yield* presentToken(talk, token)
    const initial = mechanism.initial()
    yield* say(
      'auth',
      element(
        'authenticate',
        SASL2_OF_ISR,
        { mechanism: mechanism.name },
        initial && element('initial-response', SASL2_OF_ISR, {}, toBase64(initial)),
        element('inst-resume', ISR, {}, request),
      ),
    )
  },
  *hear(talk) {
    const answer = yield* expect(OUTCOME)
    if (answer.name === 'failure') {
      talk.tokenFate = 'refused'
      return
    }
    const data = answer.child('additional-data')
    yield* verifyServer(talk, data === undefined ? undefined : yield* decoded(data))
    talk.authenticated = true
    yield* reached('authenticated')
    yield* takeOutcome(talk, answer)
  },
}

function* takeOutcome(talk: Talk, success: XmlElement): Script<void> {
  const failed = success.child('inst-resume-failed', ISR)?.child('failed', SM)
  if (failed !== undefined) return yield* lost(talk, failed)
  const told = success.child('inst-resumed', ISR)
  const answer = told?.child('resumed', SM)
  const secret = told?.attribute('token')
  if (answer === undefined || !secret) {
    return yield* fail('protocol-violation', 'expected <inst-resumed/> with a token in <success/>')
  }
  yield* resumed(talk, answer)
  const mechanism = talk.mechanism?.name ?? ''
  if (talk.sm !== undefined) talk.sm = { ...talk.sm, instant: { mechanism, secret } }
}

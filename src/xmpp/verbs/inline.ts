/**
 * One request that does everything: SASL2's `<authenticate/>` (XEP-0388) with Bind 2 (XEP-0386),
 * stream management (XEP-0198) and token (XEP-0484) inside, and what comes back in `<success/>`.
 */

import type { ClientMechanism } from '../../sasl/mechanism.ts'
import { toBase64 } from '../../sasl/octets.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import { readDateTime } from '../date-time.ts'
import type { Script } from '../dialogue/script.ts'
import type { Sasl2Features } from '../features.ts'
import { BIND2, CARBONS, CSI, FAST, SASL2, SM } from '../namespaces.ts'
import { decoded, verifyServer } from './authentication.ts'
import { ownAddress } from './own-address.ts'
import { fail, reached } from './say.ts'
import {
  enabled,
  enableRequest,
  lost,
  notEnabled,
  resumed,
  resumeRequest,
} from './stream-management.ts'
import type { Goal, Talk } from './talk.ts'
import { tokenMechanism } from './token-choice.ts'

/** SASL2 as far as known. */
export function* sasl2Offer({ offered }: Talk): Script<Sasl2Features> {
  if (offered === undefined) {
    return yield* fail('feature-missing', 'expected features to be remembered, found none')
  }
  const { sasl2 } = offered
  if (sasl2 === undefined) return yield* fail('feature-missing', 'expected SASL2 to be offered')
  return sasl2
}

/** The same, with all that a script relies on which does everything in one request. */
export function* inlineOffer(talk: Talk): Script<Sasl2Features> {
  const sasl2 = yield* sasl2Offer(talk)
  if (!sasl2.bind2) yield* fail('feature-missing', 'expected Bind 2 to be offered')
  if (talk.account.carbons && !sasl2.bind2Inline.includes(CARBONS)) {
    yield* fail('feature-missing', `expected Bind 2 to offer ${CARBONS}`)
  }
  if (talk.management === 'not-known' && !sasl2.bind2Inline.includes(SM)) {
    talk.management = 'not-offered'
  }
  return sasl2
}

export const authenticateRequest = (
  talk: Talk,
  mechanism: ClientMechanism,
  goal: Goal,
  ...extras: readonly XmlElement[]
): XmlElement => {
  const { offered } = talk
  const { userAgentId, software, device, resource, carbons } = talk.account
  const inactive = isInactive(talk) ? element('inactive', CSI) : undefined
  const initial = mechanism.initial()
  return element(
    'authenticate',
    SASL2,
    { mechanism: mechanism.name },
    initial && element('initial-response', SASL2, {}, toBase64(initial)),
    talk.introduction === 'by-id'
      ? element('user-agent', SASL2, { id: userAgentId })
      : element(
          'user-agent',
          SASL2,
          { id: userAgentId },
          element('software', SASL2, {}, software),
          element('device', SASL2, {}, device),
        ),
    ...extras,
    // XEP-0198 §9.2: not where it is not offered.
    goal === 'resume' && offered?.sasl2?.resume === true ? resumeRequest(talk) : undefined,
    goal === 'nothing'
      ? undefined
      : element(
          'bind',
          BIND2,
          {},
          element('tag', BIND2, {}, resource),
          carbons ? element('enable', CARBONS) : undefined,
          inactive,
          talk.management === 'not-known' ? enableRequest(talk.account) : undefined,
        ),
  )
}

/** XEP-0386: switched on with the session, where that is offered. */
const isInactive = ({ account, offered }: Talk): boolean =>
  account.activity === 'inactive' && offered?.sasl2?.bind2Inline.includes(CSI) === true

/** Everything that `<success/>` brings, the server's proof first. */
export function* succeeded(talk: Talk, success: XmlElement): Script<void> {
  // Where tasks were asked for, it has come with the first of them.
  if (talk.tasks.length === 0) yield* serverProven(talk, success)
  talk.authenticated = true
  yield* reached('authenticated')
  const identifier = success.child('authorization-identifier')?.text()
  if (identifier !== undefined) yield* ownAddress(talk, identifier)
  yield* takeToken(talk, success.child('token', FAST))

  if (talk.goal === 'nothing') return

  // XEP-0198: resumption comes first, and binding only counts when it has failed.
  const resumption = success.child('resumed', SM)
  if (resumption !== undefined) return yield* resumed(talk, resumption)
  const failed = success.child('failed', SM)
  if (failed !== undefined) yield* lost(talk, failed)

  const bound = success.child('bound', BIND2)
  if (bound === undefined) return yield* fail('bind-failed', 'expected <bound/>, found none')
  talk.way = 'bound'
  talk.address = identifier ?? ''
  talk.takenFor = isInactive(talk) ? 'inactive' : 'active'
  talk.carbons = talk.account.carbons // no answer of its own (XEP-0386): it must succeed
  const answer = bound.child('enabled', SM)
  if (answer === undefined) {
    if (talk.management !== 'not-known') return
    const refusal = bound.child('failed', SM)
    if (refusal !== undefined) return yield* notEnabled(refusal)
    return yield* fail('bind-failed', 'expected <enabled/> in <bound/>, found none')
  }
  yield* enabled(talk, answer)
}

/** What the mechanism has to say comes with `<success/>`, or with the first `<continue/>`. */
export function* serverProven(talk: Talk, answer: XmlElement): Script<void> {
  const data = answer.child('additional-data')
  yield* verifyServer(talk, data === undefined ? undefined : yield* decoded(data))
}

function* takeToken(talk: Talk, token: XmlElement | undefined): Script<void> {
  if (token === undefined) return
  const secret = token.attribute('token')
  const expiry = token.attribute('expiry')
  if (!secret || expiry === undefined || readDateTime(expiry) === undefined) {
    return yield* fail('protocol-violation', 'expected a token and the date of its expiry')
  }
  // A token is for the mechanism it was asked for; a rotated one for that of its predecessor.
  const used = talk.mechanism
  const mechanism = used?.proves === 'token' ? used.name : tokenMechanism(talk)
  if (mechanism === undefined) return
  talk.token = { mechanism, secret, expiry, count: 0 }
}

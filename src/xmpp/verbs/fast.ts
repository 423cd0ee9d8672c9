/**
 * FAST (XEP-0484): a token from an earlier session in place of the password. One wait.
 *
 * Every attempt carries `count`, one higher than the last with this token. Only early data
 * requires it, but a client that always counts never has to know.
 *
 * A token that has expired, by the time that the attempt was given, is not tried: the password
 * goes in its place and into the same flight. Not in early data, though, where XEP-0388 allows no
 * other authentication: there it follows the features.
 */

import { bindingOf } from '../../sasl/channel-binding.ts'
import type { ClientMechanism } from '../../sasl/mechanism.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import { readDateTime } from '../date-time.ts'
import type { FastToken } from '../dialogue/ready-stream.ts'
import type { Script } from '../dialogue/script.ts'
import { FAST, IAP, SASL2 } from '../namespaces.ts'
import { begin } from './authentication.ts'
import type { Exchange } from './flight.ts'
import { authenticateRequest, inlineOffer, succeeded } from './inline.ts'
import { list } from './mechanism-choice.ts'
import { authenticateAndResume } from './sasl2.ts'
import { anElement, expect, fail, say } from './say.ts'
import type { Talk } from './talk.ts'

const OUTCOME = [anElement('success', SASL2), anElement('failure', SASL2)]

const presenting = (
  introduction: Talk['introduction'],
  extras: (talk: Talk) => readonly XmlElement[],
): Exchange => ({
  *say(talk) {
    talk.introduction = introduction
    const { token } = talk
    if (token === undefined) {
      return yield* fail('feature-missing', 'expected a token to be remembered, found none')
    }
    if (hasExpired(token, talk.now)) {
      talk.token = undefined
      talk.tokenFate = 'expired'
      if (!isEarly(talk)) yield* authenticateAndResume.say(talk)
      return
    }
    yield* recheckFast(talk, token.mechanism)
    const mechanism = yield* presentToken(talk, token)
    const used = { ...token, count: token.count + 1 }
    talk.token = used
    const count = element('fast', FAST, { count: String(used.count) })
    talk.goal = 'resume'
    yield* say('auth', authenticateRequest(talk, mechanism, 'resume', count, ...extras(talk)))
  },
  *hear(talk) {
    if (talk.tokenFate === 'expired') {
      if (talk.mechanism === undefined) yield* authenticateAndResume.say(talk)
      return yield* authenticateAndResume.hear(talk)
    }
    yield* recheckFast(talk, talk.mechanism?.name ?? '')
    const answer = yield* expect(OUTCOME)
    if (answer.name === 'success') return yield* succeeded(talk, answer)
    if (answer.child('config-version-mismatch', IAP) !== undefined) {
      talk.remembered = 'stale'
      return
    }
    // XEP-0484: the client drops the token and falls back by itself.
    talk.token = undefined
    talk.tokenFate = 'refused'
  },
})

export const fast: Exchange = presenting('in-full', () => [])

/**
 * The same, by a client that says which features it goes by where it has not heard them yet
 * (XEP-0509). Where they have changed, nothing was looked at: neither the token nor the exporter value
 * has been used, and both can be presented again. What it is called is left out, so that all of it
 * fits into the SYN of Fast Open as it does without.
 */
export const fastOfVersion: Exchange = presenting('by-id', ({ features, memory }) => {
  const version = features === undefined ? memory.features?.configVersion : undefined
  return version === undefined ? [] : [element('config-version', IAP, { value: version })]
})

/** Begins the one mechanism that a token may be used with (XEP-0484 §3.4). */
export function* presentToken(
  talk: Talk,
  token: Pick<FastToken, 'mechanism' | 'secret'>,
): Script<ClientMechanism> {
  const { mechanism: name } = token
  const mechanism = talk.mechanisms.named(name)
  if (mechanism?.proves !== 'token') {
    return yield* fail('feature-missing', `expected a mechanism for tokens, found ${name}`)
  }
  const binding = bindingOf(mechanism.binds, talk.tls)
  if (binding === undefined) {
    return yield* fail('feature-missing', `expected TLS to have what ${name} binds to, found none`)
  }
  return yield* begin(talk, mechanism, binding, 'sasl2', token)
}

const hasExpired = ({ expiry }: FastToken, now: number | undefined): boolean => {
  const end = now === undefined ? undefined : readDateTime(expiry)
  return now !== undefined && end !== undefined && now >= end
}

/** RFC 9266 §2: there is no exporter until the handshake is complete. */
const isEarly = ({ tls }: Talk): boolean => tls?.version === '1.3' && tls.exporter === undefined

/** The mechanism must be offered, as far as known; asked again once the real features are. */
function* recheckFast(talk: Talk, mechanism: string): Script<void> {
  const { fast } = yield* inlineOffer(talk)
  if (!fast.includes(mechanism)) {
    yield* fail('feature-missing', `expected FAST with ${mechanism}, found ${list(fast)}`)
  }
}

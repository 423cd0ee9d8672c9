/**
 * FAST (XEP-0484): a token from an earlier session in place of the password. One wait.
 *
 * Every attempt carries `count`, one higher than the last with this token. Only early data
 * requires it, but a client that always counts never has to know.
 */
import { FAST, SASL2 } from '../namespaces.ts'
import { HashedTokenClient, tokenBinding } from '../sasl/hashed-token.ts'
import type { Script } from '../script.ts'
import { element } from '../xml.ts'
import type { Exchange } from './flight.ts'
import { authenticateRequest, inlineOffer, succeeded } from './inline.ts'
import { list } from './password.ts'
import { anElement, expect, fail, say } from './say.ts'
import type { Talk } from './talk.ts'

const OUTCOME = [anElement('success', SASL2), anElement('failure', SASL2)]

export const fast: Exchange = {
  *say(talk) {
    const { token } = talk
    if (token === undefined) {
      return yield* fail('feature-missing', 'expected a token to be remembered, found none')
    }
    yield* recheckFast(talk, token.mechanism)
    const binding = tokenBinding(token.mechanism, talk.tls)
    if (binding === undefined) {
      return yield* fail(
        'feature-missing',
        `expected TLS to have what ${token.mechanism} binds to, found none`,
      )
    }
    if (token.mechanism === 'HT-SHA-256-EXPR') talk.exporterSpent = true
    const { local } = talk.account
    talk.mechanism = new HashedTokenClient(token.mechanism, local, token.secret, binding)
    const used = { ...token, count: token.count + 1 }
    talk.token = used
    const count = element('fast', FAST, { count: String(used.count) })
    yield* say('auth', authenticateRequest(talk, talk.mechanism, 'resume', count))
  },
  *hear(talk) {
    yield* recheckFast(talk, talk.mechanism?.name ?? '')
    const answer = yield* expect(OUTCOME)
    if (answer.name === 'success') return yield* succeeded(talk, answer)
    // XEP-0484: the client drops the token and falls back by itself.
    talk.token = undefined
    talk.tokenRefused = true
  },
}

/** The mechanism must be offered, as far as known; asked again once the real features are. */
function* recheckFast(talk: Talk, mechanism: string): Script<void> {
  const { fast } = yield* inlineOffer(talk)
  if (!fast.includes(mechanism)) {
    yield* fail('feature-missing', `expected FAST with ${mechanism}, found ${list(fast)}`)
  }
}

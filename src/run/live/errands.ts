/**
 * Scripts for what a guest does besides being measured: looking what a server offers, asking who
 * it is, and putting things back in order at the end.
 */

import { briefly } from '../../foreign-text.ts'
import type { OverTls } from '../../strategies/over.ts'
import { element } from '../../xml/xml.ts'
import type { Account } from '../../xmpp/account.ts'
import { BLANK, type Memory } from '../../xmpp/dialogue/memory.ts'
import { exchanged, type ReadyStream } from '../../xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../xmpp/dialogue/script.ts'
import { CLIENT, FAST, SASL2, VERSION } from '../../xmpp/namespaces.ts'
import { refusalOf } from '../../xmpp/verbs/authentication.ts'
import { presentToken } from '../../xmpp/verbs/fast.ts'
import { authenticateRequest } from '../../xmpp/verbs/inline.ts'
import { pingRequest } from '../../xmpp/verbs/liveness.ts'
import { AVAILABLE } from '../../xmpp/verbs/presence.ts'
import { anAnswerOf, anElement, connect, expect, fail, say, upgrade } from '../../xmpp/verbs/say.ts'
import { clearHeader, header, secure, starttls } from '../../xmpp/verbs/stream.ts'
import { type Manner, Talk } from '../../xmpp/verbs/talk.ts'

const SERIAL: Manner = {
  pace: 'serial',
  binding: 'where-offered',
  tokens: [],
  session: 'skipped',
  management: 'where-offered',
  afterBinding: 'nothing',
  carbons: 'where-wanted',
  access: 'left',
  tokenForm: 'draft-09',
  login: 'password',
  whenRefused: 'end',
}

/** What is known of a way that is gone to look at it: more and more, and kept if that fails. */
export type Sight = Pick<Talk, 'stream' | 'tls'>

/** As far as the features that are announced before authentication; `begun` is told what it sees. */
export function* look(
  account: Account,
  way: OverTls,
  begun: (sight: Readonly<Sight>) => void = () => {},
): Script<ReadyStream> {
  const talk = new Talk(account, BLANK, SERIAL)
  begun(talk)
  yield* securedStream(talk, way)
  return { ...exchanged, features: talk.features }
}

const VERSION_ID = 'v1'
const PING_ID = 'there'
/** Characters of a server's name, and of its version. */
const NAME_AT_MOST = 64

export interface Software {
  readonly name: string
  readonly version: string | undefined
}

/** Asks a server on whose stream there is a session who it is; it need not say. */
export function* thenAskVersion(
  script: Script<ReadyStream>,
  account: Account,
  heard: (software: Software) => void,
): Script<ReadyStream> {
  const stream = yield* script
  yield* say(
    'data',
    element(
      'iq',
      CLIENT,
      { type: 'get', id: VERSION_ID, to: account.domain },
      element('query', VERSION),
    ),
  )
  const answer = yield* expect([anAnswerOf(account.domain, VERSION_ID)])
  const query = answer.child('query', VERSION)
  const name = query?.child('name')?.text()
  if (name !== undefined) {
    const version = query?.child('version')?.text()
    heard({
      name: briefly(name, NAME_AT_MOST),
      version: version === undefined ? undefined : briefly(version, NAME_AT_MOST),
    })
  }
  return stream
}

/**
 * Is there for whoever writes (RFC 6121 §4.2), and stays until the server has said what it had kept:
 * a ping is answered behind that.
 */
export function* thenAvailable(
  script: Script<ReadyStream>,
  { domain }: Account,
): Script<ReadyStream> {
  const stream = yield* script
  yield* say('data', AVAILABLE)
  yield* say('data', pingRequest(domain, PING_ID))
  yield* expect([anAnswerOf(domain, PING_ID)])
  return stream
}

/**
 * Logs in with the token, for the last time where it is `invalidated` (XEP-0484 §3.6). Binds
 * instead of resuming: a session that once asked for a token gets another when it is resumed
 * (Prosody). `refused`: told the condition (RFC 6120 §6.5).
 */
export function* useToken(
  account: Account,
  memory: Memory,
  way: OverTls,
  fate: 'kept' | 'invalidated',
  refused: (condition: string) => void = () => {},
): Script<ReadyStream> {
  const talk = new Talk(account, memory, SERIAL)
  yield* securedStream(talk, way)
  const { token } = memory
  if (token === undefined) {
    return yield* fail('feature-missing', 'expected a token that can be used, found none')
  }
  const mechanism = yield* presentToken(talk, token)
  const count = token.count + 1
  const invalidate = fate === 'invalidated' ? 'true' : undefined
  const fast = element('fast', FAST, { count: String(count), invalidate })
  yield* say('auth', authenticateRequest(talk, mechanism, 'bind', fast))
  const answer = yield* expect([anElement('success', SASL2), anElement('failure', SASL2)])
  if (answer.name === 'failure') {
    const condition = refusalOf(answer)
    refused(condition)
    const detail = `expected the token to be taken, found it refused: ${condition}`
    return yield* fail('authentication-failed', detail)
  }
  return { ...exchanged, features: memory.features, token: { ...token, count } }
}

function* securedStream(talk: Talk, way: OverTls): Script<void> {
  yield* connect()
  if (way.security === 'starttls') {
    for (const exchange of [clearHeader, starttls]) {
      yield* exchange.say(talk)
      yield* exchange.hear(talk)
    }
  }
  yield* secure(talk)
  if (way.http === 'web-socket') yield* upgrade()
  yield* header.say(talk)
  yield* header.hear(talk)
}

/**
 * Authentication in both profiles: `<auth/>` (RFC 6120 §6) and `<authenticate/>` (XEP-0388), which
 * differ in wrapping and in what success brings, not in how a mechanism is run.
 */

import { addressText, caseMapped, readAddress } from '../../address.ts'
import type { SaslCondition } from '../../sasl/condition.ts'
import type { Mechanism, ServerMechanism, ServerStep } from '../../sasl/mechanism.ts'
import { NOTHING, toBase64 } from '../../sasl/octets.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import { IAP, SASL, SASL2 } from '../namespaces.ts'
import { readMessage } from '../sasl-message.ts'
import { type Login, NAMELESS, OWNER } from './access.ts'
import { saslFailure } from './answer.ts'
import { readAuthenticate } from './authenticate-request.ts'
import { tlsSessionName } from './channel.ts'
import type { Conversation, Turn } from './conversation.ts'
import { offersSasl1, offersSasl2 } from './features.ts'
import { loginMechanism, tokenMechanism } from './mechanisms.ts'
import { configVersion } from './opening.ts'
import { AUTHENTICATION, CLOSED, type Exchange, type Phase, type Unfinished } from './phases.ts'
import { sasl2Success } from './sasl2-success.ts'
import { askForTask, sayTaskData, tasksDue } from './tasks.ts'

type Profile = Exchange['profile']

const NAMESPACES: Readonly<Record<Profile, string>> = { sasl1: SASL, sasl2: SASL2 }

/** `<auth/>` */
export const beginSasl1 = (conversation: Conversation, heard: XmlElement, turn: Turn): Phase => {
  // XEP-0388 §2.6: no authentication in early data, and nothing excepts SASL 1.
  if (isTooEarly(conversation, turn)) return refuse('sasl1', 'not-authorized', conversation, turn)
  if (!offersSasl1(conversation.domain.settings)) {
    return refuse('sasl1', 'invalid-mechanism', conversation, turn)
  }
  const name = heard.attribute('mechanism') ?? ''
  const begun = loginMechanism(conversation, name)
  if (typeof begun === 'string') return refuse('sasl1', begun, conversation, turn)
  // RFC 6120 §6.4.2: no text is no initial response.
  const initial = heard.children.length === 0 ? undefined : heard
  return begin({ profile: 'sasl1', authentication: begun }, initial, conversation, turn)
}

const isTooEarly = ({ domain }: Conversation, { early }: Turn): boolean =>
  early && domain.settings.extensions.earlyLogin === 'refused'

/** `<authenticate/>` */
export const beginSasl2 = (conversation: Conversation, heard: XmlElement, turn: Turn): Phase => {
  const { settings, mechanisms } = conversation.domain
  const from = conversation.from === undefined ? 'unknown' : 'known'
  if (!offersSasl2({ settings, from, framing: conversation.framing.name })) {
    turn.answer.streamError('unsupported-stanza-type')
    return CLOSED
  }
  const request = readAuthenticate(heard, settings.sasl2)
  if (request === undefined) {
    return refuse('sasl2', 'malformed-request', conversation, turn)
  }
  const version = configVersion(conversation)
  if (
    version !== undefined &&
    request.configVersion !== undefined &&
    request.configVersion !== version
  ) {
    // XEP-0509 §3.2: without prejudice, so that it is counted nowhere.
    turn.answer.say(configVersionMismatch()).after('failure')
    return AUTHENTICATION
  }
  const begun =
    mechanisms.named(request.mechanism)?.proves === 'token'
      ? tokenMechanism(request, conversation, turn)
      : isTooEarly(conversation, turn)
        ? 'not-authorized' // XEP-0388 §2.6; only FAST may, XEP-0484 §3.4
        : loginMechanism(conversation, request.mechanism)
  if (begun === 'close') {
    turn.answer.streamError('policy-violation')
    return CLOSED
  }
  if (typeof begun === 'string') return refuse('sasl2', begun, conversation, turn)
  const exchange: Exchange = { profile: 'sasl2', authentication: begun, request }
  return begin(exchange, request.initialResponse, conversation, turn)
}

/** `<response/>`, `<abort/>`, or something that has no place in an exchange. */
export const continueExchange = (
  exchange: Exchange,
  conversation: Conversation,
  heard: XmlElement,
  turn: Turn,
): Phase => {
  const namespace = NAMESPACES[exchange.profile]
  if (heard.is('abort', namespace)) {
    return refuse(exchange.profile, 'aborted', conversation, turn)
  }
  if (heard.is('response', namespace)) return take(exchange, heard, conversation, turn)
  turn.answer.streamError('not-authorized')
  return CLOSED
}

/** `<next/>`, `<task-data/>`, or `<abort/>`. */
export const continueTask = (
  unfinished: Unfinished,
  conversation: Conversation,
  heard: XmlElement,
  turn: Turn,
): Phase => {
  if (heard.name === 'abort') return refuse('sasl2', 'aborted', conversation, turn)
  const { exchange, proven, due, begun } = unfinished
  const [task, ...others] = due
  const isChoice = heard.name === 'next'
  const isExpected = isChoice
    ? begun === 'no' && heard.attribute('task') === task?.name
    : begun === 'yes'
  if (task === undefined || !isExpected) {
    return refuse('sasl2', 'malformed-request', conversation, turn)
  }
  const [content] = heard.elements()
  const step = task.take(content, conversation.domain.wallClock(turn.now))
  switch (step.kind) {
    case 'more':
      return sayTaskData(step.data, unfinished, turn)
    case 'failed':
      return refuse('sasl2', step.condition, conversation, turn)
    case 'done':
      return others.length === 0
        ? sasl2Success(exchange, proven, conversation, turn)
        : askForTask({ exchange, proven, due: others }, undefined, turn)
  }
}

const begin = (
  exchange: Exchange,
  initial: XmlElement | undefined,
  conversation: Conversation,
  turn: Turn,
): Phase => {
  if (initial !== undefined) return take(exchange, initial, conversation, turn)
  // RFC 4422 §3: a client that could have spoken first is asked to, with an empty challenge.
  return challenge(exchange, exchange.authentication.end.challenge?.() ?? NOTHING, turn)
}

const challenge = (exchange: Exchange, message: Uint8Array, { answer }: Turn): Phase => {
  const content = message.length === 0 ? undefined : toBase64(message)
  answer.say(element('challenge', NAMESPACES[exchange.profile], {}, content)).after('challenge')
  return { kind: 'response', exchange }
}

const take = (
  exchange: Exchange,
  heard: XmlElement,
  conversation: Conversation,
  turn: Turn,
): Phase => {
  const message = readMessage(heard)
  if (message === undefined) {
    return refuse(exchange.profile, 'incorrect-encoding', conversation, turn)
  }
  const step = exchange.authentication.end.respond(message)
  switch (step.kind) {
    case 'challenge':
      return challenge(exchange, step.message, turn)
    case 'failure':
      return refuse(exchange.profile, step.condition, conversation, turn)
    case 'success':
      return isSaidBefore(exchange, step, conversation)
        ? challenge({ ...exchange, ...lastWordOf(exchange, step) }, step.additional, turn)
        : succeed(exchange, step, conversation, turn)
  }
}

type Success = Extract<ServerStep, { kind: 'success' }>

const isSaidBefore = (
  { profile }: Exchange,
  step: Success,
  { domain }: Conversation,
): step is Success & { readonly additional: Uint8Array } =>
  profile === 'sasl1' &&
  step.additional !== undefined &&
  domain.settings.sasl.lastWord === 'in-challenge'

/** All that is awaited after it is an answer without octets (RFC 3920 §6.2). */
const lastWordOf = (
  { authentication }: Exchange,
  step: Success,
): Pick<Exchange, 'authentication'> => {
  const end: ServerMechanism = {
    name: authentication.end.name,
    respond: ({ length }) =>
      length === 0
        ? { ...step, additional: undefined }
        : { kind: 'failure', condition: 'malformed-request' },
  }
  return { authentication: { ...authentication, end } }
}

const succeed = (
  exchange: Exchange,
  step: Extract<ServerStep, { kind: 'success' }>,
  conversation: Conversation,
  turn: Turn,
): Phase => {
  const user = caseMapped(step.username)
  const own = `${user}@${conversation.domain.name}`
  if (step.authorization !== '') {
    const acting = addressText(readAddress(step.authorization))
    // XEP-0388 §2.3: nor as anybody else than the stream says that it is from.
    const isFrom = exchange.profile === 'sasl1' || (conversation.from ?? own) === own
    if (acting !== own || !isFrom) {
      return refuse(exchange.profile, 'invalid-authzid', conversation, turn)
    }
  }
  conversation.login = loginOf(exchange)
  noteIdentity(own, conversation)
  if (exchange.profile === 'sasl2') {
    const proven = { ...step, username: user }
    const due = tasksDue(exchange, user, conversation)
    if (due.length === 0) return sasl2Success(exchange, proven, conversation, turn)
    // What the mechanism has to say is said once (XEP-0388 §2.6.3).
    const said = { ...proven, additional: undefined }
    return askForTask({ exchange, proven: said, due }, step.additional, turn)
  }
  const data = step.additional === undefined ? undefined : toBase64(step.additional)
  turn.answer
    .say(element('success', SASL, {}, data))
    .after(successTime(exchange.authentication.mechanism))
  return { kind: 'header', stage: 'authenticated', user }
}

const loginOf = (exchange: Exchange): Login => {
  const { mechanism, tokens, grants } = exchange.authentication
  return {
    by: mechanism.proves,
    agent: exchange.profile === 'sasl2' ? exchange.request.agent : NAMELESS,
    rights: tokens?.used?.rights ?? grants?.rights ?? OWNER,
  }
}

const configVersionMismatch = (): XmlElement => {
  const mismatch = element('config-version-mismatch', IAP)
  return element('failure', SASL2, {}, element('aborted', SASL), mismatch)
}

/**
 * Of use on later connections only where some mechanism goes by what TLS knows; of the owner alone,
 * whom such a mechanism lets in.
 */
const noteIdentity = (address: string, { domain, tls, login }: Conversation): void => {
  if (login?.rights !== OWNER) return
  const { settings, mechanisms, notes } = domain
  const isUsed = settings.sasl.mechanisms.some(
    (name) => mechanisms.named(name)?.proves === 'certificate',
  )
  if (isUsed && tls?.session !== undefined) notes.write(tlsSessionName(tls.session), address)
}

const successTime = ({ work }: Mechanism): 'plainSuccess' | 'success' =>
  work === 'hashing' ? 'plainSuccess' : 'success'

/** `<failure/>`; the last that is allowed closes the stream (RFC 6120 §6.4.5). */
const refuse = (
  profile: Profile,
  condition: SaslCondition,
  conversation: Conversation,
  { answer }: Turn,
): Phase => {
  const { failureText, failuresAllowed } = conversation.domain.settings.sasl
  const text = condition === 'not-authorized' ? failureText : undefined
  answer.say(saslFailure(NAMESPACES[profile], condition, text)).after('failure')
  conversation.failures += 1
  if (conversation.failures < failuresAllowed) return AUTHENTICATION
  answer.streamError('policy-violation')
  return CLOSED
}

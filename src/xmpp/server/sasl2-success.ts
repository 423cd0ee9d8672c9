/**
 * `<success/>` of SASL2 and what rides in it: resumption first, binding if that did not work
 * (XEP-0198 §9, XEP-0386 §3), a token (XEP-0484 §3.2); and what follows it.
 */
import type { Random } from '../../random.ts'
import type { Mechanism, ServerStep } from '../../sasl/mechanism.ts'
import { toBase64 } from '../../sasl/octets.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import { FAST, SASL2 } from '../namespaces.ts'
import { rightsOf } from './access.ts'
import type { AuthenticateRequest } from './authenticate-request.ts'
import { bindInline, noteClient } from './binding.ts'
import { channelOffer } from './channel.ts'
import type { Conversation, Turn } from './conversation.ts'
import type { Domain } from './domain.ts'
import { tokenSecret } from './identifiers.ts'
import { announceResumed, failedElement, type Resumed, resume } from './management.ts'
import { features } from './opening.ts'
import type { Phase, Sasl2Exchange } from './phases.ts'
import type { Session } from './sessions.ts'
import type { ThinkTimes } from './settings.ts'
import { type IssuedToken, withNext, withoutTokens } from './tokens.ts'
import { utc } from './utc.ts'

export const sasl2Success = (
  { request, authentication: { mechanism, tokens } }: Sasl2Exchange,
  { username, additional }: Extract<ServerStep, { kind: 'success' }>,
  conversation: Conversation,
  turn: Turn,
): Phase => {
  const { domain } = conversation
  const { answer, now } = turn
  const resumed = request.resume && resume(request.resume, username, conversation, turn)
  if (resumed?.kind === 'broken') {
    answer.streamError('undefined-condition', resumed.specific)
    return { kind: 'closed' }
  }
  const continued = resumed?.kind === 'resumed' ? resumed : undefined
  // XEP-0198 §9: when the session was resumed, the request to bind is ignored.
  const bound =
    continued === undefined && request.bind !== undefined
      ? bindInline(request.bind, request, username, conversation, turn)
      : undefined
  const session = continued?.session ?? bound?.session
  noteClient(username, session?.address, conversation)
  const renewal = { request, username, used: tokens?.used, resumed: continued?.session }
  const token = renewToken(renewal, conversation, domain.wallClock(now))
  const address = session?.address ?? `${username}@${domain.name}`
  const identifier = element('authorization-identifier', SASL2, {}, address)
  const first = domain.settings.sasl2.identifier === 'first'
  answer.say(
    element(
      'success',
      SASL2,
      {},
      additional && element('additional-data', SASL2, {}, toBase64(additional)),
      first ? identifier : undefined,
      resumed && outcomeElement(resumed, domain),
      bound?.element,
      token,
      first ? undefined : identifier,
    ),
  )
  answer.after(successTime(mechanism, bound !== undefined))
  if (continued !== undefined) {
    answer.after('inlineResumed')
    announceResumed(continued.session, conversation, turn)
  }
  sayFeatures(session, continued, conversation, turn)
  return session === undefined ? { kind: 'binding', user: username } : { kind: 'stanza', session }
}

const outcomeElement = (
  resumed: Exclude<Resumed, { kind: 'broken' }>,
  domain: Domain,
): XmlElement =>
  resumed.kind === 'resumed'
    ? resumed.element
    : failedElement(resumed, domain.settings.sm.failed.inlineShape, domain.settings.sm.failed)

/** Features follow success, except, on some servers, that of a resumed session. */
const sayFeatures = (
  session: Session | undefined,
  resumed: unknown,
  conversation: Conversation,
  { answer }: Turn,
): void => {
  const { sasl2 } = conversation.domain.settings
  if (resumed !== undefined && sasl2.featuresAfterResume === 'omitted') return
  answer.say(features(session === undefined ? 'unbound' : 'ready', conversation))
}

const successTime = ({ work }: Mechanism, bound: boolean): keyof ThinkTimes => {
  switch (work) {
    case 'token':
      return 'fastSuccess'
    case 'hashing':
      return 'plainSuccess'
    case 'comparing':
      return bound ? 'sasl2Bound' : 'sasl2Success'
  }
}

interface Renewal {
  readonly request: AuthenticateRequest
  readonly username: string
  /** The token that this authentication used. */
  readonly used: IssuedToken | undefined
  readonly resumed: Session | undefined
}

/** `<token/>`, when one was asked for or the one that was used has had its day. */
const renewToken = (
  { request, username, used, resumed }: Renewal,
  { domain, random, tls, from, login }: Conversation,
  now: number,
): XmlElement | undefined => {
  const { fast } = domain.settings
  const { id: client } = request.agent
  const requested =
    resumed !== undefined && fast.requestOnResume === 'first'
      ? resumed.requestedToken
      : request.requestToken
  if (request.fast?.invalidate === true) {
    // XEP-0484 §3.6: at once, and none instead unless it was asked for.
    const slots = domain.accounts.tokens(username, client)
    domain.accounts.setTokens(username, client, withoutTokens(slots))
  }
  const due =
    used !== undefined &&
    request.fast?.invalidate !== true &&
    now >= used.issued + fast.rotationSeconds * 1_000
  const wanted = requested ?? (due ? used.mechanism : undefined)
  if (client === '' || wanted === undefined) return undefined
  if (!channelOffer(domain, tls, from).tokens.includes(wanted)) return undefined
  if (domain.mechanisms.named(wanted)?.proves !== 'token') return undefined
  const token = { ...newToken(domain, wanted, now, random), rights: rightsOf({ login }) }
  const slots = domain.accounts.tokens(username, client)
  domain.accounts.setTokens(username, client, withNext(slots, token))
  const expiry = utc(token.expires, fast.expiryDigits)
  return element('token', FAST, { expiry, token: token.secret })
}

const newToken = (
  { settings }: Domain,
  mechanism: string,
  now: number,
  random: Random,
): Omit<IssuedToken, 'rights'> => ({
  secret: tokenSecret(settings, random),
  mechanism,
  issued: now,
  expires: now + settings.fast.lifetimeSeconds * 1_000,
  count: 0,
  status: 'valid',
})

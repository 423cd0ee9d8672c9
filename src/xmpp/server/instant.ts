/**
 * Instant Stream Resumption (XEP-0397), with the SASL2 that it was written for: a token that comes
 * with `<enabled/>`, belongs to the session, is good for its mechanism and for one use, and is gone
 * as soon as somebody tries another one.
 *
 * Left out: another host than this one (`location`), ISR by password (`with-isr-token` of false), and
 * a token that outlives its session, so that `<inst-resume-failed/>` tells of a count alone.
 */
import { caseMapped } from '../../address.ts'
import type { SaslCondition } from '../../sasl/condition.ts'
import { toBase64 } from '../../sasl/octets.ts'
import type { TokenRecords } from '../../sasl/records.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import { ISR, SASL2_OF_ISR, SM } from '../namespaces.ts'
import { readMessage } from '../sasl-message.ts'
import { NAMELESS } from './access.ts'
import { saslFailure } from './answer.ts'
import { type ResumeRequest, readResume } from './authenticate-request.ts'
import { channelOffer } from './channel.ts'
import type { Conversation, Turn } from './conversation.ts'
import type { Domain } from './domain.ts'
import { tokenSecret } from './identifiers.ts'
import { announceResumed, failedElement, resume } from './management.ts'
import { instantEnd } from './mechanisms.ts'
import { AUTHENTICATION, CLOSED, type Phase } from './phases.ts'
import type { InstantToken, Session } from './sessions.ts'

/** `<authenticate/>` of the older SASL2, with `<inst-resume/>`. */
export const resumeInstantly = (
  conversation: Conversation,
  heard: XmlElement,
  turn: Turn,
): Phase => {
  const { domain, tls, from } = conversation
  const name = heard.attribute('mechanism') ?? ''
  const around = heard.child('inst-resume', ISR)?.child('resume', SM)
  const request = around && readResume(around)
  const initial = heard.child('initial-response', SASL2_OF_ISR)
  const message = initial && readMessage(initial)
  // XEP-0397 §6: never in early data.
  if (turn.early) return refuse('not-authorized', conversation, turn)
  if (!channelOffer(domain, tls, from).instant.includes(name)) {
    return refuse('invalid-mechanism', conversation, turn)
  }
  if (request === undefined || message === undefined) {
    return refuse('malformed-request', conversation, turn)
  }
  const end = instantEnd(name, tokenOf(request, name, domain), conversation)
  const step = end?.respond(message)
  if (step?.kind !== 'success') {
    return refuse(step?.kind === 'failure' ? step.condition : 'not-authorized', conversation, turn)
  }
  const user = caseMapped(step.username)
  const proven = domain.sessions.find(request.previous, user)
  if (proven.kind === 'session') {
    conversation.login = { by: 'token', agent: NAMELESS, rights: proven.session.rights }
  }
  const data = element(
    'additional-data',
    SASL2_OF_ISR,
    {},
    toBase64(step.additional ?? new Uint8Array(0)),
  )
  return outcome({ user, name, request, data }, conversation, turn)
}

const outcome = (
  {
    user,
    name,
    request,
    data,
  }: {
    readonly user: string
    readonly name: string
    readonly request: ResumeRequest
    readonly data: XmlElement
  },
  conversation: Conversation,
  turn: Turn,
): Phase => {
  const { domain, random } = conversation
  const { answer } = turn
  const resumed = resume(request, user, conversation, turn)
  switch (resumed.kind) {
    case 'broken':
      answer.streamError('undefined-condition', resumed.specific)
      return CLOSED
    case 'failed': {
      const failed = failedElement(resumed, 'direct', domain.settings.sm.failed)
      const failure = element('inst-resume-failed', ISR, {}, failed)
      answer.say(element('success', SASL2_OF_ISR, {}, data, failure)).after('fastSuccess')
      return { kind: 'binding', user }
    }
    case 'resumed': {
      const token = { mechanism: name, secret: tokenSecret(domain.settings, random) }
      setToken(resumed.session, token, domain)
      const told = element('inst-resumed', ISR, { token: token.secret }, resumed.element)
      answer.say(element('success', SASL2_OF_ISR, {}, data, told)).after('fastSuccess')
      announceResumed(resumed.session, conversation, turn)
      return { kind: 'stanza', session: resumed.session }
    }
  }
}

/** Whatever comes of it, the token has had its one use, or somebody guesses (§5.2). */
const tokenOf = ({ previous }: ResumeRequest, name: string, domain: Domain): TokenRecords => ({
  forms: domain.settings.fast.forms,
  use(username, fits) {
    const found = domain.sessions.find(previous, caseMapped(username))
    const token = found.kind === 'session' ? instantToken(found.session) : undefined
    if (found.kind !== 'session' || token === undefined) return REFUSED
    setToken(found.session, undefined, domain)
    return token.mechanism === name && fits(token.secret)
      ? { kind: 'accepted', token: token.secret }
      : REFUSED
  },
})

const REFUSED = { kind: 'refused', condition: 'not-authorized' } as const

const instantToken = ({ management }: Session): InstantToken | undefined =>
  management.kind === 'on' && management.resumption.kind === 'possible'
    ? management.resumption.instant
    : undefined

const setToken = (
  session: Session,
  instant: InstantToken | undefined,
  { sessions }: Domain,
): void => {
  const { management } = session
  if (management.kind === 'off' || management.resumption.kind === 'impossible') return
  const resumption = { ...management.resumption, instant }
  sessions.manage(session, { ...management, resumption })
}

const refuse = (condition: SaslCondition, conversation: Conversation, { answer }: Turn): Phase => {
  answer.say(saslFailure(SASL2_OF_ISR, condition, undefined)).after('failure')
  conversation.failures += 1
  if (conversation.failures < conversation.domain.settings.sasl.failuresAllowed) {
    return AUTHENTICATION
  }
  answer.streamError('policy-violation')
  return CLOSED
}

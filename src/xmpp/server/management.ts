/** XEP-0198 as the server speaks it, alone and inside SASL2 and Bind 2. */

import { element, type XmlElement } from '../../xml/xml.ts'
import { ISR, SM, STANZA_ERRORS } from '../namespaces.ts'
import { Ledger, readCount } from '../stream-management.ts'
import { covers, rightsOf } from './access.ts'
import type { Answer } from './answer.ts'
import {
  type EnableRequest,
  type ResumeRequest,
  readEnable,
  readResume,
} from './authenticate-request.ts'
import type { Conversation, Turn } from './conversation.ts'
import { offersManagement } from './features.ts'
import { smId } from './identifiers.ts'
import { newInstantToken } from './instant-token.ts'
import { AUTHENTICATION, CLOSED, type Phase } from './phases.ts'
import { settle } from './routing.ts'
import { type InstantToken, NONE_OWED, type Session } from './sessions.ts'
import type { SmSettings } from './settings.ts'

export type Resumed =
  | { readonly kind: 'resumed'; readonly session: Session; readonly element: XmlElement }
  | ({ readonly kind: 'failed' } & ResumptionFailure)
  /** The client claims to have handled what was never sent. */
  | { readonly kind: 'broken'; readonly specific: XmlElement }

interface ResumptionFailure {
  readonly condition: 'bad-request' | 'item-not-found' | 'undefined-condition'
  /** The `h` of a session that is known to have expired. */
  readonly handled: number | undefined
}

/** `<resume/>`: finds the session and attaches this connection to it. */
export const resume = (
  { previous, h }: ResumeRequest,
  user: string,
  { domain, carrier, login }: Conversation,
  { now }: Turn,
): Resumed => {
  settle(user, domain, domain.wallClock(now))
  const found = domain.sessions.find(previous, user)
  if (found.kind === 'gone' || found.session.management.kind === 'off') {
    const handled = found.kind === 'gone' ? found.handled : undefined
    return { kind: 'failed', condition: 'item-not-found', handled }
  }
  const { session } = found
  // Who has fewer rights than whoever bound it is told of none.
  if (!covers(rightsOf({ login }), session.rights)) {
    return { kind: 'failed', condition: 'item-not-found', handled: undefined }
  }
  const { ledger } = found.session.management
  const acknowledged = ledger.acknowledge(h)
  if (acknowledged.kind === 'too-high') {
    return { kind: 'broken', specific: tooHigh(h, acknowledged.sent) }
  }
  if (acknowledged.kind === 'acknowledged') {
    domain.watch?.acknowledged?.(acknowledged.stanzas, session.address)
  }
  if (acknowledged.kind === 'stale' && domain.settings.sm.staleCount === 'failed') {
    return { kind: 'failed', condition: 'undefined-condition', handled: undefined }
  }
  if (session.attachment.kind === 'live') {
    session.attachment.carrier.displace(domain.settings.sm.displaced, now)
  }
  session.attachment = { kind: 'live', carrier }
  // XEP-0352 §5: after resumption the state is active.
  session.csi = 'active'
  const attributes = { h: String(ledger.handled), previd: previous }
  return { kind: 'resumed', session, element: element('resumed', SM, attributes) }
}

/** What comes after `<resumed/>`: whatever was not acknowledged, and a question about it. */
export const announceResumed = (
  session: Session,
  { domain }: Conversation,
  { answer, now }: Turn,
): void => {
  const { management } = session
  if (management.kind === 'off') return
  const { unacknowledged } = management.ledger
  for (const stanza of unacknowledged) answer.say(stanza)
  const { sm } = domain.settings
  const asked = sm.requestAfterStanza === 'sent' && unacknowledged.length > 0
  const asks = sm.requestAfterResume === 'sent' || asked
  session.acknowledgement = asks ? { kind: 'owed', since: domain.wallClock(now) } : NONE_OWED
  if (asks) answer.say(element('r', SM))
}

/** Turns stream management on; `<enabled/>`. */
export const enable = (
  { resume: resumable, max }: EnableRequest,
  session: Session,
  resource: string,
  form: keyof SmSettings['resumeValue'],
  { domain, random }: Conversation,
  instant?: InstantToken,
): XmlElement => {
  const { settings, sessions } = domain
  const ledger = new Ledger()
  if (!resumable) {
    sessions.manage(session, { kind: 'on', ledger, resumption: { kind: 'impossible' } })
    return element('enabled', SM)
  }
  const id = smId(settings, random, resource)
  const { resumptionSeconds, maxAsked } = settings.sm
  const seconds = Math.min(
    maxAsked === 'granted' && max !== undefined ? max : resumptionSeconds,
    resumptionSeconds,
  )
  sessions.manage(session, {
    kind: 'on',
    ledger,
    resumption: { kind: 'possible', id, seconds, instant },
  })
  const attributes = { id, max: String(seconds), resume: settings.sm.resumeValue[form] }
  const token = instant && element('isr-enabled', ISR, { token: instant.secret })
  return element('enabled', SM, attributes, token)
}

export const failedElement = (
  { condition, handled }: ResumptionFailure,
  shape: 'direct' | 'wrapped-in-error',
  settings: SmSettings['failed'],
): XmlElement => {
  const h = settings.count === 'sent' && handled !== undefined ? String(handled) : undefined
  if (shape === 'wrapped-in-error') {
    const { wrappedText, wrappedExpiredText, staleText } = settings
    const said = {
      'bad-request': undefined,
      'item-not-found': handled === undefined ? wrappedText : wrappedExpiredText,
      'undefined-condition': staleText,
    }
    const inner = [element(condition, STANZA_ERRORS), text(said[condition])]
    return element('failed', SM, { h }, element('error', SM, { type: 'cancel' }, ...inner))
  }
  const notFound = handled === undefined ? settings.directText : settings.directExpiredText
  const said = condition === 'item-not-found' ? notFound : undefined
  return element('failed', SM, { h }, element(condition, STANZA_ERRORS), text(said, 'en'))
}

/** An element of stream management before authentication; undefined: a stream error is due. */
export const manageUnauthenticated = (
  conversation: Conversation,
  { answer }: Turn,
): Phase | undefined => {
  const { settings } = conversation.domain
  if (settings.sm.unauthenticated === 'stream-error' || !offersManagement(settings)) {
    return undefined
  }
  answer.say(tooEarly(settings.sm)).after('resumeFailed')
  return AUTHENTICATION
}

/** An element of stream management on a stream that is authenticated but not bound. */
export const manageUnbound = (
  heard: XmlElement,
  user: string,
  conversation: Conversation,
  turn: Turn,
): Phase => {
  const { sm } = conversation.domain.settings
  const { answer } = turn
  if (!offersManagement(conversation.domain.settings)) return unknown(answer)
  // §3: `<enable/>` has to wait for binding; everything else makes no sense yet.
  if (heard.name !== 'resume') {
    answer.say(tooEarly(sm)).after('resumeFailed')
    return { kind: 'binding', user }
  }
  const request = readResume(heard)
  if (request === undefined) {
    const failure = { condition: 'bad-request', handled: undefined } as const
    answer.say(failedElement(failure, 'direct', sm.failed)).after('resumeFailed')
    return { kind: 'binding', user }
  }
  const resumed = resume(request, user, conversation, turn)
  switch (resumed.kind) {
    case 'broken':
      answer.streamError('undefined-condition', resumed.specific)
      return CLOSED
    case 'failed':
      answer.say(failedElement(resumed, 'direct', sm.failed)).after('resumeFailed')
      return { kind: 'binding', user }
    case 'resumed':
      answer.say(resumed.element).after('resumed')
      announceResumed(resumed.session, conversation, turn)
      return { kind: 'stanza', session: resumed.session }
  }
}

/** An element of stream management in a session. */
export const manageBound = (
  heard: XmlElement,
  session: Session,
  conversation: Conversation,
  turn: Turn,
): Phase => {
  const { answer } = turn
  const { sm } = conversation.domain.settings
  const { management } = session
  const phase: Phase = { kind: 'stanza', session }
  // Bind 2 may have enabled what is not offered otherwise.
  if (management.kind === 'off' && !offersManagement(conversation.domain.settings)) {
    return unknown(answer)
  }
  if (heard.name === 'enable') {
    const request = readEnable(heard)
    if (management.kind === 'on') {
      // XEP-0198 §3: once in a stream.
      answer.say(outOfTurn(sm.failed.alreadyText)).after('enabled')
      return phase
    }
    if (request === undefined) {
      const failure = { condition: 'bad-request', handled: undefined } as const
      answer.say(failedElement(failure, 'direct', sm.failed)).after('enabled')
      return phase
    }
    const resource = session.address.slice(session.address.indexOf('/') + 1)
    const instant = newInstantToken(heard, conversation)
    answer.say(enable(request, session, resource, 'legacy', conversation, instant)).after('enabled')
    return phase
  }
  if (heard.name === 'r' && management.kind === 'on') {
    answer.say(management.ledger.answer()).after('stanza')
    return phase
  }
  if (heard.name === 'a' && management.kind === 'on') {
    session.acknowledgement = NONE_OWED
    const h = readCount(heard.attribute('h'))
    const acknowledged = h === undefined ? undefined : management.ledger.acknowledge(h)
    if (acknowledged?.kind === 'acknowledged') {
      conversation.domain.watch?.acknowledged?.(acknowledged.stanzas, session.address)
      return phase
    }
    if (acknowledged?.kind === 'stale') return phase
    const specific = acknowledged && tooHigh(acknowledged.h, acknowledged.sent)
    answer.streamError(specific === undefined ? 'bad-format' : 'undefined-condition', specific)
    return CLOSED
  }
  const { alreadyText, notYetText } = sm.failed
  answer.say(outOfTurn(management.kind === 'on' ? alreadyText : notYetText)).after('stanza')
  return phase
}

/** RFC 6120 §4.9.3.24, as for every element that a server does not know. */
const unknown = (answer: Answer): Phase => {
  answer.streamError('unsupported-stanza-type')
  return CLOSED
}

const outOfTurn = (
  said: string | undefined,
  condition: SmSettings['earlyCondition'] = 'unexpected-request',
): XmlElement => element('failed', SM, {}, element(condition, STANZA_ERRORS), text(said, 'en'))

const tooEarly = ({ failed, earlyCondition }: SmSettings): XmlElement =>
  outOfTurn(failed.earlyText, earlyCondition)

/** §4: "handled-count-too-high", inside a stream error. */
const tooHigh = (h: number, sent: number): XmlElement =>
  element('handled-count-too-high', SM, { h: String(h), 'send-count': String(sent) })

const text = (said: string | undefined, lang?: string): XmlElement | undefined =>
  said === undefined ? undefined : element('text', STANZA_ERRORS, { 'xml:lang': lang }, said)

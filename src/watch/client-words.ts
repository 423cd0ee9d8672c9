/** What a client says, taken for what it tells of the client: steps, requests, wishes. */

import type { StreamEvent, XmlElement } from '../xml/xml.ts'
import { BIND, CLIENT, FAST, ISR, SASL, SASL2, SASL2_OF_ISR, SM } from '../xmpp/namespaces.ts'
import { readBoolean, readCount } from '../xmpp/stream-management.ts'
import { digestOf } from './message-digest.ts'
import type { Observed } from './observed.ts'
import type { Past } from './past.ts'
import { asksCarbons, type LoginStep, stepOf } from './step.ts'

/** Requests that are under way, to know their answers by. */
export interface UnderWay {
  /** Ids of requests to bind, and to turn carbons on. */
  bindId: string | undefined
  carbonsId: string | undefined
  /** The resource that a request to bind asks for. */
  resource: string | undefined
  /**
   * How many of the stanzas that the server says next it says again: without bounds, until the client
   * says something, where nobody has seen what it had said before.
   */
  again: number
  /** Stream headers since TLS, or in the clear before it. */
  headers: number
}

export interface Hearing {
  readonly past: Past
  readonly underWay: UnderWay
}

export const hearClient = (event: StreamEvent, observed: Observed, hearing: Hearing): void => {
  const { underWay } = hearing
  switch (event.kind) {
    case 'header': {
      underWay.headers += 1
      observed.opened = true
      // Behind TLS it is said anew.
      observed.asked.from = event.attributes['from'] !== undefined
      observed.asked.to = event.attributes['to'] ?? ''
      if (observed.way === undefined) observed.waits.asked(headerStep(observed, underWay))
      return
    }
    case 'element':
      hearElement(event.element, observed, hearing)
      return
    case 'end':
      observed.goodbye = true
      return
    case 'error':
  }
}

/**
 * What HTTP carries and has come without TLS has none to come (RFC 7395 §3.9), nor has who authenticates
 * without: its TLS ended in front of the server.
 */
const isBeforeTls = ({ negotiated: { tls, security, profile } }: Observed): boolean =>
  tls === undefined && profile === undefined && security !== 'websocket' && security !== 'bosh'

const headerStep = (observed: Observed, { headers }: UnderWay): LoginStep => {
  if (isBeforeTls(observed)) return 'clear-header'
  // In BOSH what a client waits for is the session, which brings the features along.
  if (headers === 1) return observed.negotiated.security === 'bosh' ? 'upgrade' : 'header'
  return 'restart'
}

const hearElement = (heard: XmlElement, observed: Observed, { past, underWay }: Hearing): void => {
  if (underWay.again === Number.POSITIVE_INFINITY) underWay.again = 0
  if (STANZAS.some((name) => heard.is(name, CLIENT))) observed.stanzas += 1
  if (heard.is('message', CLIENT)) hearMessage(heard, observed, past)
  if (heard.is('a', SM)) hearAcknowledgement(heard, observed, past)
  const step = stepOf(heard)
  if (step === undefined) return
  if ((step === 'enable' || step === 'resume') && observed.managementId !== undefined) {
    // Refused, and not on the way to being ready: it is already.
    observed.askedAgain = true
    past.confused(observed.managementId)
    return
  }
  if (!observed.settled && !isOnceMore(step, observed)) {
    observed.waits.asked(waitedFor(step, observed))
  }
  switch (step) {
    case 'authentication':
      if (isBeforeTls(observed)) observed.waits.turnedOut('clear-header', 'header')
      if (heard.is('auth', SASL)) hearAuth(heard, observed)
      else if (heard.is('authenticate', SASL2)) hearAuthenticate(heard, observed)
      else if (heard.is('authenticate', SASL2_OF_ISR)) hearInstant(heard, observed)
      return
    case 'bind':
      underWay.bindId = heard.attribute('id')
      underWay.resource = heard.child('bind', BIND)?.child('resource')?.text()
      return
    case 'carbons':
      underWay.carbonsId = heard.attribute('id')
      observed.asked.carbons = true
      return
    case 'enable':
      // From here on the server counts (XEP-0198 §4).
      observed.stanzas = 0
      return
    case 'resume':
      hearResume(heard, observed)
      return
    default:
  }
}

const STANZAS = ['message', 'presence', 'iq']

const hearMessage = (message: XmlElement, observed: Observed, past: Past): void => {
  if (message.attribute('id') === undefined || observed.managementId === undefined) return
  const digest = digestOf(message)
  if (observed.handled.has(digest)) observed.repeated += 1
  past.said(observed.managementId, { digest, ordinal: observed.stanzas })
}

const hearAcknowledgement = (heard: XmlElement, { managementId }: Observed, past: Past): void => {
  const count = readCount(heard.attribute('h'))
  if (managementId !== undefined && count !== undefined) past.acknowledges(managementId, count)
}

/** Behind a session that there is, each of these is asked for once on the way to being ready, and nothing else. */
const BEHIND: readonly LoginStep[] = ['session', 'enable', 'carbons']

const isOnceMore = (step: LoginStep, { way, waits }: Observed): boolean =>
  way !== undefined && (!BEHIND.includes(step) || waits.count(step) > 0)

/** In BOSH carbons are asked for along with binding, which is what they are for there. */
const waitedFor = (step: LoginStep, { negotiated, waits }: Observed): LoginStep =>
  step === 'carbons' && negotiated.security === 'bosh' && waits.asks('bind') ? 'bind' : step

/** XEP-0397 §4, which is written for an older SASL2. */
const hearInstant = (heard: XmlElement, observed: Observed): void => {
  observed.negotiated.profile = 'sasl2'
  observed.negotiated.mechanism = heard.attribute('mechanism')
  observed.asked.instant = true
  hearResume(heard.child('inst-resume', ISR)?.child('resume', SM), observed)
}

const hearResume = (resume: XmlElement | undefined, { asked }: Observed): void => {
  asked.resumption = resume?.attribute('previd')
  asked.acknowledged = readCount(resume?.attribute('h'))
}

const hearAuth = (heard: XmlElement, { negotiated }: Observed): void => {
  negotiated.profile = 'sasl1'
  negotiated.mechanism = heard.attribute('mechanism')
}

const hearAuthenticate = (heard: XmlElement, observed: Observed): void => {
  const { negotiated, asked } = observed
  negotiated.profile = 'sasl2'
  negotiated.mechanism = heard.attribute('mechanism')
  const agent = heard.child('user-agent', SASL2)
  observed.holder = { account: observed.holder.account, client: agent?.attribute('id') ?? '' }
  observed.software = agent?.child('software')?.text()
  asked.userAgent = agent !== undefined
  hearResume(heard.child('resume', SM), observed)
  asked.token = heard.child('request-token', FAST) !== undefined
  // A token that was refused has been tried, whatever comes after it.
  const fast = heard.child('fast', FAST)
  asked.fast ||= fast !== undefined
  asked.presented = fast && {
    holder: { account: accountOf(heard, asked.to), client: observed.holder.client },
    invalidate: readBoolean(fast.attribute('invalidate')) === true,
  }
  asked.carbons = asksCarbons(heard)
}

/** Of a token's mechanism, HT-*: it begins with the user's name and NUL (draft-schmaus-kitten-sasl-ht-09). */
const accountOf = (authenticate: XmlElement, domain: string): string => {
  const response = authenticate.child('initial-response')?.text() ?? ''
  const [user = ''] = Buffer.from(response, 'base64').toString('utf8').split('\0')
  // As the server writes it (RFC 7622 §3.3.1).
  return (user.includes('@') ? user : `${user}@${domain}`).toLowerCase()
}

/**
 * Stanzas in a bound session: what is asked of the server itself, and delivery to the sessions of
 * its users.
 *
 * Left out: presence (nobody is subscribed to anybody), other domains.
 */

import { addressText, readAddress } from '../../address.ts'
import { element, type XmlAttributes, XmlElement } from '../../xml/xml.ts'
import { BIND, CARBONS, CLIENT, PING, SESSION } from '../namespaces.ts'
import { type StanzaCondition, stanzaError } from './answer.ts'
import type { Conversation, Turn } from './conversation.ts'
import { CLOSED, type Phase } from './phases.ts'
import { deliver } from './routing.ts'
import { serviceResult } from './services.ts'
import type { Session, Sessions } from './sessions.ts'

export const takeStanza = (
  heard: XmlElement,
  session: Session,
  conversation: Conversation,
  turn: Turn,
): Phase => {
  const bare = `${session.user}@${conversation.domain.name}`
  const from = heard.attribute('from')
  // RFC 6120 §8.1.2.1: nobody speaks in another's name.
  if (from !== undefined && !isOneOf([bare, session.address], from)) {
    turn.answer.streamError('invalid-from')
    return CLOSED
  }
  if (session.management.kind === 'on') session.management.ledger.receive()
  const outcome =
    heard.name === 'iq'
      ? request(heard, session, conversation)
      : heard.name === 'message'
        ? message(heard, session, conversation)
        : 'silence'
  if (outcome === 'silence') return { kind: 'stanza', session }
  turn.answer.after('stanza')
  const { sessions } = conversation.domain
  if (outcome === 'result' || outcome instanceof XmlElement) {
    const content = outcome === 'result' ? undefined : outcome
    deliver(session, result(heard, content, session, conversation), sessions)
  } else if (outcome !== 'forwarded') {
    deliver(session, stanzaError(heard, outcome, heard.attribute('to')), sessions)
  }
  return { kind: 'stanza', session }
}

/** An element: a result with it inside. */
type Outcome = 'silence' | 'result' | 'forwarded' | StanzaCondition | XmlElement

const request = (heard: XmlElement, session: Session, conversation: Conversation): Outcome => {
  const { name: domain } = conversation.domain
  const type = heard.attribute('type')
  const to = heard.attribute('to')
  if (type === 'result' || type === 'error') return 'silence'
  // RFC 6120 §8.2.3: an id, a type, and exactly one child.
  const [asked, more] = heard.elements()
  const complete = heard.attribute('id') !== undefined && asked !== undefined && more === undefined
  if (!complete || (type !== 'get' && type !== 'set')) return 'bad-request'
  if (to === undefined || isOneOf([domain, `${session.user}@${domain}`], to)) {
    const outcome = serve(asked, type, session, conversation)
    if (outcome !== 'service-unavailable' || type === 'set') return outcome
    const whom = to === undefined || to.includes('@') ? 'account' : 'server'
    return serviceResult(asked, whom) ?? outcome
  }
  if (!isOneOf([session.address], to)) return 'service-unavailable'
  forward(heard, session, session, conversation.domain.sessions)
  return 'forwarded'
}

/** What the server does for a client: pings, carbons, and the session of RFC 3921. */
const serve = (
  asked: XmlElement,
  type: 'get' | 'set',
  session: Session,
  { domain }: Conversation,
): Outcome => {
  if (asked.is('ping', PING) && type === 'get') return 'result'
  if (type === 'set' && asked.namespace === CARBONS) {
    if (asked.name !== 'enable' && asked.name !== 'disable') return 'bad-request'
    session.carbons = asked.name === 'enable' ? 'on' : 'off'
    return 'result'
  }
  if (asked.is('session', SESSION) && type === 'set' && domain.settings.session !== 'off') {
    return 'result'
  }
  // RFC 6120 §7.1: a resource has been bound already.
  if (asked.is('bind', BIND)) return 'not-allowed'
  return 'service-unavailable'
}

const message = (heard: XmlElement, session: Session, { domain }: Conversation): Outcome => {
  const to = readAddress(heard.attribute('to') ?? `${session.user}@${domain.name}`)
  const { local: user = '', domain: host, resource } = to
  if (host !== domain.name || !domain.accounts.has(user)) {
    if (heard.attribute('type') === 'error') return 'silence' // RFC 6120 §8.3.1
    return host === domain.name ? 'service-unavailable' : 'remote-server-not-found'
  }
  const addressed = resource === undefined ? undefined : domain.sessions.at(user, addressText(to))
  const targets = addressed === undefined ? domain.sessions.of(user) : [addressed]
  const outcomes = targets.map((target) => forward(heard, session, target, domain.sessions))
  // RFC 6121 §8.5.2.2.1: nobody is there, and nothing is stored for later.
  if (!outcomes.every((outcome) => outcome === 'refused')) return 'forwarded'
  return heard.attribute('type') === 'error' ? 'silence' : 'service-unavailable'
}

const isOneOf = (known: readonly string[], address: string): boolean =>
  known.includes(addressText(readAddress(address)))

/** RFC 6120 §8.1.2.1: the server says who it is from. */
const forward = (
  heard: XmlElement,
  from: Session,
  to: Session,
  sessions: Sessions,
): 'delivered' | 'refused' => {
  const attributes: XmlAttributes = { ...heard.attributes, from: from.address }
  const stanza = new XmlElement(heard.name, heard.namespace, attributes, heard.children)
  return deliver(to, stanza, sessions)
}

/** RFC 6120 §8.2.3: type `result`, the same id; addresses that go without saying are optional. */
const result = (
  heard: XmlElement,
  content: XmlElement | undefined,
  { user, address }: Session,
  { domain }: Conversation,
): XmlElement => {
  const { answers } = domain.settings
  const asked = heard.attribute('to')
  const attributes = {
    type: 'result',
    id: heard.attribute('id'),
    from: answers === 'in-full' ? (asked ?? `${user}@${domain.name}`) : asked,
    to: answers === 'brief' ? undefined : address,
    'xml:lang': answers === 'in-full' ? 'en' : undefined,
  }
  return element('iq', CLIENT, attributes, content)
}

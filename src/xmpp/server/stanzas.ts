/**
 * Stanzas in a bound session: what is asked of the server itself, and messages to its users.
 *
 * Left out: other domains, and requests to other users.
 */

import { type Address, addressText, readAddress } from '../../address.ts'
import type { Instant } from '../../units.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import { CLIENT } from '../namespaces.ts'
import { permits } from './access.ts'
import { type StanzaCondition, stanzaError } from './answer.ts'
import type { Conversation, Turn } from './conversation.ts'
import { deliverMessage } from './delivery.ts'
import { keepInArchive } from './keeping.ts'
import type { ServedFate } from './message-watch.ts'
import { CLOSED, type Phase } from './phases.ts'
import { takePresence } from './presence.ts'
import { type Content, type Refusal, type Request, serve } from './requests.ts'
import { pushTo } from './roster-push.ts'
import { deliver } from './routing.ts'
import { serviceResult } from './services.ts'
import type { Session } from './sessions.ts'
import { withAttributes } from './stamped.ts'

export const takeStanza = (
  heard: XmlElement,
  session: Session,
  conversation: Conversation,
  turn: Turn,
): Phase => {
  const { domain } = conversation
  const bare = `${session.user}@${domain.name}`
  const from = heard.attribute('from')
  // RFC 6120 §8.1.2.1: nobody speaks in another's name.
  if (from !== undefined && !isOneOf([bare, session.address], from)) {
    turn.answer.streamError('invalid-from')
    return CLOSED
  }
  if (session.management.kind === 'on') session.management.ledger.receive()
  const at = domain.wallClock(turn.now)
  const refusal = taken(heard, session, conversation, turn.now)
  if (refusal !== 'nothing') turn.answer.after('stanza')
  if (refusal !== 'nothing' && refusal !== 'done') {
    const { condition, specific } =
      typeof refusal === 'string' ? { condition: refusal, specific: undefined } : refusal
    const error = stanzaError(heard, condition, heard.attribute('to'), specific)
    deliver(session, error, domain, at)
  }
  return { kind: 'stanza', session }
}

/** What has been done about it; a condition: it is refused. */
const taken = (
  heard: XmlElement,
  session: Session,
  conversation: Conversation,
  now: Instant,
): 'nothing' | 'done' | Refusal => {
  const at = conversation.domain.wallClock(now)
  if (!permits(session.rights, heard)) return 'forbidden'
  switch (heard.name) {
    case 'iq':
      return takeRequest(heard, session, conversation, at)
    case 'message':
      return takeMessage(heard, session, conversation, now)
    default:
      return takePresence(heard, session, conversation.domain, at)
  }
}

const takeRequest = (
  heard: XmlElement,
  session: Session,
  { domain }: Conversation,
  at: number,
): 'nothing' | 'done' | Refusal => {
  const type = heard.attribute('type')
  const to = heard.attribute('to')
  if (type === 'result' || type === 'error') return 'nothing'
  // RFC 6120 §8.2.3: an id, a type, and exactly one child.
  const [asked, more] = heard.elements()
  const complete = heard.attribute('id') !== undefined && asked !== undefined && more === undefined
  if (!complete || (type !== 'get' && type !== 'set')) return 'bad-request'
  const account = `${session.user}@${domain.name}`
  if (to === undefined || isOneOf([domain.name, account], to)) {
    const whom = to === undefined || to.includes('@') ? 'account' : 'server'
    const request: Request = { asked, type, whom }
    const outcome = serve(request, session, domain, at)
    const known = outcome !== 'service-unavailable' || type === 'set'
    const served = known ? outcome : (serviceResult(request, domain.settings) ?? outcome)
    if (served !== 'result' && !isContent(served)) return served
    const { content, pushes } = served === 'result' ? { content: undefined, pushes: [] } : served
    deliver(session, resultOf(heard, content, session, domain), domain, at)
    for (const push of pushes) pushTo(session, push, domain, at)
    return 'done'
  }
  if (!isOneOf([session.address], to)) return unreachable(readAddress(to), domain)
  deliver(session, withAttributes(heard, { from: session.address }), domain, at)
  return 'done'
}

const isContent = (served: Refusal | Content): served is Content =>
  typeof served !== 'string' && 'content' in served

const takeMessage = (
  heard: XmlElement,
  session: Session,
  { domain }: Conversation,
  now: Instant,
): 'nothing' | 'done' | Refusal => {
  const at = domain.wallClock(now)
  const to = readAddress(heard.attribute('to') ?? `${session.user}@${domain.name}`)
  const { local: user = '', domain: host, resource } = to
  const { watch } = domain
  // RFC 6120 §8.1.2.1: the server says who it is from.
  const stanza = withAttributes(heard, { from: session.address })
  const known = host === domain.name && domain.knows(user)
  let fate: ServedFate = 'bounced'
  if (known) {
    if (user !== session.user) keepInArchive(stanza, session.user, domain, at)
    const full = resource === undefined ? undefined : addressText(to)
    fate = deliverMessage(stanza, { user, full }, domain, at)
  }
  watch?.routed?.({ stanza, fate, at: now })
  if (fate !== 'bounced') return 'done'
  // RFC 6120 §8.3.1: nobody is told of an error in telling of an error.
  if (heard.attribute('type') === 'error') return 'nothing'
  return unreachable(to, domain)
}

/** RFC 6120 §10.4: another domain, which nobody looks for; §10.5.3: nobody here who takes it. */
const unreachable = ({ domain: host }: Address, domain: Conversation['domain']): StanzaCondition =>
  host === domain.name ? 'service-unavailable' : 'remote-server-not-found'

const isOneOf = (known: readonly string[], address: string): boolean =>
  known.includes(addressText(readAddress(address)))

/** RFC 6120 §8.2.3: type `result`, the same id; addresses that go without saying are optional. */
const resultOf = (
  heard: XmlElement,
  content: XmlElement | undefined,
  { user, address }: Session,
  domain: Conversation['domain'],
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

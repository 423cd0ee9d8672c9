/**
 * Where a stanza goes: to a session's connection, and into its ledger, from which a client that
 * comes back gets what it has not acknowledged. When a session is over, that is kept for whoever
 * comes next, returned, or lost, as servers do it; without stream management nobody knows of it. The
 * account's other sessions hear that it is there no more.
 *
 * What is kept for a client has a limit, and what happens then is what Prosody 13 does: a client
 * that is there and never acknowledges gets all that is sent to it, but has nothing to come back
 * to; the session of one that is not there is over, and the sender hears of it.
 *
 * A question about what has been handled goes along (XEP-0198 §4), but one at a time.
 */
import { addressText, readAddress } from '../../address.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import { CLIENT, MAM } from '../namespaces.ts'
import { type Ledger, octetsKept } from '../stream-management.ts'
import { stanzaError } from './answer.ts'
import type { Holdings } from './holdings.ts'
import { isArchived, keepForLater, namesOf } from './keeping.ts'
import type { ServedFate } from './message-watch.ts'
import type { Session } from './sessions.ts'
import { delayed, presenceTo } from './stamped.ts'

/** More than a client that comes back can want. */
const STANZAS_AT_MOST = 1_000
const OCTETS_AT_MOST = 1 << 20

/** `refused`: there was no room for it, and the session is over. `at`: milliseconds since 1970. */
export const deliver = (
  session: Session,
  stanza: XmlElement,
  domain: Holdings,
  at: number,
): 'delivered' | 'refused' => {
  const { attachment, management } = session
  if (management.kind === 'on') {
    const { ledger } = management
    const kept = stampedForLater(stanza, session, domain, at)
    if (attachment.kind === 'hibernating' && isFullWith(kept, ledger)) {
      endSession(session, domain, at)
      return 'refused'
    }
    ledger.send(kept)
    if (isOverfull(ledger)) {
      domain.sessions.manage(session, { ...management, resumption: { kind: 'impossible' } })
      while (isOverfull(ledger)) ledger.forgetOldest()
    }
  }
  if (attachment.kind === 'live') {
    const asks = management.kind === 'on' && domain.settings.sm.requestAfterStanza === 'sent'
    const request = asks && session.acknowledgement.kind === 'none' ? 'asked' : 'not-asked'
    if (request === 'asked') session.acknowledgement = { kind: 'owed', since: at }
    attachment.carrier.deliver(stanza, request)
  }
  return 'delivered'
}

/** As it is sent again, should that be needed. An iq is answered or not, whatever its age. */
const stampedForLater = (
  stanza: XmlElement,
  { user }: Session,
  domain: Holdings,
  at: number,
): XmlElement => {
  const { resent } = domain.settings.storage
  if (resent.kind === 'as-they-were' || stanza.name === 'iq') return stanza
  return delayed(stanza, resent, { ...namesOf(user, domain), at })
}

/** Ends those of a user's sessions whose time is over. `at`: milliseconds since 1970. */
export const settle = (user: string, domain: Holdings, at: number): void => {
  for (const overdue of domain.sessions.takeOverdue(user, at)) {
    endSession(overdue.session, domain, overdue.at)
  }
}

/**
 * RFC 6121 §4.2.2, §4.5.2: presence of a session goes to the account's sessions that are available,
 * and comes back to itself.
 */
export const announce = (
  stanza: XmlElement,
  session: Session,
  domain: Holdings,
  at: number,
): void => {
  for (const each of domain.sessions.of(session.user)) {
    if (each !== session && each.presence.kind === 'unavailable') continue
    deliver(each, presenceTo(each.address, stanza, domain.settings), domain, at)
  }
}

/** However it comes about. `at`: when it is over, in milliseconds since 1970. */
export const endSession = (session: Session, domain: Holdings, at: number): void => {
  domain.sessions.end(session)
  if (session.presence.kind === 'available') {
    // RFC 6121 §4.5.2: whoever goes without a word, its server says so.
    session.presence = { kind: 'unavailable' }
    const gone = element('presence', CLIENT, { from: session.address, type: 'unavailable' })
    announce(gone, session, domain, at)
  }
  const { management, user, address } = session
  if (management.kind === 'off') return
  for (const stanza of management.ledger.unacknowledged) {
    // A message out of the archive is in it still.
    if (stanza.name !== 'message' || stanza.child('result', MAM) !== undefined) continue
    const fate = leftOverFate(stanza, session, domain, at)
    if (fate === 'bounced') bounce(stanza, domain, at)
    domain.watch?.leftOver?.({ user, address, stanza, fate, at: domain.instantAt(at) })
  }
}

const leftOverFate = (
  message: XmlElement,
  session: Session,
  domain: Holdings,
  at: number,
): ServedFate => {
  const { leftOver } = domain.settings.storage
  const { user } = session
  if (leftOver === 'lost') return 'lost'
  const archived = isArchived(message, user, domain)
  if (archived && (leftOver === 'returned' || session.archive === 'asked')) return 'stored'
  if (leftOver === 'stored' && domain.sessions.of(user).length === 0) {
    return keepForLater(message, user, domain, at)
  }
  return message.attribute('type') === 'error' ? 'lost' : 'bounced'
}

/** RFC 6120 §8.3: to the session that it came from, if that is one of this domain. */
const bounce = (message: XmlElement, domain: Holdings, at: number): void => {
  const from = readAddress(message.attribute('from') ?? '')
  if (from.domain !== domain.name || from.local === undefined) return
  const sender = domain.sessions.at(from.local, addressText(from))
  const error = stanzaError(message, 'service-unavailable', message.attribute('to'))
  if (sender !== undefined) deliver(sender, error, domain, at)
}

const isFullWith = (stanza: XmlElement, { octets, unacknowledged }: Ledger): boolean =>
  unacknowledged.length >= STANZAS_AT_MOST || octets + octetsKept(stanza) > OCTETS_AT_MOST

const isOverfull = ({ octets, unacknowledged }: Ledger): boolean =>
  unacknowledged.length > STANZAS_AT_MOST || octets > OCTETS_AT_MOST

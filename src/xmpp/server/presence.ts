/**
 * Presence of a client (RFC 6121 §4): it comes back to it and goes to the account's other sessions;
 * a session that becomes available hears of its contacts, and gets what has waited for it.
 *
 * Contacts hear nothing, because they are elsewhere. Left out: directed presence, subscriptions.
 */
import { element, type XmlElement } from '../../xml/xml.ts'
import { CLIENT } from '../namespaces.ts'
import type { Holdings } from './holdings.ts'
import { announce, deliver } from './routing.ts'
import type { Session } from './sessions.ts'
import { presenceTo, withAttributes } from './stamped.ts'

/** `at`: milliseconds since 1970. */
export const takePresence = (
  heard: XmlElement,
  session: Session,
  domain: Holdings,
  at: number,
): 'nothing' | 'done' => {
  const type = heard.attribute('type')
  if (heard.attribute('to') !== undefined || (type !== undefined && type !== 'unavailable')) {
    return 'nothing'
  }
  const before = session.presence
  const stanza = withAttributes(heard, { from: session.address })
  session.presence =
    type === undefined
      ? { kind: 'available', priority: priorityOf(heard), stanza }
      : { kind: 'unavailable' }
  const becomes = before.kind === 'unavailable' && session.presence.kind === 'available'
  const isWanted = becomes && priorityOf(heard) >= 0
  const { offline } = domain.settings.storage
  if (isWanted && offline.kind === 'stored' && offline.comes === 'before-presence')
    deliverWaiting(session, domain, at)
  announce(stanza, session, domain, at)
  if (becomes) introduce(session, domain, at)
  if (isWanted && offline.kind === 'stored' && offline.comes === 'behind-presence')
    deliverWaiting(session, domain, at)
  return 'done'
}

const deliverWaiting = (session: Session, domain: Holdings, at: number): void => {
  const { offline } = domain.settings.storage
  const held = offline.kind === 'stored' && offline.afterQuery === 'held-back'
  if (held && session.archive === 'asked') return
  for (const message of domain.offline.take(session.user)) {
    deliver(session, message, domain, at)
    domain.watch?.takenOut?.(message, session.address)
  }
}

/** §4.2.3: who of the others is there, and which of the account's own sessions. */
const introduce = (session: Session, domain: Holdings, at: number): void => {
  for (const { address, presence } of domain.rosters.contacts(session.user)) {
    if (presence === 'unavailable') continue
    const stanza = element('presence', CLIENT, { from: `${address}/${CONTACTS_RESOURCE}` })
    deliver(session, withAttributes(stanza, { to: session.address }), domain, at)
  }
  for (const each of domain.sessions.of(session.user)) {
    if (each === session || each.presence.kind === 'unavailable') continue
    deliver(session, presenceTo(session.address, each.presence.stanza, domain.settings), domain, at)
  }
}

/** Of as many octets as many have. */
const CONTACTS_RESOURCE = 'phone.Xk3b9w'

/** RFC 6121 §4.7.2.3: a byte, and none where it is not one. */
const priorityOf = (presence: XmlElement): number => {
  const text = presence.child('priority')?.text().trim() ?? ''
  const priority = /^[+-]?\d{1,3}$/.test(text) ? Number(text) : 0
  return priority >= -128 && priority <= 127 ? priority : 0
}

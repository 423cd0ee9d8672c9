/** Telling a user's sessions of a change of the roster (RFC 6121 §2.1.6). */
import { element, type XmlElement } from '../../xml/xml.ts'
import { CLIENT } from '../namespaces.ts'
import type { Holdings } from './holdings.ts'
import type { RosterContact } from './roster.ts'
import { deliver } from './routing.ts'
import type { Session } from './sessions.ts'

/** `at`: milliseconds since 1970. */
export const pushRoster = (
  user: string,
  contact: RosterContact,
  is: 'in' | 'removed',
  domain: Holdings,
  at: number,
): 'changed' | 'policy-violation' | 'item-not-found' => {
  const change = domain.rosters.change(user, contact, is)
  if (typeof change === 'string') return change
  for (const session of domain.sessions.of(user)) {
    if (session.roster === 'asked') pushTo(session, change, domain, at)
  }
  return 'changed'
}

export const pushTo = (
  session: Session,
  change: XmlElement,
  domain: Holdings,
  at: number,
): void => {
  const id = `push-${change.attribute('ver') ?? ''}`
  const push = element('iq', CLIENT, { type: 'set', id, to: session.address }, change)
  deliver(session, push, domain, at)
}

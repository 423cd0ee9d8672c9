/**
 * What a server does for a client that asks for it in a session: pings, carbons, the roster, the
 * archive, and the session of RFC 3921.
 */
import { readAddress } from '../../address.ts'
import { element, XmlElement } from '../../xml/xml.ts'
import { BIND, CARBONS, CLIENT_ACCESS, MAM, PING, ROSTER, SESSION } from '../namespaces.ts'
import { managesClients } from './access.ts'
import type { StanzaCondition } from './answer.ts'
import { queryArchive } from './archive-query.ts'
import { listClients, revokeClient } from './client-management.ts'
import type { Holdings } from './holdings.ts'
import { pushRoster } from './roster-push.ts'
import type { Session } from './sessions.ts'

export interface Request {
  readonly asked: XmlElement
  readonly type: 'get' | 'set'
  /** The server, or the account on whose behalf it answers (RFC 6120 §10.3.3). */
  readonly whom: 'server' | 'account'
}

export interface Content {
  readonly content: XmlElement | undefined
  /** What comes behind the result. */
  readonly pushes: readonly XmlElement[]
}

/** With what it comes of, where that has a name of its own (RFC 6120 §8.3.4). */
export type Refusal =
  | StanzaCondition
  | { readonly condition: StanzaCondition; readonly specific: XmlElement }

/** `result`: with nothing in it. `at`: milliseconds since 1970. */
export const serve = (
  { asked, type, whom }: Request,
  session: Session,
  domain: Holdings,
  at: number,
): 'result' | Refusal | Content => {
  if (asked.is('ping', PING) && type === 'get') return 'result'
  if (type === 'set' && asked.namespace === CARBONS) {
    if (asked.name !== 'enable' && asked.name !== 'disable') return 'bad-request'
    session.carbons = asked.name === 'enable' ? 'on' : 'off'
    return 'result'
  }
  if (asked.is('session', SESSION) && type === 'set' && domain.settings.session !== 'off') {
    return 'result'
  }
  if (whom === 'account' && asked.is('query', ROSTER)) {
    return type === 'get'
      ? roster(asked, session, domain)
      : changeRoster(asked, session, domain, at)
  }
  if (whom === 'account' && asked.is('query', MAM) && type === 'set') {
    const fin = queryArchive(asked, session, domain, at)
    return fin instanceof XmlElement ? { content: fin, pushes: [] } : fin
  }
  const { clientAccess } = domain.settings.extensions
  if (whom === 'account' && asked.namespace === CLIENT_ACCESS && clientAccess === 'managed') {
    return manageClients({ asked, type, whom }, session, domain, at)
  }
  // RFC 6120 §7.1: a resource has been bound already.
  if (asked.is('bind', BIND)) return 'not-allowed'
  return 'service-unavailable'
}

/** XEP-0494. */
const manageClients = (
  { asked, type }: Request,
  session: Session,
  domain: Holdings,
  at: number,
): 'result' | Refusal | Content => {
  const { user, rights } = session
  if (!managesClients(rights)) return 'forbidden'
  if (asked.name === 'list' && type === 'get') {
    return { content: listClients(user, domain, at), pushes: [] }
  }
  const id = asked.attribute('id')
  if (asked.name !== 'revoke' || type !== 'set' || id === undefined) return 'bad-request'
  const revoked = revokeClient({ user, id, asking: session }, domain, at)
  switch (revoked) {
    case 'revoked':
      return 'result'
    case 'item-not-found':
      return revoked
    case 'not-revocable':
      return 'service-unavailable'
    case 'password-reset-required':
      return { condition: 'service-unavailable', specific: element(revoked, CLIENT_ACCESS) }
  }
}

const roster = (asked: XmlElement, session: Session, { rosters }: Holdings): Content => {
  session.roster = 'asked'
  const { result, pushes } = rosters.answer(session.user, asked.attribute('ver'))
  return { content: result, pushes }
}

/** RFC 6121 §2.3.1: one item, added, renamed or removed; no more than there is room for. */
const changeRoster = (
  asked: XmlElement,
  { user }: Session,
  domain: Holdings,
  at: number,
): 'result' | StanzaCondition => {
  const [item, more] = asked.elements()
  const { local, domain: host, resource } = readAddress(item?.attribute('jid') ?? '')
  const isItem = item?.is('item', ROSTER) === true && more === undefined
  if (!isItem || host === '' || resource !== undefined) return 'bad-request'
  const address = local === undefined ? host : `${local}@${host}`
  const name = item.attribute('name')
  const is = item.attribute('subscription') === 'remove' ? 'removed' : 'in'
  // §2.1.2.5: whatever else it says of the subscription counts for nothing.
  const { subscription, presence } = domain.rosters.contact(user, address) ?? STRANGER
  const contact = { address, name, subscription, presence }
  const changed = pushRoster(user, contact, is, domain, at)
  return changed === 'changed' ? 'result' : changed
}

/** §2.3.2: whoever is new to a roster, with whom nobody has subscribed to anything. */
const STRANGER = { subscription: 'none', presence: 'unavailable' } as const

/**
 * What an account's owner sees of who has access to it, and takes away from them (XEP-0494).
 *
 * A client that has proven the password could come back by it: what else it holds is void all the
 * same, and the owner is told that the password has to be changed (§3.2; so does
 * mod_client_management). Left out: clients that hold a key of their own or a certificate, which are
 * listed and not revoked here; how long is kept what nobody uses.
 */
import { element, type XmlElement } from '../../xml/xml.ts'
import { CLIENT_ACCESS } from '../namespaces.ts'
import { communicates, NAMELESS, type Rights } from './access.ts'
import type { KnownClient } from './clients.ts'
import type { Grant } from './grants.ts'
import type { Holdings } from './holdings.ts'
import { namesOf } from './keeping.ts'
import { endSession, settle } from './routing.ts'
import type { Session } from './sessions.ts'
import { holdsToken, withStatus } from './tokens.ts'
import { utc } from './utc.ts'

/** How somebody can get in today. */
export type AccessWay = 'password' | 'grant' | 'fast' | 'other'

/** Somebody with access: a client, or a grant that no client has logged in by. */
export interface ManagedClient {
  readonly id: string
  readonly client: KnownClient | undefined
  readonly grant: Grant | undefined
  readonly ways: readonly AccessWay[]
  readonly sessions: readonly Session[]
}

/** §3.1. `at`: milliseconds since 1970. */
export const listClients = (user: string, domain: Holdings, at: number): XmlElement =>
  element('clients', CLIENT_ACCESS, {}, ...clientsOf(user, domain, at).map(clientElement))

export type Revoked = 'revoked' | 'item-not-found' | 'password-reset-required' | 'not-revocable'

/**
 * §3.2: whatever there is to take away is taken, whether or not that is enough. `asking`: the session
 * that wants it; if it is one of these, it stays until it goes, and has nothing to come back to.
 */
export const revokeClient = (
  { user, id, asking }: { readonly user: string; readonly id: string; readonly asking?: Session },
  domain: Holdings,
  at: number,
): Revoked => {
  const entry = clientsOf(user, domain, at).find((one) => one.id === id)
  if (entry === undefined) return 'item-not-found'
  const { accounts, clients, enrolments, notes, sessions } = domain
  const agent = entry.client?.agent.id ?? ''
  if (agent !== '') {
    accounts.changeTokens(user, (slots, holder) =>
      holder === agent ? withStatus(slots, 'revoked') : slots,
    )
  }
  const ending = new Set(entry.sessions)
  if (entry.grant !== undefined) {
    enrolments.grants.revoke(entry.grant.id)
    for (const session of sessions.of(user)) {
      if (session.rights.grant === entry.grant.id) ending.add(session)
    }
  }
  // Whoever has authenticated on a TLS session could come back by that.
  notes.forget(namesOf(user, domain).account)
  for (const session of ending) {
    if (session === asking) {
      const { management } = session
      if (management.kind === 'on') {
        sessions.manage(session, { ...management, resumption: { kind: 'impossible' } })
      }
      continue
    }
    if (session.attachment.kind === 'live') {
      session.attachment.carrier.displace('closed', domain.instantAt(at))
    }
    endSession(session, domain, at)
  }
  if (entry.ways.includes('password')) return 'password-reset-required'
  if (entry.ways.includes('other')) return 'not-revocable'
  clients.forget(user, id)
  return 'revoked'
}

/** Everybody with access now. `at`: milliseconds since 1970. */
export const clientsOf = (user: string, domain: Holdings, at: number): readonly ManagedClient[] => {
  settle(user, domain, at)
  const grants = domain.enrolments.grants.of(user, at)
  const known = domain.clients.of(user).map((client) => entryOf(client, user, grants, domain, at))
  const used = new Set(known.map(({ grant }) => grant))
  const unused = grants
    .filter((grant) => !used.has(grant))
    .map(
      (grant): ManagedClient => ({
        ...{ id: grant.id, client: undefined, grant, ways: ['grant'] },
        sessions: domain.sessions.of(user).filter(({ rights }) => rights.grant === grant.id),
      }),
    )
  // Who can get in by nothing any more has no access.
  return [...known.filter(({ ways, sessions }) => ways.length + sessions.length > 0), ...unused]
}

const entryOf = (
  client: KnownClient,
  user: string,
  grants: readonly Grant[],
  domain: Holdings,
  at: number,
): ManagedClient => {
  const { agent, address, proofs } = client
  const grant = grants.find(({ id }) => id === client.grant)
  const tokens = agent.id === '' ? undefined : domain.accounts.tokens(user, agent.id)
  const hasToken =
    tokens !== undefined &&
    holdsToken(
      tokens,
      at,
      ({ grant: id }) => id === undefined || grants.some((one) => one.id === id),
    )
  const ways: AccessWay[] = []
  if (proofs.includes('password')) ways.push('password')
  if (grant !== undefined) ways.push('grant')
  if (hasToken) ways.push('fast')
  if (proofs.includes('certificate') || proofs.includes('device')) ways.push('other')
  const sessions = domain.sessions
    .of(user)
    .filter((one) => one.address === address || (agent.id !== '' && one.client === agent.id))
  return { id: client.id, client, grant, ways, sessions }
}

const clientElement = ({ id, client, grant, ways, sessions }: ManagedClient): XmlElement => {
  const { agent = NAMELESS, firstSeen, lastSeen = grant?.lastUsed, address } = client ?? {}
  const named = (name: string, text: string): XmlElement | undefined =>
    text === '' ? undefined : element(name, CLIENT_ACCESS, {}, text)
  const time = (name: string, at: number | undefined): XmlElement | undefined =>
    at === undefined ? undefined : element(name, CLIENT_ACCESS, {}, utc(at, 0))
  const type = address === undefined && sessions.length === 0 ? 'access' : 'session'
  return element(
    'client',
    CLIENT_ACCESS,
    { connected: String(sessions.length > 0), id, type },
    time('first-seen', firstSeen),
    time('last-seen', lastSeen),
    element(
      'auth',
      CLIENT_ACCESS,
      {},
      ...ways.filter((way) => way !== 'other').map((way) => element(way, CLIENT_ACCESS)),
    ),
    permission(ways, grant),
    element(
      'user-agent',
      CLIENT_ACCESS,
      {},
      element('software', CLIENT_ACCESS, {}, agent.software),
      named('device', agent.device),
    ),
  )
}

/** The most that it can come by: a password gives all, a grant what its scope covers. */
const permission = (ways: readonly AccessWay[], grant: Grant | undefined): XmlElement => {
  const isOwner = grant === undefined || ways.includes('password') || ways.includes('other')
  return element('permission', CLIENT_ACCESS, {
    status: isOwner ? 'unrestricted' : statusOf({ access: grant.scope, grant: grant.id }),
  })
}

const statusOf = (rights: Rights): string => (communicates(rights) ? 'normal' : 'restricted')

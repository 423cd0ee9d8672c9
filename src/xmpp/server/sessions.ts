/**
 * Bound resources and what remains of them when their connection is gone (XEP-0198 §5): a
 * session with resumable stream management hibernates, keeping what is sent to it, until its
 * client comes back or its time is over; any other ends.
 */

import type { Instant } from '../../units.ts'
import type { XmlElement } from '../../xml/xml.ts'
import { Ledger } from '../stream-management.ts'
import type { Rights } from './access.ts'
import { Tombstones } from './tombstones.ts'

/** The connection that a session is attached to, as far as the session needs it. */
export interface Carrier {
  /** `request`: whether it is to be asked for an acknowledgement along with it. */
  deliver(stanza: XmlElement, request: 'asked' | 'not-asked'): void
  /** Somebody else has the session, or its address, from now on. */
  displace(how: 'conflict' | 'closed', now: Instant): void
}

export type Management =
  | { readonly kind: 'off' }
  | {
      readonly kind: 'on'
      readonly ledger: Ledger
      readonly resumption: Resumption
    }

export type Resumption =
  | { readonly kind: 'impossible' }
  | {
      readonly kind: 'possible'
      readonly id: string
      readonly seconds: number
      readonly instant?: InstantToken | undefined
    }

/** Of XEP-0397: for one use, with one mechanism. */
export interface InstantToken {
  readonly mechanism: string
  readonly secret: string
}

export type Presence =
  | { readonly kind: 'unavailable' }
  | { readonly kind: 'available'; readonly priority: number; readonly stanza: XmlElement }

export interface Session {
  readonly user: string
  readonly address: string
  /** XEP-0388 user-agent id, empty when unknown. */
  readonly client: string
  /** What its first stream asked a token for (XEP-0484 §3.2). */
  readonly requestedToken: string | undefined
  /** Of the login that it was bound with; whoever resumes it has no more, and must have as many. */
  readonly rights: Rights
  management: Management
  /** Whether the client owes an answer to `<r/>`. `since`: milliseconds since 1970. */
  acknowledgement: { readonly kind: 'owed'; readonly since: number } | { readonly kind: 'none' }
  /** As it was last said (RFC 6121 §4). */
  presence: Presence
  /** Whether it has asked the archive (XEP-0313), and the roster, of which it hears then. */
  archive: 'asked' | 'not-asked'
  roster: 'asked' | 'not-asked'
  carbons: 'off' | 'on'
  csi: 'active' | 'inactive'
  attachment:
    | { readonly kind: 'live'; readonly carrier: Carrier }
    /** `since` in milliseconds since 1970. */
    | { readonly kind: 'hibernating'; readonly since: number }
}

export type Found =
  | { readonly kind: 'session'; readonly session: Session }
  /** `handled`: what the session had handled, when that is still known. */
  | { readonly kind: 'gone'; readonly handled: number | undefined }

export class Sessions {
  /** By user, then by address; within a user in the order of binding. */
  readonly #byUser = new Map<string, Map<string, Session>>()
  /** Those that can be resumed. */
  readonly #byId = new Map<string, Session>()
  readonly #expired: Tombstones

  constructor(expired = new Tombstones()) {
    this.#expired = expired
  }

  /** A deep copy; sessions that are live here hibernate there, from the given time on. */
  copy(now: number): Sessions {
    const copy = new Sessions(this.#expired.copy())
    for (const sessions of this.#byUser.values()) {
      for (const session of sessions.values()) copy.add(twin(session, now))
    }
    return copy
  }

  add(session: Session): void {
    const { user, address } = session
    let sessions = this.#byUser.get(user)
    if (sessions === undefined) {
      sessions = new Map()
      this.#byUser.set(user, sessions)
    }
    sessions.set(address, session)
    const id = resumptionId(session)
    if (id !== undefined) this.#byId.set(id, session)
  }

  manage(session: Session, management: Management): void {
    this.#forgetId(session)
    session.management = management
    const id = resumptionId(session)
    if (id !== undefined) this.#byId.set(id, session)
  }

  /** Whether a session outlives its connection. */
  canBeResumed(session: Session): boolean {
    return resumptionId(session) !== undefined
  }

  /** Those of one user whose time is over, with that time, taken out. */
  takeOverdue(
    user: string,
    now: number,
  ): readonly { readonly session: Session; readonly at: number }[] {
    const overdue: { readonly session: Session; readonly at: number }[] = []
    for (const session of this.#byUser.get(user)?.values() ?? []) {
      const at = endOf(session)
      if (at !== undefined && now >= at) overdue.push({ session, at })
    }
    for (const { session } of overdue) this.expire(resumptionId(session) ?? '')
    return overdue
  }

  /** Everybody who has a session. */
  get users(): readonly string[] {
    return [...this.#byUser.keys()]
  }

  end(session: Session): void {
    const { user, address } = session
    this.#forgetId(session)
    const sessions = this.#byUser.get(user)
    if (sessions?.get(address) !== session) return
    sessions.delete(address)
    if (sessions.size === 0) this.#byUser.delete(user)
  }

  /** A session that a user may resume, once those that are overdue have been taken out. */
  find(id: string, user: string): Found {
    const session = this.#byId.get(id)
    if (session !== undefined && session.user === user) return { kind: 'session', session }
    return { kind: 'gone', handled: this.#expired.find(id, user) }
  }

  at(user: string, address: string): Session | undefined {
    return this.#byUser.get(user)?.get(address)
  }

  /** All of one user, asleep or awake. */
  of(user: string): readonly Session[] {
    return [...(this.#byUser.get(user)?.values() ?? [])]
  }

  /** The time of one session is over: it is gone, but its count is known. */
  expire(id: string): void {
    const session = this.#byId.get(id)
    if (session === undefined) return
    this.remember(session)
    this.end(session)
  }

  /** The count of a session that is about to end will still be known. */
  remember({ user, management }: Session): void {
    if (management.kind === 'off' || management.resumption.kind === 'impossible') return
    this.#expired.write(management.resumption.id, user, management.ledger.handled)
  }

  /** Of a user's sessions that sleep the oldest, but for so many. */
  asleepBeyond(user: string, most: number): readonly Session[] {
    const asleep = this.of(user).filter(({ attachment }) => attachment.kind === 'hibernating')
    return asleep.slice(0, Math.max(0, asleep.length - most))
  }

  /** The server has lost its memory, as by a restart. */
  forget(): void {
    this.#byUser.clear()
    this.#byId.clear()
    this.#expired.clear()
  }

  #forgetId(session: Session): void {
    const id = resumptionId(session)
    if (id !== undefined) this.#byId.delete(id)
  }
}

const UNAVAILABLE: Presence = { kind: 'unavailable' }

/** Of acknowledgements. */
export const NONE_OWED: Session['acknowledgement'] = { kind: 'none' }

/** One that has just been bound. */
export const boundSession = (
  who: Pick<Session, 'user' | 'address' | 'client' | 'requestedToken' | 'rights'>,
  carrier: Carrier,
): Session => ({
  ...who,
  management: { kind: 'off' },
  acknowledgement: NONE_OWED,
  presence: UNAVAILABLE,
  archive: 'not-asked',
  roster: 'not-asked',
  carbons: 'off',
  csi: 'active',
  attachment: { kind: 'live', carrier },
})

const twin = (session: Session, now: number): Session => {
  const { attachment, management } = session
  return {
    ...session,
    management:
      management.kind === 'off'
        ? management
        : { ...management, ledger: new Ledger(management.ledger.state()) },
    attachment: attachment.kind === 'live' ? { kind: 'hibernating', since: now } : attachment,
  }
}

const resumptionId = ({ management }: Session): string | undefined =>
  management.kind === 'on' && management.resumption.kind === 'possible'
    ? management.resumption.id
    : undefined

/** When a session that sleeps is over; undefined: it is awake. */
const endOf = ({ attachment, management }: Session): number | undefined => {
  if (attachment.kind === 'live' || management.kind === 'off') return undefined
  const { resumption } = management
  return resumption.kind === 'possible' ? attachment.since + resumption.seconds * 1_000 : undefined
}

/**
 * Bound resources and what remains of them when their connection is gone (XEP-0198 §5): a
 * session with resumable stream management hibernates, keeping what is sent to it, until its
 * client comes back or its time is over; any other ends.
 */

import type { Instant } from '../../units.ts'
import type { XmlElement } from '../../xml/xml.ts'
import { Ledger } from '../stream-management.ts'

/** The connection that a session is attached to, as far as the session needs it. */
export interface Carrier {
  /** Stream management as the session has it. */
  deliver(stanza: XmlElement, management: Management): void
  /** Somebody else has taken the session over. */
  conflict(now: Instant): void
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
  | { readonly kind: 'possible'; readonly id: string; readonly seconds: number }

export interface Session {
  readonly user: string
  readonly address: string
  /** XEP-0388 user-agent id, empty when unknown. */
  readonly client: string
  /** What its first stream asked a token for (XEP-0484 §3.2). */
  readonly requestedToken: string | undefined
  management: Management
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
  /** Of sessions that timed out: how many stanzas they had handled, by id. */
  readonly #expired = new Map<string, { readonly user: string; readonly handled: number }>()

  /** A deep copy; sessions that are live here hibernate there, from the given time on. */
  copy(now: number): Sessions {
    const copy = new Sessions()
    for (const sessions of this.#byUser.values()) {
      for (const session of sessions.values()) copy.add(twin(session, now))
    }
    for (const [id, tombstone] of this.#expired) copy.#expired.set(id, tombstone)
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

  /** The connection is gone without a word. */
  lose(session: Session, now: number): void {
    if (resumptionId(session) === undefined) this.end(session)
    else session.attachment = { kind: 'hibernating', since: now }
  }

  end(session: Session): void {
    const { user, address } = session
    this.#forgetId(session)
    const sessions = this.#byUser.get(user)
    if (sessions?.get(address) !== session) return
    sessions.delete(address)
    if (sessions.size === 0) this.#byUser.delete(user)
  }

  /** A session that a user may resume now. */
  find(id: string, user: string, now: number): Found {
    const session = this.#byId.get(id)
    if (session !== undefined && session.user === user) {
      if (!isOver(session, now)) return { kind: 'session', session }
      this.expire(id)
    }
    const tombstone = this.#expired.get(id)
    const handled = tombstone?.user === user ? tombstone.handled : undefined
    return { kind: 'gone', handled }
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
    if (session === undefined || session.management.kind === 'off') return
    this.end(session)
    this.#expired.set(id, { user: session.user, handled: session.management.ledger.handled })
  }

  /** Of a user's sessions that sleep the oldest end, until so many are left. */
  keepAsleep(user: string, most: number): void {
    const asleep = this.of(user).filter(({ attachment }) => attachment.kind === 'hibernating')
    for (const session of asleep.slice(0, Math.max(0, asleep.length - most))) this.end(session)
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

const isOver = ({ attachment, management }: Session, now: number): boolean => {
  if (attachment.kind === 'live' || management.kind === 'off') return false
  if (management.resumption.kind === 'impossible') return true
  return now >= attachment.since + management.resumption.seconds * 1_000
}

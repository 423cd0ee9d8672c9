/**
 * Bound resources and what remains of them when their connection is gone (XEP-0198 §5): a
 * session with resumable stream management hibernates, keeping what is sent to it, until its
 * client comes back or its time is over; any other ends.
 */

import type { XmlElement } from '../../xml/xml.ts'
import { Ledger } from '../stream-management.ts'

/** The connection that a session is attached to, as far as the session needs it. */
export interface Link {
  /** Stream management as the session has it. */
  deliver(stanza: XmlElement, management: Management): void
  /** Somebody else has taken the session over. */
  conflict(): void
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
    | { readonly kind: 'live'; readonly link: Link }
    /** `since` in milliseconds since 1970. */
    | { readonly kind: 'hibernating'; readonly since: number }
}

export type Found =
  | { readonly kind: 'session'; readonly session: Session }
  /** `handled`: what the session had handled, when that is still known. */
  | { readonly kind: 'gone'; readonly handled: number | undefined }

export class Sessions {
  readonly #byAddress = new Map<string, Session>()
  readonly #byId = new Map<string, Session>()
  /** Of sessions that timed out: how many stanzas they had handled, by user and id. */
  readonly #expired = new Map<string, { readonly user: string; readonly handled: number }>()

  /** A deep copy; sessions that are live here hibernate there, from the given time on. */
  copy(now: number): Sessions {
    const copy = new Sessions()
    for (const session of this.#byAddress.values()) {
      const { attachment, management } = session
      const twin: Session = {
        ...session,
        management:
          management.kind === 'off'
            ? management
            : { ...management, ledger: new Ledger(management.ledger.state()) },
        attachment: attachment.kind === 'live' ? { kind: 'hibernating', since: now } : attachment,
      }
      copy.add(twin)
    }
    for (const [id, tombstone] of this.#expired) copy.#expired.set(id, tombstone)
    return copy
  }

  add(session: Session): void {
    this.#byAddress.set(session.address, session)
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
    this.#forgetId(session)
    if (this.#byAddress.get(session.address) === session) this.#byAddress.delete(session.address)
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

  at(address: string): Session | undefined {
    return this.#byAddress.get(address)
  }

  of(user: string): Session[] {
    return [...this.#byAddress.values()].filter((session) => session.user === user)
  }

  /** The time of one session is over: it is gone, but its count is known. */
  expire(id: string): void {
    const session = this.#byId.get(id)
    if (session === undefined || session.management.kind === 'off') return
    this.end(session)
    this.#expired.set(id, { user: session.user, handled: session.management.ledger.handled })
  }

  /** The server has lost its memory, as by a restart. */
  forget(): void {
    this.#byAddress.clear()
    this.#byId.clear()
    this.#expired.clear()
  }

  #forgetId(session: Session): void {
    const id = resumptionId(session)
    if (id !== undefined) this.#byId.delete(id)
  }
}

export const resumptionId = ({ management }: Session): string | undefined =>
  management.kind === 'on' && management.resumption.kind === 'possible'
    ? management.resumption.id
    : undefined

const isOver = ({ attachment, management }: Session, now: number): boolean => {
  if (attachment.kind === 'live' || management.kind === 'off') return false
  if (management.resumption.kind === 'impossible') return true
  return now >= attachment.since + management.resumption.seconds * 1_000
}

/**
 * A connection manager (XEP-0124): the sessions, by what they are called, and what becomes of a request
 * that is for none of them. Time passes for all of them whenever anybody is connected; that a session
 * has run out is noticed then, or when the next one comes.
 *
 * Left out: routing to other servers (§7.1, `route`), which would make it a relay for anybody.
 */
import type { Random } from '../random.ts'
import type { TransportEvent } from '../transport.ts'
import { type Instant, soonest } from '../units.ts'
import { uuid } from '../xmpp/uuid.ts'
import { ended } from './answer.ts'
import { BODY_LIMITS, readBody, readTag } from './body.ts'
import { creationOf } from './request.ts'
import { type BoshApplication, BoshSession, type Waiting } from './session.ts'
import { type BoshSettings, HOLD } from './settings.ts'

export interface ManagerOptions {
  readonly settings: BoshSettings
  /** Of its sessions' names, which must not be guessed (§18). */
  readonly random: Random
}

/** By whom a request comes. */
export interface Requester {
  /** Of the TLS that it came in; undefined: in none. */
  readonly secured: Extract<TransportEvent, { readonly kind: 'secured' }> | undefined
  /** Whoever answers in a session that begins with it. */
  readonly open: () => BoshApplication
}

/** At one time. For one more the oldest goes in which nobody is authenticated; it is refused where all are. */
const SESSIONS_AT_MOST = 1_000
/** §14.1. */
const RID_AT_MOST = Number.MAX_SAFE_INTEGER

export class ConnectionManager {
  readonly settings: BoshSettings
  readonly #random: Random
  /** The oldest first. */
  readonly #sessions = new Map<string, BoshSession>()
  #made = 0

  constructor({ settings, random }: ManagerOptions) {
    this.settings = settings
    this.#random = random
  }

  /** What a request holds; the session that it belongs to, if there is one. */
  take(
    octets: Uint8Array,
    waiting: Waiting,
    arrival: Requester,
    now: Instant,
  ): BoshSession | undefined {
    this.wake(now)
    const tag = readTag(octets)
    const rid = numberOf(tag?.attributes['rid'])
    if (tag === undefined || rid === undefined) {
      waiting.answer(ended('bad-request'))
      return undefined
    }
    const { sid } = tag.attributes
    const session = sid === undefined ? undefined : this.#sessions.get(sid)
    if (session !== undefined) {
      session.take(octets, rid, waiting, now)
      return this.#kept(session)
    }
    if (sid !== undefined) {
      waiting.answer(ended('item-not-found'))
      return undefined
    }
    if (octets.length > BODY_LIMITS.before.elementBytes) {
      waiting.answer(ended('policy-violation'))
      return undefined
    }
    const wait = numberOf(tag.attributes['wait'])
    const hold = numberOf(tag.attributes['hold']) ?? HOLD
    if (wait === undefined || readBody(octets, BODY_LIMITS.before) === undefined) {
      waiting.answer(ended('bad-request'))
      return undefined
    }
    if (tag.attributes['to'] === undefined) {
      waiting.answer(ended('improper-addressing'))
      return undefined
    }
    if (this.#sessions.size >= SESSIONS_AT_MOST && !this.#makeRoom(now)) {
      waiting.answer(ended('policy-violation'))
      return undefined
    }
    const creation = creationOf(tag)
    const created = new BoshSession(
      {
        settings: this.settings,
        sid: this.#name(),
        rid,
        wait,
        hold,
        creation,
        top: arrival.open(),
      },
      now,
      arrival.secured,
    )
    this.#sessions.set(created.sid, created)
    created.take(octets, rid, waiting, now)
    return this.#kept(created)
  }

  deadline(): Instant | undefined {
    let first: Instant | undefined
    for (const session of this.#sessions.values()) first = soonest(first, session.deadline())
    return first
  }

  wake(now: Instant): void {
    for (const session of [...this.#sessions.values()]) {
      const due = session.deadline()
      if (due !== undefined && now >= due) session.wake(now)
      this.#kept(session)
    }
  }

  /** All sessions are over. */
  close(now: Instant): void {
    for (const session of [...this.#sessions.values()]) {
      session.close(now, 'other-request')
      this.#kept(session)
    }
  }

  #makeRoom(now: Instant): boolean {
    const oldest = [...this.#sessions.values()].find((session) => !session.trusted)
    if (oldest === undefined) return false
    oldest.close(now, 'policy-violation')
    this.#kept(oldest)
    return true
  }

  #kept(session: BoshSession): BoshSession | undefined {
    if (!session.over) return session
    this.#sessions.delete(session.sid)
    return undefined
  }

  #name(): string {
    this.#made += 1
    const random = this.#random.fork(this.#made)
    return this.settings.sid === 'uuid'
      ? uuid(random)
      : Buffer.from(random.bytes(20)).toString('hex')
  }
}

const numberOf = (text: string | undefined): number | undefined => {
  if (text === undefined || !/^[0-9]{1,16}$/.test(text)) return undefined
  const number = Number(text)
  return number <= RID_AT_MOST ? number : undefined
}

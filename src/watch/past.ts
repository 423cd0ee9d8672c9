/**
 * What earlier connections left behind for their clients to use: tokens and sessions. Kept by
 * what was said on the wire, so that it is what a client could know.
 *
 * A client can be back before anybody has seen that its old connection is gone: a phone that
 * changed networks says nothing on the old one, and of two sockets nobody knows which is looked
 * at first. So a session has been left from the last word on its connection on, not from when the
 * connection was seen to close.
 *
 * Bounded, oldest out first. Left out: tokens that have expired or were revoked, until they are refused.
 */
import { keepLatest } from '../oldest-out.ts'
import { type Instant, plus, seconds } from '../units.ts'

export interface Holder {
  /** Bare address. */
  readonly account: string
  /**
   * XEP-0388 user-agent id, or the resource that it asks for; empty when the client says neither.
   */
  readonly client: string
}

export type NewSession = Pick<LeftSession, 'id' | 'address' | 'holder' | 'seconds'>

/** Goes on being true: what becomes of the session later can be seen here. */
export interface LeftSession {
  readonly id: string
  /** Full. */
  readonly address: string
  readonly holder: Holder
  /** How long it waits for its client. */
  readonly seconds: number
  /** The number of the connection that has or last had it. */
  readonly connection: number
  /** Its client asked for stream management twice. */
  readonly askedAgain: boolean
  /** When something was last heard on that connection. */
  readonly heardAt: Instant
  /** The latest messages that its client has sent, in their order. */
  readonly said: readonly SaidMessage[]
  /** Stanzas that its client has been told so far, each once. */
  readonly told: number
  /** Of them, those that its client has acknowledged: the most that it ever said (XEP-0198 §4). */
  readonly acknowledged: number
  readonly state: SessionState
}

export interface SaidMessage {
  /** Tells it from others with its id. */
  readonly digest: string
  /** Which of the client's stanzas it is, from 1: what `h` counts (XEP-0198 §4). */
  readonly ordinal: number
}

export type SessionState =
  /** As far as anybody has seen. */
  | { readonly kind: 'connected' }
  /** Without a goodbye. */
  | { readonly kind: 'lost'; readonly until: Instant }
  /** By a goodbye, or because another connection has it now. */
  | { readonly kind: 'over' }

const KEPT_AT_MOST = 1_000
/** Of one session: more than a client sends again. */
const MESSAGES_AT_MOST = 64

export class Past {
  readonly #holders = new Set<string>()
  readonly #tokens = new Set<string>()
  readonly #sessions = new Map<
    string,
    { -readonly [Name in keyof LeftSession]: LeftSession[Name] }
  >()

  /** Sessions that their clients have closed themselves. */
  readonly #closed = new Set<string>()

  /** Whether this client has been here before; one without an id is as good as any other. */
  knows(holder: Holder): boolean {
    return this.#holders.has(keyOf(holder))
  }

  came(holder: Holder): void {
    keep(this.#holders, keyOf(holder))
  }

  issued(holder: Holder): void {
    keep(this.#tokens, keyOf(holder))
  }

  /** As far as the client knows. */
  holdsToken(holder: Holder): boolean {
    return this.#tokens.has(keyOf(holder))
  }

  /** It was refused, or invalidated: the client drops it (XEP-0484). */
  lostToken(holder: Holder): void {
    this.#tokens.delete(keyOf(holder))
  }

  /** A connection has the session from now on. */
  attached({ id, address, holder, seconds }: NewSession, connection: number, now: Instant): void {
    const { said = [], told = 0, acknowledged = 0 } = this.#sessions.get(id) ?? {}
    this.#end(id)
    this.#sessions.set(id, {
      id,
      address,
      holder,
      seconds,
      connection,
      askedAgain: false,
      heardAt: now,
      said,
      told,
      acknowledged,
      state: { kind: 'connected' },
    })
    keepLatest(this.#sessions, KEPT_AT_MOST)
  }

  /** The client of the connection that has the session has said something. */
  heard(id: string, connection: number, now: Instant): void {
    const session = this.#sessions.get(id)
    if (session?.connection === connection) session.heardAt = now
  }

  /** The client asked again for what it had, and may have taken the refusal for a loss. */
  confused(id: string): void {
    const session = this.#sessions.get(id)
    if (session !== undefined) session.askedAgain = true
  }

  /** The connection went without a goodbye, unless another one had taken the session over. */
  lost(id: string, connection: number, now: Instant): void {
    const session = this.#sessions.get(id)
    if (session?.connection !== connection) return
    session.state = { kind: 'lost', until: plus(now, seconds(session.seconds)) }
  }

  /** The client has closed its stream, and the session with it. */
  ended(id: string, connection: number): void {
    if (this.#sessions.get(id)?.connection !== connection) return
    this.#end(id)
    keep(this.#closed, id)
  }

  wasClosed(id: string): boolean {
    return this.#closed.has(id)
  }

  /** Its client is told a stanza that it was not told before. */
  tells(id: string): void {
    const session = this.#sessions.get(id)
    if (session !== undefined) session.told += 1
  }

  /** Its client says by `h` how many stanzas it has; more than it was told is no acknowledgement (XEP-0198 §4). */
  acknowledges(id: string, count: number): void {
    const session = this.#sessions.get(id)
    if (session === undefined || count > session.told) return
    session.acknowledged = Math.max(session.acknowledged, count)
  }

  /**
   * The same of a resumption that the server took: so many have been told, whoever saw it. A count that went
   * back takes nothing back.
   */
  resumedFrom(id: string, count: number): void {
    const session = this.#sessions.get(id)
    if (session === undefined) return
    session.told = Math.max(session.told, count)
    this.acknowledges(id, count)
  }

  /** Stanzas that its client has been told and has not acknowledged. */
  unacknowledged(id: string): number {
    const { told = 0, acknowledged = 0 } = this.#sessions.get(id) ?? {}
    return told - acknowledged
  }

  /** The client of the session has sent a message. */
  said(id: string, message: SaidMessage): void {
    const session = this.#sessions.get(id)
    if (session === undefined) return
    session.said = [...session.said, message].slice(-MESSAGES_AT_MOST)
  }

  /**
   * The server has said how many stanzas of the session it has handled: what comes behind them was lost on
   * its way, wherever it was seen, and counts anew. Returns the digests of those that it has.
   */
  handled(id: string, count: number): readonly string[] {
    const session = this.#sessions.get(id)
    if (session === undefined) return []
    session.said = session.said.filter(({ ordinal }) => ordinal <= count)
    return session.said.map(({ digest }) => digest)
  }

  /** XEP-0386 §4: binding anew ends the earlier sessions of the same installation. */
  displaced(holder: Holder, connection: number): void {
    if (holder.client === '') return
    for (const session of this.#sessions.values()) {
      const same = keyOf(session.holder) === keyOf(holder)
      if (same && session.connection !== connection) this.#sessions.delete(session.id)
    }
  }

  session(id: string): LeftSession | undefined {
    return this.#sessions.get(id)
  }

  /** Sessions that may be those of this client, and could be resumed now. Who says an id always says it. */
  resumable(client: Holder, now: Instant): readonly LeftSession[] {
    return [...this.#sessions.values()].filter(({ holder, state }) => {
      if (keyOf(holder) !== keyOf(client)) return false
      return state.kind === 'connected' || (state.kind === 'lost' && state.until > now)
    })
  }

  #end(id: string): void {
    const session = this.#sessions.get(id)
    if (session !== undefined) session.state = { kind: 'over' }
    this.#sessions.delete(id)
  }
}

/**
 * Whether a session that was resumable when this client came had been left by then: nothing has
 * been heard on its connection since. Of an installation that does not say who it is, another
 * one's silence would look alike, so that its connection has to be gone by now.
 */
export const wasLeft = ({ holder, heardAt, state }: LeftSession, came: Instant): boolean => {
  if (state.kind === 'over' || heardAt > came) return false
  return state.kind === 'lost' || holder.client !== ''
}

/** A client chooses its id, but nothing that could be mistaken for the end of an address. */
const keyOf = ({ account, client }: Holder): string => `${account} ${client}`

const keep = (set: Set<string>, entry: string): void => {
  set.delete(entry)
  set.add(entry)
  keepLatest(set, KEPT_AT_MOST)
}

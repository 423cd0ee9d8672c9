/**
 * What earlier connections left behind for their clients to use: tokens and sessions. Kept by
 * what was said on the wire, so that it is what a client could know.
 *
 * Bounded, oldest out first. Left out: tokens that have expired or were revoked.
 */
import { type Instant, plus, seconds } from '../units.ts'

export interface Holder {
  /** Bare address. */
  readonly account: string
  /** XEP-0388 user-agent id; empty when the client does not say. */
  readonly client: string
}

export type NewSession = Pick<LeftSession, 'id' | 'address' | 'holder' | 'seconds'>

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
  /** Undefined while that connection is open. */
  readonly until: Instant | undefined
}

const KEPT_AT_MOST = 1_000

export class Past {
  readonly #holders = new Set<string>()
  readonly #tokens = new Set<string>()
  readonly #sessions = new Map<string, LeftSession>()

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

  /** The client has a token, or had one that is not taken any more. */
  holdsToken(holder: Holder): boolean {
    return this.#tokens.has(keyOf(holder))
  }

  lostToken(holder: Holder): void {
    this.#tokens.delete(keyOf(holder))
  }

  /** A connection has the session from now on. */
  attached({ id, address, holder, seconds }: NewSession, connection: number): void {
    this.#sessions.delete(id)
    this.#sessions.set(id, {
      id,
      address,
      holder,
      seconds,
      connection,
      askedAgain: false,
      until: undefined,
    })
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= KEPT_AT_MOST) break
      this.#sessions.delete(oldest)
    }
  }

  /** The client asked again for what it had, and may have taken the refusal for a loss. */
  confused(id: string): void {
    const session = this.#sessions.get(id)
    if (session !== undefined) this.#sessions.set(id, { ...session, askedAgain: true })
  }

  /** The connection went without a goodbye, unless another one had taken the session over. */
  lost(id: string, connection: number, now: Instant): void {
    const session = this.#sessions.get(id)
    if (session?.connection !== connection) return
    this.#sessions.set(id, { ...session, until: plus(now, seconds(session.seconds)) })
  }

  ended(id: string, connection: number): void {
    if (this.#sessions.get(id)?.connection === connection) this.#sessions.delete(id)
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

  /** Sessions that this client could come back to now. */
  waiting({ account, client }: Holder, now: Instant): readonly LeftSession[] {
    return [...this.#sessions.values()].filter(({ holder, until }) => {
      if (holder.account !== account || until === undefined || until <= now) return false
      return client === '' || holder.client === '' || holder.client === client
    })
  }
}

/** A client chooses its id, but nothing that could be mistaken for the end of an address. */
const keyOf = ({ account, client }: Holder): string => `${account} ${client}`

const keep = (set: Set<string>, entry: string): void => {
  set.delete(entry)
  set.add(entry)
  for (const oldest of set) {
    if (set.size <= KEPT_AT_MOST) break
    set.delete(oldest)
  }
}

/**
 * What a server knows, whoever is connected: accounts, tokens, sessions, and what time it
 * believes it is. Connections come and go and talk to it; it never talks to them, except that a
 * session delivers to the connection that carries it.
 *
 * Models one domain that speaks to clients. Left out: other domains, presence,
 * archives, offline storage and everything else that no reconnect waits for.
 */
import { uLabels } from '../../address.ts'
import type { Random } from '../../random.ts'
import { MECHANISMS, type Mechanisms } from '../../sasl/mechanisms.ts'
import { SaltedKeys } from '../../sasl/scram/keys.ts'
import type { Duration, Instant } from '../../units.ts'
import type { XmlElement } from '../../xml/xml.ts'
import { uuid } from '../uuid.ts'
import { Accounts, type NewAccount } from './accounts.ts'
import { deliver } from './routing.ts'
import { Sessions } from './sessions.ts'
import type { ServerSettings } from './settings.ts'

/** 2026-01-01T00:00:00Z. Any fixed time will do: what is measured depends on differences. */
const EPOCH_MILLISECONDS = 1_767_225_600_000

export interface DomainOptions {
  /** The domain part of every address here. */
  readonly name: string
  readonly settings: ServerSettings
  readonly random: Random
  readonly accounts: readonly NewAccount[]
  /** Share it with the clients and PBKDF2 runs once per account and hash. */
  readonly keys?: SaltedKeys
  /** What it can do, of which its settings announce some; all that is known if not given. */
  readonly mechanisms?: Mechanisms
  /** Milliseconds since 1970 at the instant zero; a fixed time unless real clients are served. */
  readonly wallClockStart?: number
}

interface DomainState {
  readonly name: string
  readonly settings: ServerSettings
  readonly random: Random
  readonly mechanisms: Mechanisms
  readonly secret: string
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly texts: Map<string, string>
  readonly epoch: number
}

export class Domain {
  /** With U-labels. */
  readonly name: string
  readonly settings: ServerSettings
  readonly mechanisms: Mechanisms
  readonly accounts: Accounts
  readonly sessions: Sessions
  /** Never leaves the server; resources are made from it. */
  readonly secret: string
  /** Texts that are the same on every connection, by name: a pure cache. */
  readonly #texts: Map<string, string>
  readonly #random: Random
  #epoch: number

  constructor(options: DomainOptions | DomainState) {
    const state = 'epoch' in options ? options : initialState(options)
    this.name = state.name
    this.settings = state.settings
    this.mechanisms = state.mechanisms
    this.accounts = state.accounts
    this.sessions = state.sessions
    this.secret = state.secret
    this.#texts = state.texts
    this.#random = state.random
    this.#epoch = state.epoch
  }

  /** A domain in the same state, of which nothing that happens to it is seen here. */
  fork(): Domain {
    return new Domain({
      name: this.name,
      settings: this.settings,
      mechanisms: this.mechanisms,
      random: this.#random,
      secret: this.secret,
      accounts: this.accounts.copy(),
      sessions: this.sessions.copy(this.#epoch),
      texts: this.#texts,
      epoch: this.#epoch,
    })
  }

  /** A text that is the same on every connection, made once. */
  text(name: string, make: () => string): string {
    const known = this.#texts.get(name)
    if (known !== undefined) return known
    const made = make()
    this.#texts.set(name, made)
    return made
  }

  /** Milliseconds since 1970, at an instant of the attempt under way. */
  wallClock(now: Instant): number {
    return this.#epoch + Math.floor(now / 1_000_000)
  }

  /** Time passes between two attempts, each of which counts from zero. */
  advance(by: Duration): void {
    this.#epoch += Math.floor(by / 1_000_000)
  }

  /** One session times out. */
  expireSession(id: string): void {
    this.sessions.expire(id)
  }

  /** All sessions are gone, as by a restart. */
  forgetSessions(): void {
    this.sessions.forget()
  }

  revokeTokens(user: string): void {
    this.accounts.markTokens(user, 'revoked')
  }

  changePassword(user: string, password: string): void {
    this.accounts.setPassword({ local: user, password }, this.#random.fork(`password ${password}`))
    this.accounts.markTokens(user, 'password-changed')
  }

  /** Somebody sends a stanza to all sessions of a user, asleep or awake. Says to how many. */
  deliver(user: string, stanza: XmlElement): number {
    const sessions = this.sessions.of(user)
    for (const session of sessions) deliver(session, stanza, this.sessions)
    return sessions.length
  }
}

const initialState = (options: DomainOptions): DomainState => {
  const { settings, random, mechanisms = MECHANISMS } = options
  const name = uLabels(options.name)
  const secret = uuid(random.fork('secret'))
  const { iterations, saltOctets } = settings.sasl
  const hashing = { iterations, saltOctets, keys: options.keys ?? new SaltedKeys() }
  const schemes = mechanisms.schemes(settings.sasl.mechanisms)
  const accounts = new Accounts(schemes, hashing, secret)
  for (const account of options.accounts) {
    accounts.setPassword(account, random.fork(`account ${account.local}`))
  }
  return {
    name,
    settings,
    random,
    mechanisms,
    secret,
    accounts,
    sessions: new Sessions(),
    texts: new Map(),
    epoch: options.wallClockStart ?? EPOCH_MILLISECONDS,
  }
}

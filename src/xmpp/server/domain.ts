/**
 * What a server knows, whoever is connected: accounts, tokens, sessions, and what time it
 * believes it is. Connections come and go and talk to it; it never talks to them, except that a
 * session delivers to the connection that carries it.
 *
 * Models one domain that speaks to clients. Left out: other domains, and whatever clients neither
 * wait for nor miss when they come back.
 */
import type { Random } from '../../random.ts'
import type { Mechanisms } from '../../sasl/mechanisms.ts'
import { type Duration, type Instant, instant, milliseconds, toMilliseconds } from '../../units.ts'
import { element, type XmlElement } from '../../xml/xml.ts'
import { CLIENT } from '../namespaces.ts'
import { OWNER } from './access.ts'
import type { Accounts, NewAccount } from './accounts.ts'
import type { Archive } from './archive.ts'
import type { Clients } from './clients.ts'
import { deliverMessage } from './delivery.ts'
import { type DomainOptions, type DomainState, initialState } from './domain-state.ts'
import type { Enrolments } from './enrolments.ts'
import type { Holdings } from './holdings.ts'
import { namesOf } from './keeping.ts'
import type { MessageWatch, ServedFate } from './message-watch.ts'
import type { ServerNotes } from './notes.ts'
import type { OfflineMessages } from './offline.ts'
import type { RosterContact, Rosters } from './roster.ts'
import { pushRoster } from './roster-push.ts'
import { deliver, endSession, settle } from './routing.ts'
import { boundSession, type Session, type Sessions } from './sessions.ts'
import type { ServerSettings } from './settings.ts'

export class Domain implements Holdings {
  /** With U-labels. */
  readonly name: string
  /** Replaced as a whole where the server is set up anew. */
  settings: ServerSettings
  readonly mechanisms: Mechanisms
  readonly accounts: Accounts
  readonly enrolments: Enrolments
  /** Who has had access to whose account. */
  readonly clients: Clients
  /** What mechanisms have to remember, and who has authenticated on which TLS session. */
  readonly notes: ServerNotes
  readonly sessions: Sessions
  readonly rosters: Rosters
  readonly archive: Archive
  readonly offline: OfflineMessages
  /** Whoever counts messages here; a fork has its own. */
  watch: MessageWatch | undefined
  /** Never leaves the server; resources are made from it. */
  readonly secret: string
  /** Texts that are the same on every connection, by name: a pure cache. */
  #texts: Map<string, string>
  readonly #random: Random
  #epoch: number

  constructor(options: DomainOptions | DomainState) {
    const state = 'epoch' in options ? options : initialState(options)
    this.name = state.name
    this.settings = state.settings
    this.mechanisms = state.mechanisms
    this.accounts = state.accounts
    this.enrolments = state.enrolments
    this.clients = state.clients
    this.notes = state.notes
    this.sessions = state.sessions
    this.rosters = state.rosters
    this.archive = state.archive
    this.offline = state.offline
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
      enrolments: this.enrolments.copy(),
      clients: this.clients.copy(),
      notes: this.notes.copy(),
      sessions: this.sessions.copy(this.#epoch),
      rosters: this.rosters.copy(),
      archive: this.archive.copy(),
      offline: this.offline.copy(),
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

  /** It behaves in another way from now on; what it holds stays as it is. */
  reconfigure(settings: ServerSettings): void {
    this.settings = settings
    this.#texts = new Map()
  }

  /** Milliseconds since 1970, at an instant of the attempt under way. */
  wallClock(now: Instant): number {
    return this.#epoch + Math.floor(toMilliseconds(now))
  }

  /** The same, the other way round. */
  instantAt(wallClock: number): Instant {
    return instant(milliseconds(wallClock - this.#epoch))
  }

  /** Time passes between two attempts, each of which counts from zero. */
  advance(by: Duration): void {
    this.#epoch += Math.floor(toMilliseconds(by))
  }

  /** One session times out. */
  expireSession(id: string): void {
    this.sessions.expire(id)
  }

  /** All sessions are gone and forgotten, as by a crash. */
  forgetSessions(): void {
    this.sessions.forget()
  }

  /**
   * The server stops and starts again, and closes its connections: their sessions wait, or end.
   * Whoever sits at the server itself joins again.
   */
  restart(sessions: 'kept' | 'lost', now: Instant): void {
    const at = this.wallClock(now)
    const { countAfterRestart } = this.settings.sm.failed
    for (const user of this.sessions.users) {
      settle(user, this, at)
      const all = this.sessions.of(user)
      // What comes of the end of one reaches no other by the connection that it had.
      for (const session of all) detach(session, at)
      for (const session of all) {
        if (sessions === 'lost' && countAfterRestart === 'sent') this.sessions.remember(session)
        if (sessions === 'lost' || !this.sessions.canBeResumed(session)) {
          endSession(session, this, at)
        }
      }
    }
    if (sessions === 'lost' && countAfterRestart === 'omitted') this.sessions.forget()
  }

  /** The connection of a session is gone without a word. */
  lose(session: Session, now: Instant): void {
    const at = this.wallClock(now)
    if (!this.sessions.canBeResumed(session)) endSession(session, this, at)
    else detach(session, at)
  }

  /** Deals with the sessions of everybody whose time is over by now. */
  settleAll(now: Instant): void {
    for (const user of this.sessions.users) settle(user, this, this.wallClock(now))
  }

  /** Of a user's sessions that sleep the oldest end, until so many are left. */
  keepAsleep(user: string, most: number, now: Instant): void {
    const at = this.wallClock(now)
    for (const session of this.sessions.asleepBeyond(user, most)) endSession(session, this, at)
  }

  /** Whatever a user could come back by without the password. */
  revokeTokens(user: string): void {
    this.enrolments.revoke(user)
    this.notes.forget(namesOf(user, this).account)
    this.accounts.markTokens(user, 'revoked')
  }

  setPassword(account: NewAccount): void {
    this.accounts.setPassword(account, this.#random.fork(`account ${account.local}`))
  }

  changePassword(user: string, password: string): void {
    this.accounts.setPassword({ local: user, password }, this.#random.fork(`password ${password}`))
    this.notes.forget(namesOf(user, this).account)
    this.accounts.markTokens(user, 'password-changed')
    this.clients.forgetPasswords(user)
  }

  /**
   * Somebody elsewhere sends a stanza to a user, and this becomes of it. Other stanzas than
   * messages are for those who are available.
   */
  deliver(user: string, stanza: XmlElement, now: Instant): ServedFate {
    const at = this.wallClock(now)
    if (stanza.name === 'message') return deliverMessage(stanza, { user }, this, at)
    settle(user, this, at)
    const available = this.sessions.of(user).filter(({ presence }) => presence.kind === 'available')
    for (const session of available) deliver(session, stanza, this, at)
    return available.length === 0 ? 'lost' : 'delivered'
  }

  /** The sessions of a user are available, as if each had said so. */
  makeAvailable(user: string): void {
    for (const session of this.sessions.of(user)) {
      const stanza = element('presence', CLIENT, { from: session.address })
      session.presence = { kind: 'available', priority: 0, stanza }
    }
  }

  /** Somebody who sits at the server itself: available from now on, with or without an account. */
  join(user: string, resource: string, receive: (stanza: XmlElement) => void): Session {
    const address = `${namesOf(user, this).account}/${resource}`
    const carrier = { deliver: receive, displace: () => {} }
    const stanza = element('presence', CLIENT, { from: address })
    const who = { user, address, client: '', requestedToken: undefined, rights: OWNER }
    const session = boundSession(who, carrier)
    session.presence = { kind: 'available', priority: 0, stanza }
    this.sessions.add(session)
    return session
  }

  /** Whether it is anybody here. */
  knows(user: string): boolean {
    return this.accounts.has(user) || this.sessions.of(user).length > 0
  }

  /** A contact of a user is there now, or is no more; sessions that have asked are told. */
  changeRoster(user: string, contact: RosterContact, is: 'in' | 'removed', now: Instant): void {
    pushRoster(user, contact, is, this, this.wallClock(now))
  }

  /** For the identifiers of what is put into an archive. */
  archiveRandom(user: string): Random {
    return this.#random.fork(`archive ${user} ${this.archive.total(user)}`)
  }
}

/** Its connection is gone. `at`: milliseconds since 1970. */
const detach = (session: Session, at: number): void => {
  if (session.attachment.kind === 'live') session.attachment = { kind: 'hibernating', since: at }
}

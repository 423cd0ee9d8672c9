/**
 * What a server keeps of its users: of passwords what its mechanisms need, never the passwords;
 * and tokens per client. Names are those of RFC 7622 §3.3, case-mapped, whatever case they are
 * asked for in.
 *
 * Entries are replaced, not changed, so that a copy of the directory is a copy of references.
 */

import { caseMapped } from '../../address.ts'
import { keepLatest } from '../../oldest-out.ts'
import type { Random } from '../../random.ts'
import type { Enrolled } from '../../sasl/enrolled.ts'
import { stepOfCode } from '../../sasl/one-time-code.ts'
import type { Hashing, PasswordRecords, PasswordScheme } from '../../sasl/records.ts'
import type { NewGrant } from './grants.ts'
import type { RosterContact } from './roster.ts'
import { type IssuedToken, NO_TOKENS, type TokenSlots, withStatus } from './tokens.ts'

/** Installations of one user that may hold tokens; of more, the oldest lose theirs. */
const CLIENTS_AT_MOST = 1_000

export interface NewAccount {
  readonly local: string
  readonly password: string
  readonly contacts?: readonly RosterContact[]
  /** What the second factor is made with (XEP-0400); none if not given. */
  readonly factor?: Uint8Array | undefined
  /** Of the ways to keep a password those that were known when it was set; all if not given. */
  readonly keptAs?: readonly string[] | undefined
  readonly enrolled?: Enrolled | undefined
  /** How far its access token goes; usual access for good if not given. */
  readonly granted?: Omit<NewGrant, 'accessToken'> | undefined
}

/** What is kept of one password, by the way of keeping it. */
type Kept = ReadonlyMap<PasswordScheme<unknown>, unknown>

interface SecondFactor {
  readonly secret: Uint8Array
  /** The step of the last code that was taken; -1: none has been. */
  readonly lastStep: number
}

export class Accounts implements PasswordRecords {
  readonly #schemes: readonly PasswordScheme<unknown>[]
  readonly #hashing: Hashing
  readonly #secret: string
  readonly #domain: string
  readonly #passwords: Map<string, Kept>
  readonly #secondFactors: Map<string, SecondFactor>
  /** By user, then by user agent; both may be chosen by a peer, so neither is joined to a key. */
  readonly #tokens: Map<string, ReadonlyMap<string, TokenSlots>>

  /** `secret`: of the server; what is said of unknown users is made from it. */
  constructor(
    schemes: readonly PasswordScheme<unknown>[],
    hashing: Hashing,
    { secret, domain }: { readonly secret: string; readonly domain: string },
    from?: Accounts,
  ) {
    this.#schemes = schemes
    this.#hashing = hashing
    this.#secret = secret
    this.#domain = domain
    this.#passwords = new Map(from === undefined ? [] : from.#passwords)
    this.#secondFactors = new Map(from === undefined ? [] : from.#secondFactors)
    this.#tokens = new Map(from === undefined ? [] : from.#tokens)
  }

  copy(): Accounts {
    const names = { secret: this.#secret, domain: this.#domain }
    return new Accounts(this.#schemes, this.#hashing, names, this)
  }

  has(user: string): boolean {
    return this.#passwords.has(caseMapped(user))
  }

  setPassword({ local, password, keptAs }: NewAccount, random: Random): void {
    const kept = new Map<PasswordScheme<unknown>, unknown>()
    const owner = { username: local, domain: this.#domain }
    const known = this.#schemes.filter(({ name }) => keptAs?.includes(name) !== false)
    // A server that knows none of these ways keeps it in its own: without any, nobody gets in.
    for (const scheme of known.length === 0 ? this.#schemes : known) {
      kept.set(scheme, scheme.keep(password, this.#hashing, random, owner))
    }
    this.#passwords.set(caseMapped(local), kept)
  }

  /** Of a user who is known: whether nothing is kept of the password in this way. */
  lacks(user: string, scheme: PasswordScheme<unknown>): boolean {
    return this.#passwords.get(caseMapped(user))?.has(scheme) === false
  }

  /** Of a user who is known, or nobody: whether nothing is lacking. */
  isComplete(user: string): boolean {
    const kept = this.#passwords.get(caseMapped(user))
    return kept === undefined || kept.size === this.#schemes.length
  }

  /** What was made of the password elsewhere, beside what is kept already (XEP-0480 §5). */
  keepAlso<Kept>(user: string, scheme: PasswordScheme<Kept>, made: Kept): void {
    const name = caseMapped(user)
    this.#passwords.set(name, new Map(this.#passwords.get(name)).set(scheme, made))
  }

  setFactor(user: string, secret: Uint8Array): void {
    this.#secondFactors.set(caseMapped(user), { secret, lastStep: -1 })
  }

  hasFactor(user: string): boolean {
    return this.#secondFactors.has(caseMapped(user))
  }

  /** Whether it is a code of now, which is good for one use. `now`: milliseconds since 1970. */
  takeCode(user: string, code: string, now: number): boolean {
    const name = caseMapped(user)
    const factor = this.#secondFactors.get(name)
    if (factor === undefined) return false
    const step = stepOfCode(factor.secret, code, now, factor.lastStep)
    if (step === undefined) return false
    this.#secondFactors.set(name, { ...factor, lastStep: step })
    return true
  }

  kept<Kept>(scheme: PasswordScheme<Kept>, user: string): Kept {
    const name = caseMapped(user)
    const known = this.#passwords.get(name)
    if (known?.has(scheme) !== true) return scheme.decoy(`${this.#secret} ${name}`, this.#hashing)
    // What stands under a scheme was made by it: a map that no type can describe.
    return known.get(scheme) as Kept
  }

  /** True to the work of a real server, which runs PBKDF2, here once per password. */
  matches(user: string, password: string): boolean {
    const [first] = this.#passwords.get(caseMapped(user)) ?? []
    if (first === undefined) return false
    const [scheme, kept] = first
    const owner = { username: user, domain: this.#domain }
    return scheme.matches(password, kept, this.#hashing, owner)
  }

  tokens(user: string, client: string): TokenSlots {
    return this.#tokens.get(caseMapped(user))?.get(client) ?? NO_TOKENS
  }

  setTokens(user: string, client: string, slots: TokenSlots): void {
    const name = caseMapped(user)
    const clients = new Map(this.#tokens.get(name)).set(client, slots)
    keepLatest(clients, CLIENTS_AT_MOST)
    this.#tokens.set(name, clients)
  }

  markTokens(user: string, status: IssuedToken['status']): void {
    this.changeTokens(user, (slots) => withStatus(slots, status))
  }

  changeTokens(user: string, change: (slots: TokenSlots, client: string) => TokenSlots): void {
    const name = caseMapped(user)
    const clients = this.#tokens.get(name)
    if (clients === undefined) return
    const changed = new Map<string, TokenSlots>()
    for (const [client, slots] of clients) changed.set(client, change(slots, client))
    this.#tokens.set(name, changed)
  }
}

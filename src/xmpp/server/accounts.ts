/**
 * What a server keeps of its users: keys, never passwords, and tokens per client.
 *
 * Entries are replaced, not changed, so that a copy of the directory is a copy of references.
 */
import { createHash } from 'node:crypto'
import type { Random } from '../../random.ts'
import { sameOctets } from '../../sasl/hashed-token.ts'
import type { SaltedKeys, ScramCredentials, ScramHash } from '../../sasl/scram.ts'
import type { SaslSettings } from './settings.ts'
import { NO_TOKENS, type Token, type TokenSlots, withStatus } from './tokens.ts'

/** Installations of one user that may hold tokens; of more, the oldest lose theirs. */
const CLIENTS_AT_MOST = 1_000

export interface NewAccount {
  readonly local: string
  readonly password: string
}

export class Accounts {
  readonly #settings: SaslSettings
  readonly #keys: SaltedKeys
  readonly #secret: string
  readonly #credentials: Map<string, readonly ScramCredentials[]>
  /** By user, then by user agent; both may be chosen by a peer, so neither is joined to a key. */
  readonly #tokens: Map<string, ReadonlyMap<string, TokenSlots>>

  constructor(settings: SaslSettings, keys: SaltedKeys, secret: string, from?: Accounts) {
    this.#settings = settings
    this.#keys = keys
    this.#secret = secret
    this.#credentials = new Map(from === undefined ? [] : from.#credentials)
    this.#tokens = new Map(from === undefined ? [] : from.#tokens)
  }

  copy(): Accounts {
    return new Accounts(this.#settings, this.#keys, this.#secret, this)
  }

  has(user: string): boolean {
    return this.#credentials.has(user)
  }

  setPassword({ local, password }: NewAccount, random: Random): void {
    const { scramHashes, iterations, saltOctets } = this.#settings
    const credentials = scramHashes.map((hash): ScramCredentials => {
      const salt = random.fork(hash).bytes(saltOctets)
      const { storedKey, serverKey } = this.#keys.keys(hash, password, salt, iterations)
      return { hash, salt, iterations, storedKey, serverKey }
    })
    this.#credentials.set(local, credentials)
  }

  /** For an unknown user a salt of its own, always the same, and keys that nothing fits. */
  credentials(user: string, hash: ScramHash): ScramCredentials {
    const known = this.#credentials.get(user)?.find((candidate) => candidate.hash === hash)
    return known ?? this.#nobody(user, hash)
  }

  /** PLAIN: true to the work of a real server, which runs PBKDF2, here once per password. */
  checkPassword(user: string, password: string): boolean {
    const [known] = this.#credentials.get(user) ?? []
    if (known === undefined) return false
    const { hash, salt, iterations, storedKey } = known
    return sameOctets(this.#keys.keys(hash, password, salt, iterations).storedKey, storedKey)
  }

  tokens(user: string, client: string): TokenSlots {
    return this.#tokens.get(user)?.get(client) ?? NO_TOKENS
  }

  setTokens(user: string, client: string, slots: TokenSlots): void {
    const clients = new Map(this.#tokens.get(user)).set(client, slots)
    for (const oldest of clients.keys()) {
      if (clients.size <= CLIENTS_AT_MOST) break
      clients.delete(oldest)
    }
    this.#tokens.set(user, clients)
  }

  markTokens(user: string, status: Token['status']): void {
    const clients = this.#tokens.get(user)
    if (clients === undefined) return
    const marked = new Map<string, TokenSlots>()
    for (const [client, slots] of clients) marked.set(client, withStatus(slots, status))
    this.#tokens.set(user, marked)
  }

  #nobody(user: string, hash: ScramHash): ScramCredentials {
    const { iterations, saltOctets } = this.#settings
    const make = (what: string): Uint8Array =>
      createHash(hash === 'SHA-1' ? 'sha1' : 'sha256')
        .update(`${what} ${this.#secret} ${user}`)
        .digest()
    const salt = Buffer.alloc(saltOctets, make('salt'))
    return { hash, salt, iterations, storedKey: make('stored'), serverKey: make('server') }
  }
}

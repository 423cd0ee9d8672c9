/** What a server holds that mechanisms check against: something of passwords, and tokens. */
import type { Random } from '../random.ts'
import type { SaslCondition } from './condition.ts'
import type { SaltedKeys } from './scram/keys.ts'

/** How a server hashes. */
export interface Hashing {
  readonly iterations: number
  readonly saltOctets: number
  readonly keys: SaltedKeys
}

/**
 * A way to keep something of a password in its place: enough to check it, not enough to use it
 * elsewhere. Mechanisms may share one.
 */
export interface PasswordScheme<Kept> {
  readonly name: string
  keep(password: string, hashing: Hashing, random: Random): Kept
  /** For a user whom nobody knows: as good to look at, the same each time, and nothing fits. */
  decoy(seed: string, hashing: Hashing): Kept
  matches(password: string, kept: Kept, hashing: Hashing): boolean
}

export interface PasswordRecords {
  /** What is kept of a user's password; a decoy for a user whom nobody knows. */
  kept<Kept>(scheme: PasswordScheme<Kept>, username: string): Kept
  matches(username: string, password: string): boolean
}

export type TokenVerdict =
  | { readonly kind: 'accepted'; readonly token: string }
  | { readonly kind: 'refused'; readonly condition: SaslCondition }

/** The tokens of the client that is speaking. */
export interface TokenRecords {
  /** Uses the user's token that fits, if there is one and it is still good. */
  use(username: string, fits: (token: string) => boolean): TokenVerdict
}

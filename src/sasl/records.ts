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
  keep(password: string, hashing: Hashing, random: Random, owner: Owner): Kept
  /** For a user whom nobody knows: as good to look at, the same each time, and nothing fits. */
  decoy(seed: string, hashing: Hashing): Kept
  matches(password: string, kept: Kept, hashing: Hashing, owner: Owner): boolean
}

/** Whose password it is: some schemes hash that, too. */
export interface Owner {
  readonly username: string
  readonly domain: string
}

export interface PasswordRecords {
  /** What is kept of a user's password; a decoy for a user whom nobody knows. */
  kept<Kept>(scheme: PasswordScheme<Kept>, username: string): Kept
  matches(username: string, password: string): boolean
}

export type TokenVerdict =
  | { readonly kind: 'accepted'; readonly token: string }
  | { readonly kind: 'refused'; readonly condition: SaslCondition }

/** Wire forms of HT: that of draft-schmaus-kitten-sasl-ht-09, and of draft-ietf-kitten-sasl-ht-02. */
export const TOKEN_FORMS = ['draft-09', 'draft-02'] as const
export type TokenForm = (typeof TOKEN_FORMS)[number]

/** The tokens of the client that is speaking. */
export interface TokenRecords {
  /** Those that are understood. */
  readonly forms: readonly TokenForm[]
  /** Uses the user's token that fits, if there is one and it is still good. */
  use(username: string, fits: (token: string) => boolean): TokenVerdict
}

/** Whom TLS has identified. */
export interface CertificateRecords {
  /** By a certificate, or by an authentication on the TLS session that is resumed. */
  identified(): string | undefined
}

export type GrantVerdict =
  | { readonly kind: 'accepted'; readonly username: string }
  | { readonly kind: 'refused' }

/** Access tokens that stand for a user. */
export interface GrantRecords {
  redeem(accessToken: string): GrantVerdict
}

/** A device that is registered, as the server holds it. */
export interface Device {
  readonly id: string
  readonly key: Uint8Array
  /** The next that has not been used. */
  readonly counter: number
  readonly status: 'valid' | 'revoked' | 'expired' | 'blocked'
}

export interface DeviceRecords {
  /** Those of a user; none of one whom nobody knows. */
  devices(username: string): readonly Device[]
  /** In the place of the one with the same id. */
  update(username: string, device: Device): void
}

/** What a server remembers between authentications: few, short-lived, of anybody. */
export interface Notes {
  find(name: string): string | undefined
  /** `undefined`: it is forgotten. */
  write(name: string, text: string | undefined): void
}

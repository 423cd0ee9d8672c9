/**
 * What hardly any server offers, as settings: second factors, upgrades of stored passwords, and
 * what drafts have thought of to save round trips. Each is off where a server does not know it.
 */

/** Tasks of XEP-0480, named for the mechanism that an account is made ready for. */
export const UPGRADES = ['UPGR-SCRAM-SHA-256'] as const
export type Upgrade = (typeof UPGRADES)[number]

export interface ExtensionSettings {
  /** TOTP (XEP-0400) as a task of SASL2: of accounts that are enrolled, or of nobody. */
  readonly secondFactor: 'asked' | 'never'
  /** As announced (XEP-0480 §3.1); those that an account has no need of are not asked for. */
  readonly upgrades: readonly Upgrade[]
  /** What is announced has a version, and who authenticates on the strength of another is told (XEP-0509). */
  readonly configVersion: 'announced' | 'unknown'
  /** The mechanisms of Instant Stream Resumption (XEP-0397), as announced; empty: it is unknown. */
  readonly instantResumption: readonly string[]
  /** Authentication in early data other than FAST, which XEP-0388 §2.6 has servers refuse. */
  readonly earlyLogin: 'refused' | 'taken'
  /** Flights that are sent at once are announced to be taken (XEP-0305). */
  readonly pipelining: 'announced' | 'unknown'
  /** Whether users see who has access to their account, and can take it away (XEP-0494). */
  readonly clientAccess: 'managed' | 'unknown'
}

export const NO_EXTENSIONS: ExtensionSettings = {
  secondFactor: 'never',
  upgrades: [],
  configVersion: 'unknown',
  instantResumption: [],
  earlyLogin: 'refused',
  pipelining: 'unknown',
  clientAccess: 'unknown',
}

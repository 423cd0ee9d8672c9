/**
 * Who connects: an account and the client software that uses it. The same for every attempt;
 * what differs from attempt to attempt is in `dialogue/memory.ts`.
 */
import type { Enrolled } from '../sasl/enrolled.ts'
import type { Mechanisms } from '../sasl/mechanisms.ts'
import type { SaltedKeys } from '../sasl/scram/keys.ts'

export interface Account {
  /** The localpart of the address, which is also the SASL authentication identity. */
  readonly local: string
  readonly domain: string
  readonly password: string
  /** What codes of a second factor are made with (XEP-0400), where there is one. */
  readonly secondFactor?: Uint8Array | undefined
  /** UUID v4, stable per installation (XEP-0388 §2.4.2); FAST tokens are bound to it. */
  readonly userAgentId: string
  readonly software: string
  readonly device: string
  /** Resource asked for in legacy binding, and tag of Bind 2. */
  readonly resource: string
  /** Whether message carbons (XEP-0280) are part of being ready. */
  readonly carbons: boolean
  /**
   * Whether anybody is looking (XEP-0352); `active` if not given. An inactive client says so in
   * Bind 2, or unasked once it is ready, so it waits no longer.
   */
  readonly activity?: 'active' | 'inactive'
  /** Seconds for which a server is asked to keep a session; it decides if not given. */
  readonly sessionKept?: number | undefined
  /** What the software can do to authenticate; all that is known if not given. */
  readonly mechanisms?: Mechanisms
  /** PBKDF2 once per password, salt and iteration count (RFC 5802 §5.1 allows the caching). */
  readonly saltedKeys: SaltedKeys
  /** Of PBKDF2, for a server that asks for them; a million if not given. */
  readonly iterationsAtMost?: number | undefined
  /** What the server has handed out to this installation besides tokens of FAST, if anything. */
  readonly enrolled?: Enrolled | undefined
}

export const bareAddress = (account: Account): string => `${account.local}@${account.domain}`

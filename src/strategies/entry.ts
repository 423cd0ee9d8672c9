/**
 * What is said of every way to connect besides how it goes: how far it has come, what both ends must
 * be able to do, what guards it apart from its mechanism, and what stands for being ready.
 *
 * What a mechanism guards is said by the mechanism (`../sasl/mechanism.ts`), what a client must
 * have kept and whether early data is safe by the base itself; `protection.ts` puts it together.
 */
import type { StrategyPart } from './parts.ts'

/** How far a way has come. `why`: why no server in use takes it. Unknown: it is somebody's own. */
export type Status =
  | { readonly kind: 'deployed' | 'unknown' }
  | { readonly kind: 'specified' | 'deferred' | 'never-published'; readonly why: string }

export const DEPLOYED: Status = { kind: 'deployed' }

/**
 * What becomes of the first words of a client when somebody says them again on another connection:
 * a fresh nonce of each side refuses them, a count does, what they prove is good for one use only, or
 * nothing but TLS keeps them from being known.
 */
export type Replay = 'nonces' | 'count' | 'single-use' | 'tls'

/**
 * What becomes of it when somebody takes the better mechanisms out of the announcement: it is
 * hashed into the exchange (XEP-0474), the mechanism is known beforehand and no other will do, or
 * the client remembers what was offered once, at best.
 */
export type Downgrade = 'hashed' | 'pinned' | 'remembered'

export interface CatalogueEntry {
  readonly status: Status
  /** Besides those of what it is carried over and of its language; the most telling first. */
  readonly parts: readonly StrategyPart[]
  readonly replay: Replay
  readonly downgrade: Downgrade
  /**
   * What stands for the end state that all others share (`../xmpp/verbs/ready.ts`), in words;
   * undefined: nothing has to.
   */
  readonly standsForReady: string | undefined
  /**
   * `everywhere`: in the published table of every profile, and where `all` is asked for; `catalogue`:
   * in that of round trips, and where the whole `catalogue` is; `apart`: the same, of what hardly any
   * server has.
   */
  readonly compared: 'everywhere' | 'catalogue' | 'apart'
  /** The layout of its messages stands nowhere: what holds is the number of waits. */
  readonly shape?: 'reconstructed'
}

/**
 * What a strategy is: a base with its modifiers resolved into three values. What is said, over
 * what, and what is presumed of whom it is said to; who that is, is the run's matter.
 */
import type { Account } from '../xmpp/account.ts'
import type { Memory } from '../xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../xmpp/dialogue/ready-stream.ts'
import type { Script } from '../xmpp/dialogue/script.ts'
import type { Against } from './against.ts'
import type { Cached, Language } from './base.ts'
import type { EarlyDataRule } from './early-data.ts'
import type { CatalogueEntry } from './entry.ts'
import type { Hazard } from './hazard.ts'
import type { ModifierName } from './modifiers.ts'
import type { Need } from './needs.ts'
import type { Over } from './over.ts'
import type { StrategyPart } from './parts.ts'

/** Whether servers in use take it, as far as anybody knows. `why`: which do not, and what they do instead. */
export type Standing =
  | { readonly kind: 'deployed' | 'unknown' }
  | { readonly kind: 'theoretical'; readonly why: string }

export interface Said {
  readonly language: Language
  readonly start: 'cold' | 'reconnect'
  /** That of its base, but for what stands for being ready. */
  readonly entry: CatalogueEntry
  /** All that both ends, or the client, must be able to do, the most telling first. */
  readonly parts: readonly StrategyPart[]
  readonly standing: Standing
  readonly earlyData: EarlyDataRule
  readonly hazards: readonly Hazard[]
  /** What the server must offer; the earlier session has needs of its own. */
  readonly needs: readonly Need[]
  /** What the client must have kept. */
  readonly cached: readonly Cached[]
  /**
   * `now`: milliseconds since 1970, by which a client knows that its token has expired; without
   * it the expiry is not looked at.
   */
  readonly script: (account: Account, memory: Memory, now?: number) => Script<ReadyStream>
}

export interface Strategy {
  readonly kind: 'strategy'
  /** Canonical: the base and its modifiers in canonical order, `BASE+MOD+MOD`. */
  readonly name: string
  readonly base: string
  readonly modifiers: readonly ModifierName[]
  readonly summary: string
  readonly rows: readonly string[]
  readonly said: Said
  readonly over: Over
  readonly against: Against
  /**
   * The cold strategy whose real run leaves behind what this one needs: memory, ticket, cookie.
   * Undefined when nothing from earlier is needed. Never has an `earlier` itself.
   */
  readonly earlier: Strategy | undefined
}

export interface StrategyError {
  readonly kind: 'strategy-error'
  readonly reason: 'unknown-base' | 'unknown-modifier' | 'duplicate-modifier' | 'senseless'
  readonly found: string
  readonly expected: string
  /** One line for people: both of them. */
  readonly message: string
}

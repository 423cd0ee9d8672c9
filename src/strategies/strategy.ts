/**
 * What a strategy is: a base (one file per way to connect) with its modifiers resolved into
 * what the layers below need to be told, and a script.
 */
import type { Account } from '../xmpp/account.ts'
import type { Memory } from '../xmpp/dialogue/memory.ts'
import type { Script } from '../xmpp/dialogue/script.ts'
import type { Session } from '../xmpp/dialogue/session.ts'
import type { Talk } from '../xmpp/verbs/talk.ts'
import type { Modifier } from './modifiers.ts'

/** What happened to the server's state between the earlier session and this attempt. */
export type Aftermath = 'none' | 'sm-session-lost' | 'token-revoked'

/** A way to connect, before modifiers: one file, its script written like a ladder. */
export interface Base {
  readonly name: string
  readonly summary: string
  /** Rows of the table of minimum waits that this base and its modifiers are measured against. */
  readonly rows: readonly string[]
  /** `cold`: no session to return to. `reconnect`: one was left behind. */
  readonly kind: 'cold' | 'reconnect'
  readonly authentication: 'legacy' | 'sasl2' | 'fast'
  readonly security: 'starttls' | 'direct'
  readonly aftermath: Aftermath
  /** The cold base whose real run leaves the memory (its own name when it is one). */
  readonly earlier: string
  readonly script: (talk: Talk) => Script<Session>
}

export interface TransportChoice {
  readonly tls: {
    readonly version: '1.2' | '1.3'
    /** Offer a ticket from the earlier session, and the server accepts it. */
    readonly resumed: boolean
    readonly earlyData: boolean
    readonly earlyDataRejected: boolean
    readonly postQuantum: boolean
    readonly falseStart: boolean
    readonly helloRetryRequest: boolean
  }
  /** TCP Fast Open with a cookie from the earlier session. */
  readonly fastOpen: boolean
  /** The address must be looked up first: SRV, then A/AAAA. */
  readonly dns: boolean
}

export interface Strategy {
  /** Canonical: the base and its modifiers in canonical order, `BASE+MOD+MOD`. */
  readonly name: string
  readonly base: string
  readonly modifiers: readonly Modifier[]
  readonly summary: string
  readonly rows: readonly string[]
  readonly kind: 'cold' | 'reconnect'
  /**
   * The cold strategy whose real run leaves behind what this one needs: memory, ticket, cookie.
   * Undefined when nothing from earlier is needed. Never has an `earlier` itself.
   */
  readonly earlier: Strategy | undefined
  readonly aftermath: Aftermath
  readonly security: 'starttls' | 'direct'
  readonly transport: TransportChoice
  /** Why real servers refuse this; tables mark such strategies. Undefined when they do not. */
  readonly theoretical: string | undefined
  /**
   * `now`: milliseconds since 1970, by which a client knows that its token has expired; without
   * it the expiry is not looked at.
   */
  readonly connect: (account: Account, memory: Memory, now?: number) => Script<Session>
}

export interface StrategyError {
  readonly kind: 'strategy-error'
  readonly reason: 'unknown-base' | 'unknown-modifier' | 'duplicate-modifier' | 'senseless'
  /** One line for people: what was found, and what was expected or why it is refused. */
  readonly message: string
}

/**
 * A base: a way to connect before modifiers, one file each, its script written like a ladder.
 */

import type { Account } from '../xmpp/account.ts'
import type { ReadyStream } from '../xmpp/dialogue/ready-stream.ts'
import type { Script } from '../xmpp/dialogue/script.ts'
import type { Manner, Talk } from '../xmpp/verbs/talk.ts'
import type { EarlyDataRule } from './early-data.ts'
import type { CatalogueEntry } from './entry.ts'
import type { Need } from './needs.ts'
import type { Over } from './over.ts'

/** What a client keeps from before, and cannot do without. */
export type Cached = 'features' | 'session' | 'token' | 'ticket' | 'cookie' | 'state'

/** `cold`: no session to return to. `reconnect`: one was left behind by a run of a cold base. */
export type Start =
  | { readonly kind: 'cold' }
  | {
      readonly kind: 'reconnect'
      readonly after: string
      readonly cached: readonly Cached[]
      /** What is done in the session before, behind its being ready. */
      readonly besides?: Besides | undefined
    }

export type Besides = (script: Script<ReadyStream>, account: Account) => Script<ReadyStream>

export const COLD: Start = { kind: 'cold' }

/** `after`: the name of the cold base that has been here before. */
export const reconnect = (after: string, cached: readonly Cached[], besides?: Besides): Start => ({
  kind: 'reconnect',
  after,
  cached,
  besides,
})

/**
 * The language of the dialogue: XMPP with a stream that restarts behind SASL (RFC 6120 §6), with
 * SASL2 (XEP-0388), where it does not, or octets without a meaning.
 */
export type Language = 'sasl1' | 'sasl2' | 'octets'

/**
 * What happened to the server's state between the earlier session and this attempt. `token-expired`:
 * so much time has passed. `token-replaced`: by a newer one, which somebody has used. `reconfigured`:
 * the best way to prove a password is not offered any more. `client-revoked`: the owner of the account has
 * taken away whatever the client held (XEP-0494).
 */
export type Aftermath =
  | 'none'
  | 'sm-session-lost'
  | 'token-revoked'
  | 'token-expired'
  | 'token-replaced'
  | 'grant-expired'
  | 'client-revoked'
  | 'reconfigured'

/**
 * What the server knows of the account: `second-factor` has one (XEP-0400), and of `old-hash`
 * the password is kept for the worst mechanism only (XEP-0480).
 */
export type AccountKind = 'ordinary' | 'second-factor' | 'old-hash'

export interface Base {
  readonly name: string
  readonly summary: string
  /** Rows of the table of minimum waits that this base and its modifiers are measured against. */
  readonly rows: readonly string[]
  readonly entry: CatalogueEntry
  readonly start: Start
  readonly language: Language
  readonly over: Over
  readonly aftermath: Aftermath
  /** `ordinary` if not given. */
  readonly account?: AccountKind
  readonly earlyData: EarlyDataRule
  /** In this manner of speaking. */
  readonly needs: (manner: Manner) => readonly Need[]
  readonly script: (talk: Talk) => Script<ReadyStream>
}

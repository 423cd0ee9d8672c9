/**
 * The shape of a modifier: what may be added to a base, all of it as data, the reason beside every
 * rule with the clause that it comes from.
 */
import type { Manner } from '../xmpp/verbs/talk.ts'
import type { Against } from './against.ts'
import type { Base, Cached } from './base.ts'
import type { CatalogueEntry } from './entry.ts'
import type { Hazard } from './hazard.ts'
import type { Need } from './needs.ts'
import type { Addresses, Opening, TlsUse } from './over.ts'
import type { StrategyPart } from './parts.ts'
import type { TokenUse } from './tokens.ts'

/** What another modifier is to this one, and the reason for it. */
export interface Relation {
  readonly modifier: Modifier
  readonly why: string
}

/** Why what concerns TLS makes no sense on some bases. */
export const NO_TLS = 'there is no TLS in what it is carried over'
export const LIVES_ON =
  'a connection that lives on is not opened, and nothing is said on it to come back'
export const GOES_ON =
  'a session that goes on is not negotiated again: what its connection is like is all that can be chosen'
export const NO_TLS_12 = 'QUIC has TLS 1.3 and no older version (RFC 9001 §4.2)'
export const NO_TCP =
  'there is no TCP under QUIC; what Fast Open saves, its handshake does not have'

/** What is modelled for TCP alone. */
export const ONE_ADDRESS_OVER_QUIC =
  'several addresses are tried by TCP alone here, not by a race of QUIC with it (XEP-0495)'

export interface Modifier {
  readonly name: string
  readonly summary: string
  /** What it brings along, so that it need not be written. */
  readonly implies?: readonly Modifier[]
  /** What it makes no sense without, unlike what is implied: it has to be written. */
  readonly requires?: Relation
  /** What it makes no sense with. */
  readonly clashes?: readonly Relation[]
  /** Of those that say the same here only one makes sense. */
  readonly oneOf?: 'login' | 'hash' | 'binding'
  /** Why it makes no sense on this base; undefined when it does. */
  readonly unfit?: (base: Base) => string | undefined

  /** What it changes of how the connection is opened. */
  readonly opening?: Partial<Omit<Opening, 'addresses'>>
  /** What it changes of the server's addresses. */
  readonly addresses?: Partial<Addresses>
  /** What it changes of TLS; it makes no sense on a base without. */
  readonly tls?: Partial<TlsUse>
  /** What it changes of the manner of speaking. */
  readonly manner?: Partial<Omit<Manner, 'tokens'>>
  /** What it changes of the mechanisms that tokens are asked for. */
  readonly tokens?: Partial<TokenUse>
  /** What it presumes of the server. */
  readonly against?: Partial<Against>

  /** What must have been kept for it from an earlier session, even by a cold start. */
  readonly cached?: readonly Cached[]
  /** `shared`: the earlier session must have it too, or what it leaves is of no use. */
  readonly earlier?: 'shared'
  readonly needs?: readonly Need[]
  /** What both ends, or the client, must be able to do for it on this base. */
  readonly parts?: (base: Base) => readonly StrategyPart[]
  /** Rows of the table of minimum waits that it makes of bases; of others none. */
  readonly rows?: Readonly<Record<string, readonly string[]>>
  /** What it changes of what is said of the base. */
  readonly entry?: Partial<Omit<CatalogueEntry, 'parts' | 'compared'>>
  /** What makes it unsafe, though it runs. */
  readonly hazard?: Hazard
  /** Why real servers refuse it on this base; undefined when they do not. */
  readonly theoretical?: (base: Base) => string | undefined
}

/**
 * What a script ends with: a stream that is authenticated, bound or resumed, with stream
 * management on where the server offers it. The same end state for every way to connect, or
 * comparing them is unfair.
 */
import type { Kept } from '../../sasl/mechanism.ts'
import type { Features } from '../features.ts'
import type { Ledger } from '../stream-management.ts'
import type { LocalState } from './local-state.ts'

export interface FastToken {
  /** The only mechanism it may be used with (XEP-0484). */
  readonly mechanism: string
  readonly secret: string
  /** XEP-0082 UTC date and time, as the server wrote it. */
  readonly expiry: string
  /** Attempts made with this token so far; the next one carries one more. */
  readonly count: number
}

/** Of one session, for one use, with one mechanism. */
export interface InstantToken {
  readonly mechanism: string
  readonly secret: string
}

export interface StreamManagement {
  /** Undefined when the server does not allow resumption. */
  readonly id: string | undefined
  /** Where the server would rather be reconnected to, as it wrote it. */
  readonly location: string | undefined
  /** Seconds that the server keeps it without a connection, if it has said so. */
  readonly keptFor: number | undefined
  /** To come back by instantly (XEP-0397), where one was asked for. */
  readonly instant?: InstantToken | undefined
  /** Alive: it goes on counting for as long as the dialogue is fed. */
  readonly ledger: Ledger
}

export interface ReadyStream {
  /** `exchanged`: a dialogue of raw octets, which has neither. */
  readonly way: 'bound' | 'resumed' | 'exchanged'
  /** The full address. */
  readonly address: string
  /** The mechanism that succeeded. */
  readonly mechanism: string
  /** As announced after TLS and before authentication; undefined when never heard. */
  readonly features: Features | undefined
  /** Undefined at a server that offers none. */
  readonly sm: StreamManagement | undefined
  readonly carbons: boolean
  /** A new one where the server gave one, else the one that was used or held. */
  readonly token: FastToken | undefined
  /** What the mechanism that succeeded keeps for next time. */
  readonly kept?: Kept | undefined
  /** Of a client that restores what it holds: alive, as the ledger is. */
  readonly state: LocalState | undefined
}

/** That of a dialogue that is not XMPP. */
export const exchanged: ReadyStream = {
  way: 'exchanged',
  address: '',
  mechanism: '',
  features: undefined,
  sm: undefined,
  carbons: false,
  token: undefined,
  state: undefined,
}

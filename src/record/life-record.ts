/**
 * What one life came to, beside its first attempt: its episodes (from what broke the network until
 * everything was delivered again), and what became of every message.
 */
import type { Direction } from '../direction.ts'
import type { FailureCode } from '../transport.ts'

/** Whose turn it was, between the network's return and recovery; together all of that time. */
export const PARTS = ['noticing', 'waiting', 'inVain', 'handshake', 'resending'] as const
export type RecoveryPart = (typeof PARTS)[number]

/** How a client came through: on the connection that it had, or on another. */
export const MANNERS = ['survived', 'resumed', 'bound'] as const
export type Manner = (typeof MANNERS)[number]

/** Microseconds throughout. */
export interface EpisodeRecord {
  /**
   * From what broke it until the client held its connection for dead. `never`: it went on holding a
   * dead one for alive; undefined: the connection lived on, or there was none.
   */
  readonly detectedUs: number | 'never' | undefined
  /** Undefined: it was not recovered within the time that it was given. */
  readonly recovery: Recovery | undefined
  /** Attempts begun in it. */
  readonly attempts: number
  readonly failures: ReadonlyMap<FailureCode, number>
  /** Octets on the link, all connections together. */
  readonly linkBytes: Readonly<Record<Direction, number>>
  /** How long the device's radio was connected. */
  readonly radioOnUs: number
}

export interface Recovery {
  readonly manner: Manner
  /** From the network's return, and from what broke it, until ready. */
  readonly readySinceBackUs: number
  readonly readySinceBrokeUs: number
  /** From the network's return. */
  readonly recoveredUs: number
  readonly partsUs: Readonly<Record<RecoveryPart, number>>
}

/** Why a message never came. */
export const LOSSES = ['unmanaged', 'session-gone', 'nobody-there'] as const
export type MessageLoss = (typeof LOSSES)[number]

export type MessageFate = 'once' | 'twice' | 'queued' | MessageLoss

export interface MessageRecord {
  readonly direction: Direction
  readonly fate: MessageFate
  /** From pressing send until the other side's client had it first. */
  readonly delayUs: number | undefined
  /** It has come, and took longer than the scenario calls in time. */
  readonly isLate: boolean
}

export interface LifeRecord {
  readonly episodes: readonly EpisodeRecord[]
  readonly messages: readonly MessageRecord[]
}

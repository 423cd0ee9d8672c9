/**
 * What one attempt looked like, in full: every packet, every piece of XML, every wait. Only
 * `trace` asks for it; trials that are counted fold their events and keep none.
 */
import type { Direction } from '../direction.ts'
import type { Layer, Milestone } from '../transport.ts'
import type { Instant } from '../units.ts'
import type { TrialOutcome } from './trial-record.ts'

export type TraceEvent =
  | PacketTrace
  /** XML that one end wrote (`said`) or read (`heard`). */
  | {
      readonly kind: 'said' | 'heard'
      readonly end: 'client' | 'server'
      readonly at: Instant
      readonly xml: string
    }
  /** A wait: where a script begins one, or where a layer below came to the end of one. */
  | { readonly kind: 'waited'; readonly layer: Layer; readonly at: Instant }
  /** A wait at its end: what Nagle's algorithm held back for an acknowledgement has come. */
  | { readonly kind: 'stalled'; readonly layer: Layer; readonly at: Instant }
  | { readonly kind: 'reached'; readonly milestone: Milestone; readonly at: Instant }
  | { readonly kind: 'finished'; readonly outcome: TrialOutcome; readonly at: Instant }

export interface PacketTrace {
  readonly kind: 'packet'
  readonly direction: Direction
  readonly sentAt: Instant
  readonly fate:
    | { readonly kind: 'arrived'; readonly at: Instant }
    | { readonly kind: 'dropped'; readonly reason: string }
    /** The attempt ended while it was on its way. */
    | { readonly kind: 'in-flight' }
  /** Octets on the link. */
  readonly bytes: number
  /** What it is, in a few words: `SYN`, `ACK`, `ClientHello`. */
  readonly summary: string
  readonly retransmission: boolean
}

/** What was run, under the names that results have for it. */
export interface Traced {
  readonly tool: { readonly name: string; readonly version: string }
  readonly strategy: string
  readonly profile: string
  readonly server: string
  readonly seed: string
  readonly trial: number
  readonly settings: Readonly<Record<string, unknown>>
  /** Lines for people: the settings, and the values that the profile resolved to. */
  readonly description: readonly string[]
}

export interface Trace extends Traced {
  /** In any order; ties keep theirs. */
  readonly events: readonly TraceEvent[]
}

/**
 * What crosses the link, and what an impairment may decide about it.
 *
 * The link knows a packet's size and nothing else: no ports, no flags, no meaning. Bodies are
 * structured, never encoded; only the capture writer turns them into octets.
 */
import type { Bytes, Instant } from '../units.ts'

export interface Packet<Body = unknown> {
  /** IP header, transport header and payload. */
  readonly size: Bytes
  readonly body: Body
}

/** In the impairment's own word, the same for ever: `loss`, `queue-full`, … */
export type DropReason = string

export type Verdict =
  | {
      readonly kind: 'deliver'
      readonly at: Instant
      /** The delay would have been negative and was set to zero. */
      readonly clamped?: true
    }
  | { readonly kind: 'drop'; readonly reason: DropReason }

/**
 * One impairment, in one direction of a link. Called once per packet, when the packet
 * enters the stage, with time that never runs backwards; the fate is decided then and there.
 * Two deliveries are a duplicate. `at` is never before `now`.
 */
export type Stage = (packet: Packet, now: Instant) => readonly Verdict[]

export type Direction = 'up' | 'down'

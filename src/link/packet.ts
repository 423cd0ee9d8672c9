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

/**
 * What becomes of a packet: a time is when it is delivered, never before `now`. Most are, and a
 * number costs nothing to say.
 */
export type Fate =
  | Instant
  /** Now, because the delay would have been negative and was set to zero. */
  | { readonly kind: 'clamped'; readonly at: Instant }
  | { readonly kind: 'dropped'; readonly reason: DropReason }
  /** Twice, both at once. */
  | { readonly kind: 'duplicated'; readonly at: Instant }

/**
 * One impairment, in one direction of a link. Called once per packet, when the packet
 * enters the stage, with time that never runs backwards; the fate is decided then and there.
 */
export type Stage = (packet: Packet, now: Instant) => Fate

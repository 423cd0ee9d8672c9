/**
 * What a storm is, as plain data: everything that decides its result. Who comes back, when, to what
 * kind of host, through what kind of cells.
 */
import type { QueueLimit } from '../link/queue.ts'
import type { Policy } from '../policy/policy.ts'
import type { RunSpec, StrategyChoice } from '../run/spec.ts'
import type { BitRate, Duration } from '../units.ts'

export interface StormSpec {
  /** Everything else that decides a trial: one profile, one server, no courses. */
  readonly run: RunSpec
  readonly clients: number
  /** In the order in which it was said; shares add up to 1. */
  readonly mix: readonly MixPart[]
  readonly occasion: Occasion
  readonly host: HostSettings
  readonly cells: CellSettings | undefined
  /** Counted from when everybody may come back; who is not back by then still waits. */
  readonly lasts: Duration
}

/** Clients that are alike. */
export interface MixPart {
  readonly strategy: StrategyChoice
  readonly policy: Policy
  readonly share: number
}

/** Why everybody comes back at once. */
export type Occasion =
  /** Each begins at some moment of that time, all moments equally likely. */
  | { readonly kind: 'within'; readonly within: Duration }
  /** All connections are closed, and new ones refused for as long; then the server is there again. */
  | { readonly kind: 'server-restart'; readonly lasts: Duration }
  /** Nothing passes for as long; then every device has a network, and another address. */
  | { readonly kind: 'cell-outage'; readonly lasts: Duration }

/** What a restart has done away with, or not. */
export type Kept = 'kept' | 'lost'

export type Limit = number | 'unlimited'

/** The server's machine, as far as clients can be too many for it. */
export interface HostSettings {
  /** Processors that work on logins, one login's work after the other. */
  readonly cores: Limit
  /** The accept queue: connections that the server has not taken from its listener. */
  readonly backlog: Limit
  /** Handshakes of TCP that are not done; unlimited: with SYN cookies. */
  readonly synBacklog: Limit
  /** Connections at a time; one more is reset. */
  readonly connections: Limit
  /** SYNs in a second, and as many at once; what is more is dropped. */
  readonly connectRate: Limit
  /** What the server keeps of passwords: keys of SCRAM, or passwords, which it hashes for each login. */
  readonly passwords: 'hashed' | 'plain'
  readonly sessions: Kept
  /** The keys of TLS tickets. */
  readonly tickets: Kept
}

/** Equal cells, each client in one of them. */
export interface CellSettings {
  readonly count: number
  readonly up: BitRate | undefined
  readonly down: BitRate | undefined
  readonly queue: QueueLimit
}

/** What a live connection is given, and what it tells. */

import type { Direction } from '../../direction.ts'
import type { Turn } from '../../stack/turns.ts'
import type { Failure, TransportEvent } from '../../transport.ts'
import type { Duration } from '../../units.ts'
import type { PathSettings } from '../path/tcp-ends.ts'
import type { SocketAddress } from '../sockets/socket-address.ts'
import type { FarAddresses } from './addresses.ts'
import type { Hurry } from './hurry.ts'
import type { LiveTlsSettings } from './tls.ts'

export interface LiveSettings extends PathSettings {
  readonly far: SocketAddress
  /** Where else it may be; undefined: nowhere. */
  readonly addresses?: FarAddresses | undefined
  readonly tls: LiveTlsSettings
  readonly think: Think
  readonly limits: LiveLimits
}

/** How long the server takes for an answer: as measured, or always the same. */
export type Think =
  | { readonly kind: 'measured' }
  | { readonly kind: 'fixed'; readonly time: Duration }

/** In real time, so that nothing ever hangs. */
export interface LiveLimits {
  /** For connecting, where there are not several addresses with times of their own, and for each answer. */
  readonly patience: Duration
  /** For what the server says unasked behind the last answer. */
  readonly settle: Duration
  /** For the server to close the connection after the last word. */
  readonly farewell: Duration
  /** Of the server, on one connection. */
  readonly octets: number
  /** Undefined: there never is one. */
  readonly hurry?: Hurry | undefined
}

export interface LivePeers {
  /** Told ahead of the time on the link, but for `connected` and for waits for DNS and TCP. */
  readonly toClient: (event: TransportEvent) => void
  /** The client hears, at this moment, what Nagle's algorithm has held back on the link. */
  readonly late: (turn: Turn) => void
  /** The connection has failed at this moment, whatever the client was told ahead of time. */
  readonly failed: (failure: Failure) => void
  /** What was due behind the last answer has been waited for in vain. */
  readonly unfulfilled?: () => void
  /** What the client hears or will hear in TLS, as soon as it is known. */
  readonly foresee?: ((octets: Uint8Array) => void) | undefined
  /** Whether something is still to come of what has been said, from when the connection keeps time. */
  readonly awaits?: () => boolean
  /** That has been waited for in vain. */
  readonly inVain?: () => void
  /** The server will say nothing more on this connection. */
  readonly silent?: () => void
  /** What crosses the link in a direction, in the order of its stream; some of it before it does. */
  readonly wrote?: (direction: Direction, octets: Uint8Array) => void
  /** A line of a TLS key log: whoever has it reads all that is said. */
  readonly revealed?: (line: string) => void
  /** What the client may remember for its next connection. */
  readonly remember?: ((remembered: LiveRemembered) => void) | undefined
}

export type LiveRemembered =
  | { readonly kind: 'session'; readonly session: Uint8Array }
  | { readonly kind: 'cookie'; readonly cookie: string; readonly mss: number }

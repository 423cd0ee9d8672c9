/** Whoever sits on top of a simulated connection. */
import type { Direction } from '../../direction.ts'
import type { TransportReport } from '../../stack/transport-stack.ts'
import type { Turn } from '../../stack/turns.ts'
import type { Piece } from '../../tls/piece.ts'
import type { TransportEvent } from '../../transport.ts'

export interface SimulatedPeers {
  readonly toClient: (event: TransportEvent) => void
  readonly toServer: (event: TransportEvent) => void
  /** The client hears what Nagle's algorithm has held back somewhere: it has come to this turn. */
  readonly late?: ((turn: Turn) => void) | undefined
  /** One connection has done its part, and the next one begins. */
  readonly again?: (() => void) | undefined
  /** Something that the client has sent from its new address has been acknowledged. */
  readonly moved?: (() => void) | undefined
  /** What the client may remember for its next connection. */
  readonly remember?: ((remembered: Remembered) => void) | undefined
  /** Every write to TCP of the end that sends in this direction, in order; as which flow on the link. */
  readonly wrote?:
    | ((direction: Direction, pieces: readonly Piece[], flow: number) => void)
    | undefined
}

/** A TLS ticket, or a Fast Open cookie with the server's segment size. */
export type Remembered = Extract<TransportReport, { readonly kind: 'ticket' | 'cookie' }>

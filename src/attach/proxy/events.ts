/** What is told of a proxied connection, as it happens. */
import type { Direction } from '../../direction.ts'
import type { Instant } from '../../units.ts'

export interface ProxiedEvents {
  /** TCP's handshake on the link is complete, as the client would know. */
  readonly connected: (at: Instant) => void
  /** The server's host has taken the connection, from this port of ours to that of its. */
  readonly reached: (ports: { readonly from: number; readonly to: number }) => void
  /** It has not, by Node's code of the error: ECONNREFUSED, … */
  readonly unreached: (code: string) => void
  /**
   * The client has said these octets (`up`), whether or not the server is ever told them; or they have come to
   * its host (`down`), whether or not it still listens, which nobody else can see.
   */
  readonly crossed: (direction: Direction, octets: Uint8Array, at: Instant) => void
  /** The client will say no more (`ended`), or its socket was broken off; the server may not know yet. */
  readonly clientGone: (at: Instant, how: 'ended' | 'broken') => void
  /** Both sockets are gone. */
  readonly over: () => void
}

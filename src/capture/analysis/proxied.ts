/** What is told of a connection that was read along as it passed. */
import type { Understood } from './understood.ts'

/** A server that could not be connected to. */
export interface Unreached {
  /** `HOST:PORT`. */
  readonly server: string
  /** Node's, of the error: ECONNREFUSED where nobody listens. */
  readonly code: string
}

/** As whoever reads along tells it, and when: milliseconds from its acceptance. */
export interface ProxiedReport extends Understood {
  /** In the order in which they came, from 1. */
  readonly number: number
  /** The place of its route, from 0. */
  readonly route: number
  /** Milliseconds from the first connection. */
  readonly beganMs: number
  /** Until TCP's handshake on the link was complete; undefined: never. */
  readonly connectedMs: number | undefined
  /** Until the client last heard an answer to something. */
  readonly answeredMs: number | undefined
  /** Until the client had closed its socket, or lost it. */
  readonly lastedMs: number | undefined
  /** Behind the link nobody took it; undefined: somebody did, or it was not tried. */
  readonly unreached: Unreached | undefined
}

/** What a server knows of a connection that whoever carries it does not. */
import type { AttemptCost } from './visit-episode.ts'

export interface Insight {
  readonly cost: () => AttemptCost
  /**
   * With so many of the server's octets its client has heard that it is ready, as far as it has asked for
   * something; undefined: it is not.
   */
  readonly readyAfter: () => number | undefined
  /** So many of them have come to the client. */
  readonly arrived: (octets: number) => void
  /** No more will come. */
  readonly over: () => void
}

/** The two ports of a TCP connection on one host. */
export interface Ports {
  /** Of whoever has connected. */
  readonly from: number
  readonly to: number
}

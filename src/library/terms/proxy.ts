/** What is handed to a proxy beside its words, and what it is while it runs. */
import type { ProxiedReport } from '../../capture/analysis/proxied.ts'
import type { Lateness } from '../../watch/lateness.ts'
import type { LikenedEpisode } from '../../watch/visit-episode.ts'

/** What one of these throws is an uncaught exception; what runs goes on. */
export interface ProxyOptions {
  /** Both sockets of a connection are gone: what it cost. */
  readonly onConnection: (connection: ProxiedReport) => void
  /** What the client did about something that had happened, when it was back or all is over. */
  readonly onEpisode?: ((episode: LikenedEpisode) => void) | undefined
  /** Something happens to the network, in words; milliseconds from the first connection. */
  readonly onHappening?: ((what: string, afterMs: number) => void) | undefined
  /** It has lasted as long as `lasts` says; it goes on until it is closed. */
  readonly onOver?: (() => void) | undefined
  /** Something that whoever runs the proxy should know. */
  readonly onRemark?: ((text: string) => void) | undefined
}

export interface ProxyServing {
  /** Where it listens, in the order in which the ports were named. */
  readonly ports: readonly number[]
  /** Milliseconds: of the path to the farthest server, and what of it was taken off the link. */
  readonly path: { readonly roundTripMs: number; readonly takenOffMs: number }
  /**
   * Does to the network what a line of JSON says, as in `{"do": "outage", "for": "30s"}`; it has
   * taken effect when this returns, and names what it did.
   *
   * @throws {InputError} when it is no such line.
   */
  readonly order: (line: string) => string
  /** How late packets and timers were so far. */
  readonly lateness: () => Lateness
  /** Breaks every connection off, each of which is still reported. */
  readonly close: () => Promise<void>
}

/** All connections of a server together: how many were alike, and in what. */
import type { ServedConnection } from './served-connection.ts'

export interface ServedSummary {
  /** Those that spoke XMPP. */
  readonly connections: number
  /** The others. */
  readonly noStream: number
  /** The most frequent first; of equals the one that was seen first. */
  readonly groups: readonly ServedGroup[]
  /** Connections beyond the groups that are told apart. */
  readonly others: number
}

/** Connections that were alike in all of this. */
export interface ServedGroup {
  readonly kind: ServedConnection['kind']
  readonly security: ServedConnection['negotiated']['security']
  readonly outcome: 'bound' | 'resumed' | 'gone' | 'failed'
  readonly waits: number
  /** Round trips that each could have saved. */
  readonly savable: number
  readonly connections: number
}

/** Strangers choose how many kinds of connections there are. */
const GROUPS_AT_MOST = 50

export class SummaryOfServed {
  #noStream = 0
  #connections = 0
  #others = 0
  readonly #groups = new Map<string, ServedGroup>()

  add({ kind, negotiated, outcome, waits, advice }: ServedConnection): void {
    if (outcome.kind === 'no-stream') {
      this.#noStream += 1
      return
    }
    this.#connections += 1
    const alike = {
      kind,
      security: negotiated.security,
      outcome: outcome.kind === 'ready' ? outcome.way : outcome.kind,
      waits: waits.total,
      savable: advice.reduce((sum, { roundTrips }) => sum + roundTrips, 0),
    }
    const key = Object.values(alike).join()
    const known = this.#groups.get(key)
    if (known === undefined && this.#groups.size === GROUPS_AT_MOST) this.#others += 1
    else this.#groups.set(key, { ...alike, connections: (known?.connections ?? 0) + 1 })
  }

  toSummary(): ServedSummary {
    return {
      connections: this.#connections,
      noStream: this.#noStream,
      groups: [...this.#groups.values()].sort((one, two) => two.connections - one.connections),
      others: this.#others,
    }
  }
}

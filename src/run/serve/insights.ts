/**
 * What the server knows of each connection, for the link that carries it: found by the ports of the
 * connection between the two, which are on one host.
 *
 * Of many that nobody has asked for the oldest are forgotten.
 */
import { keepLatest } from '../../oldest-out.ts'
import type { ConnectionWatch } from '../../watch/connection-watch.ts'
import type { Insight, Ports } from '../../watch/insight.ts'
import type { MessageTally } from '../../watch/message-tally.ts'
import { servedAttempt } from '../../watch/visit-episode.ts'

const KEPT_AT_MOST = 2_048

export class Insights {
  readonly #tally: MessageTally | undefined
  readonly #byPorts = new Map<string, Insight>()

  constructor(tally: MessageTally | undefined) {
    this.#tally = tally
  }

  came(ports: Ports, watch: ConnectionWatch): Insight {
    const insight = insightInto(watch, this.#tally)
    const name = nameOf(ports)
    // A port that is used again is another connection's.
    this.#byPorts.delete(name)
    this.#byPorts.set(name, insight)
    keepLatest(this.#byPorts, KEPT_AT_MOST)
    return insight
  }

  into(ports: Ports): Insight | undefined {
    return this.#byPorts.get(nameOf(ports))
  }
}

const nameOf = ({ from, to }: Ports): string => `${from} ${to}`

const insightInto = (watch: ConnectionWatch, tally: MessageTally | undefined): Insight => ({
  cost: () => {
    const report = watch.report()
    return { waits: report.waits.total, served: servedAttempt(report) }
  },
  readyAfter: () => watch.untilReady?.down,
  arrived: (octets) => {
    for (const message of watch.comeBy(octets)) tally?.came(message, watch)
  },
  over: () => {
    // Of a client with stream management the server knows better.
    if (watch.isManaged) return
    for (const message of watch.left()) tally?.dropped(message, watch.address)
  },
})

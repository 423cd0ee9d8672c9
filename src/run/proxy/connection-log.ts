/** What is noted of a proxied connection, from its acceptance to the end of both its sockets. */

import type { ProxiedEvents } from '../../attach/proxy/events.ts'
import type { BoshSessions } from '../../capture/analysis/bosh-sessions.ts'
import type { ProxiedReport, Unreached } from '../../capture/analysis/proxied.ts'
import { ReadAlong } from '../../capture/analysis/read-along.ts'
import { KeyLog } from '../../capture/tls/key-log.ts'
import type { Direction } from '../../direction.ts'
import { between, type Instant, toMilliseconds } from '../../units.ts'
import type { Insight, Ports } from '../../watch/insight.ts'
import type { Past } from '../../watch/past.ts'
import type { Premises } from '../../watch/premises.ts'
import type { AttemptCost } from '../../watch/visit-episode.ts'
import type { Leaving, Visits } from '../../watch/visits.ts'

export interface ConnectionLogOptions {
  readonly number: number
  readonly route: number
  /** Behind it, as people write it. */
  readonly server: string
  readonly beganAt: Instant
  /** Of the first connection. */
  readonly origin: Instant
  readonly past: Past
  readonly sessions: BoshSessions
  readonly visits: Visits
  /** What the server knows of it, where that is one of ours. */
  readonly insight: ((ports: Ports) => Insight | undefined) | undefined
  readonly told: (report: ProxiedReport) => void
}

/** Of a server that is not known: nothing to advise by. */
const NO_KEYS = new KeyLog()
const PREMISES: Premises = {
  directPort: undefined,
  tickets: 'resume',
  sasl2: 'unknown',
  certificateOctets: 0,
}

export class ConnectionLog implements ProxiedEvents {
  readonly #options: ConnectionLogOptions
  readonly #streams: ReadAlong
  #connectedAt: Instant | undefined
  #answeredAt: Instant | undefined
  #goneAt: Instant | undefined
  #lastAt: Instant
  #isAsking = false
  #ports: Ports | undefined
  #unreached: Unreached | undefined
  #insight: Insight | undefined
  /** Octets that have come down, and those after which the client was last known to be ready. */
  #down = 0
  #readyAfter = 0

  constructor(options: ConnectionLogOptions) {
    const { number, beganAt, past, sessions, visits } = options
    this.#options = options
    this.#lastAt = beganAt
    const watched = { number, past, sessions, premises: PREMISES, isXmpp: false }
    this.#streams = new ReadAlong({ ...watched, keyLog: NO_KEYS })
    visits.came(number, beganAt, () => this.#cost())
  }

  connected(at: Instant): void {
    this.#connectedAt = at
    this.#lastAt = at
    this.#streams.waitedForTcp()
    this.#options.visits.connected(this.#options.number)
  }

  reached(ports: Ports): void {
    this.#ports = ports
  }

  unreached(code: string): void {
    this.#unreached = { server: this.#options.server, code }
  }

  crossed(direction: Direction, octets: Uint8Array, at: Instant): void {
    const { visits, number } = this.#options
    this.#lastAt = at
    this.#streams.heard(direction, octets, at)
    if (direction === 'up') {
      this.#isAsking = true
      visits.said(number, at)
      return
    }
    if (this.#isAsking) this.#answeredAt = at
    this.#isAsking = false
    visits.heard(number, at)
    this.#down += octets.length
    this.#tellOfArrival(at)
  }

  clientGone(at: Instant, how: Leaving): void {
    this.#goneAt = at
    this.#options.visits.went(this.#options.number, at, how)
  }

  over(): void {
    const { number, route, beganAt, origin, told } = this.#options
    this.#streams.end(this.#lastAt)
    this.#insight?.over()
    const since = (at: Instant | undefined): number | undefined =>
      at && toMilliseconds(between(beganAt, at))
    told({
      number,
      route,
      beganMs: toMilliseconds(between(origin, beganAt)),
      connectedMs: since(this.#connectedAt),
      answeredMs: since(this.#answeredAt),
      lastedMs: since(this.#goneAt),
      unreached: this.#unreached,
      ...this.#streams.understood(),
    })
  }

  #tellOfArrival(at: Instant): void {
    // Whoever has said that no more comes reads no more either, though its socket may be half-open.
    if (this.#goneAt !== undefined) return
    const { insight, visits, number } = this.#options
    if (this.#ports !== undefined) this.#insight ??= insight?.(this.#ports)
    this.#insight?.arrived(this.#down)
    const after = this.#insight?.readyAfter() ?? 0
    if (after === this.#readyAfter || this.#down < after) return
    this.#readyAfter = after
    visits.ready(number, at)
  }

  #cost(): AttemptCost {
    const { waits } = this.#streams.understood()
    return this.#insight?.cost() ?? { waits: waits.total, served: undefined }
  }
}

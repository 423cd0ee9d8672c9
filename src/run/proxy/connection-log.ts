/** What is noted of a proxied connection, from its acceptance to the end of both its sockets. */
import type { ProxiedEvents } from '../../attach/proxy/connection.ts'
import { ReadAlong, type Understood } from '../../capture/analysis/read-along.ts'
import { KeyLog } from '../../capture/tls/key-log.ts'
import type { Direction } from '../../link/packet.ts'
import { between, type Instant, toMilliseconds } from '../../units.ts'
import type { Past } from '../../watch/past.ts'
import type { Visits } from './visits.ts'

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
}

export interface ConnectionLogOptions {
  readonly number: number
  readonly route: number
  readonly beganAt: Instant
  /** Of the first connection. */
  readonly origin: Instant
  readonly past: Past
  readonly visits: Visits
  readonly told: (report: ProxiedReport) => void
}

/** Of a server that is not known: nothing to advise by. */
const NO_KEYS = new KeyLog()
const PREMISES = { directPort: undefined, tickets: 'resume', certificateOctets: 0 } as const

export class ConnectionLog implements ProxiedEvents {
  readonly #options: ConnectionLogOptions
  readonly #streams: ReadAlong
  #connectedAt: Instant | undefined
  #answeredAt: Instant | undefined
  #goneAt: Instant | undefined
  #lastAt: Instant
  #isAsking = false

  constructor(options: ConnectionLogOptions) {
    const { number, beganAt, past, visits } = options
    this.#options = options
    this.#lastAt = beganAt
    const watched = { number, past, premises: PREMISES, isXmpp: false }
    this.#streams = new ReadAlong({ ...watched, keyLog: NO_KEYS })
    visits.came(number, beganAt)
  }

  connected(at: Instant): void {
    this.#connectedAt = at
    this.#lastAt = at
    this.#streams.waitedForTcp()
    this.#options.visits.connected(this.#options.number)
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
  }

  clientGone(at: Instant): void {
    this.#goneAt = at
    this.#options.visits.went(this.#options.number, at)
  }

  over(): void {
    const { number, route, beganAt, origin, told } = this.#options
    this.#streams.end(this.#lastAt)
    const since = (at: Instant | undefined): number | undefined =>
      at && toMilliseconds(between(beganAt, at))
    told({
      number,
      route,
      beganMs: toMilliseconds(between(origin, beganAt)),
      connectedMs: since(this.#connectedAt),
      answeredMs: since(this.#answeredAt),
      lastedMs: since(this.#goneAt),
      ...this.#streams.understood(),
    })
  }
}

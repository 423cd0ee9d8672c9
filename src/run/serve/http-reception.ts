/**
 * A connection of HTTP to the embedded server's connection manager. What is reported of is a session,
 * whichever connections it has used: the watch of the connection that it began on watches it to its
 * end. A connection on which none began is reported of by itself, unless it was for one of another's.
 *
 * A connection whose client has no session that is ready has to go in time, as without HTTP: the session
 * is kept to that by its own engine, but a request that never ends is for none.
 */
import type { Application } from '../../attach/listening/connection.ts'
import type { ConnectionManager } from '../../bosh/manager.ts'
import { BoshServer } from '../../bosh/server.ts'
import type { BoshApplication, BoshSession } from '../../bosh/session.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import { type Instant, soonest } from '../../units.ts'
import type { ConnectionWatch } from '../../watch/connection-watch.ts'
import { Unclaimed } from '../../watch/unclaimed.ts'

/** Who watches a session. */
export type SessionWatches = WeakMap<BoshSession, ConnectionWatch>

export interface HttpReceptionOptions {
  readonly manager: ConnectionManager
  /** Of this connection, and of a session that begins on it. */
  readonly watch: ConnectionWatch
  readonly watches: SessionWatches
  readonly open: () => BoshApplication
  /** When a connection whose client is not ready has to go. */
  readonly patience: Instant
  /** The session, or the connection without any, is over. */
  readonly served: () => void
}

export class HttpReception {
  /** What a listener is given. */
  readonly application: Application
  readonly #options: HttpReceptionOptions
  readonly #server: BoshServer
  #hasBegun = false
  /** `ending`: behind what there is to say. */
  #state: 'serving' | 'ending' | 'ended' = 'serving'
  readonly #unclaimed = new Unclaimed()

  constructor(options: HttpReceptionOptions) {
    this.#options = options
    this.#server = new BoshServer({
      manager: options.manager,
      mode: 'arranged',
      open: () => this.#open(),
    })
    const server = this.#server
    this.application = {
      engine: {
        handle: (event, now) => this.#handle(event, now),
        poll: () => this.#poll(),
        deadline: () => this.#deadline(),
        wake: (now) => this.#wake(now),
        attention: (ask) => server.attention(ask),
      },
      busy: () => server.busy,
      ready: () => this.#ready,
      crossed: (direction, octets) => {
        this.#unclaimed.add(direction, octets)
        this.#claim()
      },
      closed: () => this.#closed(),
    }
  }

  #closed(): void {
    const { watch, served } = this.#options
    if (this.#hasBegun || this.#server.session !== undefined) return
    this.#unclaimed.claim(watch)
    served()
  }

  get #ready(): boolean {
    return this.#watch?.ready === true
  }

  /** Of the session that this connection is used for. */
  get #watch(): ConnectionWatch | undefined {
    const { session } = this.#server
    if (session === undefined) return undefined
    return this.#options.watches.get(session)
  }

  #handle(event: TransportEvent, now: Instant): void {
    const { watch, watches } = this.#options
    // That the connection is gone is told in any case: its session has to know.
    if (this.#state !== 'serving' && event.kind !== 'closed') return
    if (event.kind === 'waited' && !this.#hasBegun) watch.heard(event, now)
    this.#server.handle(event, now)
    const { session } = this.#server
    if (session !== undefined && this.#hasBegun && !watches.has(session)) {
      watches.set(session, watch)
    }
    this.#claim()
  }

  #poll(): TransportCommand | undefined {
    if (this.#state === 'ended') return undefined
    const command = this.#server.poll()
    if (command !== undefined || this.#state === 'serving') return command
    this.#state = 'ended'
    return { kind: 'close' }
  }

  #deadline(): Instant | undefined {
    if (this.#state !== 'serving') return undefined
    const own = this.#server.deadline()
    return this.#ready ? own : soonest(own, this.#options.patience)
  }

  #wake(now: Instant): void {
    // A session whose time is over as well says so first.
    this.#server.wake(now)
    if (!this.#ready && now >= this.#options.patience) this.#state = 'ending'
  }

  #open(): BoshApplication {
    const { open, served } = this.#options
    const application = open()
    this.#hasBegun = true
    return {
      handle: (event, now) => {
        application.handle(event, now)
        if (event.kind === 'closed') served()
      },
      poll: () => application.poll(),
      deadline: () => application.deadline(),
      wake: (now) => application.wake(now),
      attention: (ask) => application.attention?.(ask),
      get busy() {
        return application.busy
      },
      get trusted() {
        return application.trusted
      },
    }
  }

  #claim(): void {
    this.#unclaimed.claim(this.#watch)
  }
}

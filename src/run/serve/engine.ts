/**
 * The server's end of one real connection: its engine, watched, kept to a time in which a client
 * has to become ready, and fenced in, so that a mistake of ours that a client provokes ends this
 * connection and no other.
 */
import type { Engine } from '../../engine.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import { type Instant, soonest } from '../../units.ts'
import type { ConnectionWatch } from '../../watch/connection-watch.ts'
import type { ServerConnection } from '../../xmpp/server/connection.ts'

export interface ServedEngineOptions {
  readonly connection: ServerConnection
  readonly watch: ConnectionWatch
  /** When a client that is not ready has to go. */
  readonly patience: Instant
  /** The engine has thrown; the connection is closed. */
  readonly fault: (error: unknown) => void
}

export class ServedEngine implements Engine<TransportEvent, TransportCommand> {
  readonly #options: ServedEngineOptions
  #leaves = true
  #state: 'serving' | 'ending' | 'ended' = 'serving'

  constructor(options: ServedEngineOptions) {
    this.#options = options
  }

  get busy(): boolean {
    return this.#state === 'serving' && this.#options.connection.busy
  }

  get trusted(): boolean {
    return this.#options.connection.trusted
  }

  handle(event: TransportEvent, now: Instant): void {
    const { connection, watch } = this.#options
    // That the connection is gone is told in any case: its session has to know.
    if (this.#state !== 'serving' && event.kind !== 'closed') return
    this.#fenced(() => {
      watch.heard(event, now)
      connection.handle(event, now)
    })
  }

  /** What is said from now on does not leave, and is no answer; what a session is told, it is told in vain. */
  ended(): void {
    this.#leaves = false
  }

  poll(): TransportCommand | undefined {
    const command = this.#state === 'serving' ? this.#fenced(() => this.#next()) : undefined
    if (this.#state !== 'ending') return command
    this.#state = 'ended'
    return { kind: 'close' }
  }

  deadline(): Instant | undefined {
    if (this.#state !== 'serving') return undefined
    const { connection, patience, watch } = this.#options
    const own = connection.deadline()
    return watch.ready ? own : soonest(own, patience)
  }

  wake(now: Instant): void {
    const { connection, watch, patience } = this.#options
    if (this.#state !== 'serving') return
    if (!watch.ready && now >= patience) {
      this.#state = 'ending'
      return
    }
    this.#fenced(() => connection.wake(now))
  }

  attention(ask: () => void): void {
    this.#options.connection.attention(ask)
  }

  #next(): TransportCommand | undefined {
    const { connection, watch } = this.#options
    const command = connection.poll()
    if (command !== undefined && (this.#leaves || watch.ready)) watch.said(command)
    return command
  }

  #fenced<Result>(action: () => Result): Result | undefined {
    try {
      return action()
    } catch (error) {
      this.#state = 'ending'
      this.#options.fault(error)
      return undefined
    }
  }
}

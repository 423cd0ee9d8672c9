/**
 * The server's end of the link: the real socket there, and when in virtual time the server has
 * said what is read from it: at the delivery that came before, plus the think time.
 */
import type { Clock } from '../../clock/clock.ts'
import type { TcpCommand } from '../../stack/tcp-stack.ts'
import type { Failure } from '../../transport.ts'
import { between, type Instant, later, plus } from '../../units.ts'
import type { LiveSettings } from './settings.ts'
import { FarSocket } from './socket.ts'

export interface FarEndEvents {
  readonly connected: () => void
  readonly refused: (failure: Failure) => void
  /** The server has said something, or will say nothing more: known ahead of virtual time. */
  readonly heard: (octets: Uint8Array) => void
  readonly heardEnd: (failure: Failure | undefined) => void
  /** In virtual time it does so now, at its end of the link. */
  readonly does: (command: TcpCommand) => void
}

export interface Clocks {
  readonly virtual: Clock
  readonly real: Clock
}

export class FarEnd {
  readonly #think: LiveSettings['think']
  readonly #clocks: Clocks
  readonly #events: FarEndEvents
  readonly #socket: FarSocket
  readonly #hasChoice: boolean
  #connecting = true
  #lastDelivery: { readonly at: Instant; readonly real: Instant } | undefined
  #lastDone: Instant
  /** The server's last write as it will enter the link, until it has. */
  #lastWrite: { length: number } | undefined

  /** Connects at once. */
  constructor(
    { far, addresses, limits, think }: Pick<LiveSettings, 'far' | 'addresses' | 'limits' | 'think'>,
    clocks: Clocks,
    events: FarEndEvents,
  ) {
    this.#think = think
    this.#hasChoice = addresses !== undefined
    this.#clocks = clocks
    this.#events = events
    this.#lastDone = clocks.virtual.now()
    this.#socket = new FarSocket({ at: far, addresses }, limits.octets, clocks.real, {
      connected: () => {
        this.#connecting = false
        events.connected()
      },
      arrived: (octets, at) => this.#said(octets, at),
      ended: (failure, at) => this.#ended(failure, at),
    })
  }

  get connecting(): boolean {
    return this.#connecting
  }

  /** One of several addresses is being found that takes the connection. */
  get choosing(): boolean {
    return this.#connecting && this.#hasChoice
  }

  get over(): boolean {
    return this.#socket.over
  }

  /** The link has delivered these octets. */
  deliver(octets: Uint8Array): void {
    this.#lastDelivery = { at: this.#clocks.virtual.now(), real: this.#socket.write(octets) }
  }

  /** The link has delivered the end of the client's stream. */
  end(): void {
    this.#socket.end()
  }

  drop(): void {
    this.#connecting = false
    this.#socket.drop()
  }

  #said(octets: Uint8Array, at: Instant): void {
    const write = { length: octets.length }
    if (this.#think.kind === 'measured' || !this.#joined(octets.length)) {
      this.#lastWrite = write
      this.#inVirtualTime(at, () => {
        this.#events.does({ kind: 'write', length: write.length })
        write.length = 0
      })
    }
    this.#events.heard(octets)
  }

  /**
   * With a fixed think time an answer is one write, in however many pieces the machine has read
   * it: the same bytes then make the same packets.
   */
  #joined(octets: number): boolean {
    const write = this.#lastWrite
    if (write === undefined || write.length === 0) return false
    write.length += octets
    return true
  }

  #ended(failure: Failure | undefined, at: Instant): void {
    if (this.#connecting) {
      this.#connecting = false
      this.#events.refused(failure ?? CLOSED_AT_ONCE)
      return
    }
    const command: TcpCommand = { kind: failure === undefined ? 'close' : 'abort' }
    this.#inVirtualTime(at, () => this.#events.does(command))
    this.#events.heardEnd(failure)
  }

  /** Does in virtual time what happened at this moment of real time. */
  #inVirtualTime(real: Instant, task: () => void): void {
    const { virtual } = this.#clocks
    const last = this.#lastDelivery
    const now = virtual.now()
    const answer =
      last === undefined
        ? now
        : plus(last.at, this.#think.kind === 'fixed' ? this.#think.time : between(last.real, real))
    this.#lastDone = later(later(now, answer), this.#lastDone)
    virtual.at(this.#lastDone, task)
  }
}

const CLOSED_AT_ONCE: Failure = {
  code: 'connection-closed',
  detail: 'expected a connection to the server, found it closed',
}

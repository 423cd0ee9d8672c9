/**
 * The live attachment: the client on the simulated link, in virtual time, and a real server
 * behind the link's far end.
 *
 * When the link delivers octets at the far end they are written to a real socket. Virtual time
 * then stands still until the answer is complete, and the answer enters the link at the moment
 * of delivery plus the think time that was measured, piece by piece as it came.
 *
 * When an answer is complete is not guessed: the client, its real TLS included, is told of every
 * piece at once, ahead of the time on the link, and its reactions are held back until the link
 * has delivered what caused them (`live-foresight.ts`). An answer is complete when the client
 * has got on. Exact therefore are round trips, octets and what depends on them. Not exact:
 *
 * - The think time has in it what the machine was busy with, and the real path to the server,
 *   which should be short. Of a server with Nagle's algorithm on, the pause that its real kernel
 *   makes counts as thinking.
 * - When a flight arrives in parts, answers to an early part count as answers to the last one.
 * - What the server says unasked behind the last answer counts if it comes within a settle time;
 *   behind an earlier one it enters the link with the next answer at the latest.
 * - In the clear, a reaction belongs to the last octet of what was read at once.
 *
 * Left out: the far end's real TCP, which is a connection on a fast path and is not looked at.
 */
import type { Clock } from '../../clock/clock.ts'
import type { Link } from '../../link/link.ts'
import type { Direction } from '../../link/packet.ts'
import type { Random } from '../../random.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import { tcpFailure } from '../../stack/tcp-failure.ts'
import type { TcpFailure } from '../../tcp/segment.ts'
import type { Failure, TransportCommand } from '../../transport.ts'
import { between, type Instant, later, plus } from '../../units.ts'
import { LivePath } from '../path/path.ts'
import { Ahead } from './ahead.ts'
import type { Weight } from './foresight.ts'
import type { LiveCounters, LivePeers, LiveSettings } from './settings.ts'
import { FarSocket } from './socket.ts'
import { Upstream } from './upstream.ts'

/** `moored`: on the link. `adrift`: the link is done with, the real connection goes on. */
type State = 'moored' | 'adrift' | 'over'

export class LiveConnection {
  readonly #settings: LiveSettings
  readonly #clock: Clock
  readonly #real: Clock
  readonly #peers: LivePeers
  readonly #path: LivePath
  readonly #ahead: Ahead
  readonly #upstream = new Upstream()
  #state: State = 'moored'
  #far: FarSocket | undefined
  #connecting = false
  #connected = false
  #settling = false
  #lastDelivery: { readonly at: Instant; readonly real: Instant } | undefined
  #lastArrival: Instant
  /** The server's last write as it will enter the link, until it has. */
  #lastWrite: { octets: number } | undefined
  #wake: (() => void) | undefined

  constructor(
    settings: LiveSettings,
    clocks: { readonly virtual: Clock; readonly real: Clock },
    link: Link<LinkBody>,
    random: Random,
    peers: LivePeers,
  ) {
    this.#settings = settings
    this.#clock = clocks.virtual
    this.#real = clocks.real
    this.#peers = peers
    this.#lastArrival = clocks.virtual.now()
    this.#ahead = new Ahead(settings.tls, clocks.real, {
      toClient: peers.toClient,
      said: (octets) => this.#send(octets),
      remember: peers.remember,
      dry: () => this.#notify(),
    })
    this.#path = new LivePath(settings, { clock: clocks.virtual, link }, random, {
      waited: (layer) => peers.toClient({ kind: 'waited', layer }),
      connected: () => {
        this.#connected = true
        peers.toClient({ kind: 'connected' })
      },
      arrivedUp: (position) => this.#writeToServer(position),
      arrivedDown: (position) => this.#ahead.reach(position),
      endedUp: () => this.#far?.end(),
      endedDown: () => this.#ahead.reachEnd(),
      failed: (failure) => this.#pathFailed(failure),
      cookie: (cookie, mss) => peers.remember?.({ kind: 'cookie', cookie, mss }),
    })
  }

  clientCommand(command: TransportCommand): void {
    switch (command.kind) {
      case 'connect':
        this.#connect()
        return
      case 'secure':
        this.#ahead.secure()
        return
      case 'send':
        this.#ahead.send(command.bytes)
        return
      case 'close':
        this.when('remark', () => this.#path.close('up'))
    }
  }

  /** Runs the task when the client has received, on the link, all that it was told of so far. */
  when(weight: Weight, task: () => void): void {
    this.#ahead.when(weight, task)
  }

  /** The client is through: only what the server says unasked is still waited for. */
  settle(): void {
    this.#settling = true
    this.#real.at(plus(this.#real.now(), this.#settings.limits.settle), () => {
      this.#settling = false
      this.#notify()
    })
  }

  /** Real time passes while virtual time stands still. Returns when virtual time may go on. */
  async stand(): Promise<void> {
    if (!this.#mustStand()) return
    const patience = plus(this.#real.now(), this.#settings.limits.patience)
    const cancel = this.#real.at(patience, () => this.#losePatience())
    while (this.#mustStand()) await this.#news()
    cancel()
  }

  counters(direction: Direction): LiveCounters {
    return this.#path.counters(direction)
  }

  /** The connection is gone, and the server is told nothing. */
  drop(): void {
    this.#state = 'over'
    this.#path.stop()
    this.#ahead.stop()
    this.#far?.drop()
    this.#notify()
  }

  /**
   * Says a last word past the link and waits, for a short while of real time, until the server
   * has closed the connection.
   */
  async leave(lastWord: Uint8Array): Promise<void> {
    const far = this.#far
    if (this.#state !== 'moored' || far === undefined || far.over) {
      this.drop()
      return
    }
    const until = plus(this.#real.now(), this.#settings.limits.farewell)
    const cancel = this.#real.at(until, () => this.drop())
    this.#path.stop()
    this.#state = 'adrift'
    this.#ahead.reachEnd()
    this.#writeToServer(this.#upstream.written)
    this.clientCommand({ kind: 'send', bytes: lastWord })
    while (this.#state === 'adrift' && this.#ahead.working) await this.#news()
    far.end()
    while (this.#state === 'adrift' && !this.#ahead.ended) await this.#news()
    cancel()
    this.drop()
  }

  /** Whether there is something that can only be waited for in real time. */
  #mustStand(): boolean {
    if (this.#state === 'over') return false
    if (this.#connecting || this.#ahead.working || this.#settling) return true
    // All that the client said has arrived, and it has not got on: the server's turn.
    return (
      this.#connected && !this.#ahead.ended && this.#upstream.delivered && !this.#ahead.progress
    )
  }

  #losePatience(): void {
    const detail = 'expected an answer that leads on, found none in the time given to the server'
    this.#fail({ code: 'timeout', detail })
  }

  #fail(failure: Failure): void {
    if (this.#state !== 'moored') return
    this.drop()
    this.#peers.failed(failure)
  }

  #pathFailed(failure: TcpFailure | 'unresolved'): void {
    // The server's own reset has come through; the client has been told already.
    if (failure === 'reset' && this.#ahead.ended) this.#ahead.reachEnd()
    else if (failure === 'unresolved') this.#fail(UNRESOLVED)
    else this.#fail(tcpFailure(failure))
  }

  #connect(): void {
    this.#connecting = true
    this.#far = new FarSocket(this.#settings.far, this.#settings.limits.octets, this.#real, {
      connected: () => {
        this.#connecting = false
        this.#path.open()
        this.#notify()
      },
      arrived: (octets, at) => this.#answered(octets, at),
      ended: (failure, at) => this.#endedByServer(failure, at),
    })
  }

  #send(octets: Uint8Array): void {
    if (this.#state === 'over') return
    this.#upstream.add(octets)
    if (this.#state === 'adrift') this.#writeToServer(this.#upstream.written)
    else this.#path.write('up', octets.length)
  }

  #writeToServer(upTo: number): void {
    const octets = this.#upstream.take(upTo)
    if (octets.length === 0 || this.#far === undefined) return
    this.#lastDelivery = { at: this.#clock.now(), real: this.#far.write(octets) }
  }

  #answered(octets: Uint8Array, at: Instant): void {
    const write = { octets: octets.length }
    if (this.#settings.think.kind === 'measured' || !this.#joined(octets.length)) {
      this.#lastWrite = write
      this.#atFarEnd(at, () => {
        this.#path.write('down', write.octets)
        write.octets = 0
      })
    }
    this.#ahead.hear(octets)
  }

  /**
   * With a fixed think time an answer is one write, in however many pieces the machine has read
   * it: the same bytes then make the same packets.
   */
  #joined(octets: number): boolean {
    const write = this.#lastWrite
    if (write === undefined || write.octets === 0) return false
    write.octets += octets
    return true
  }

  #endedByServer(failure: Failure | undefined, at: Instant): void {
    if (this.#connecting) {
      this.#connecting = false
      this.#fail(failure ?? CLOSED_AT_ONCE)
      return
    }
    this.#atFarEnd(at, () => {
      if (failure === undefined) this.#path.close('down')
      else this.#path.resetByServer()
    })
    this.#ahead.hearEnd(failure)
  }

  /** Does at the far end, in virtual time, what happened there at this moment of real time. */
  #atFarEnd(real: Instant, task: () => void): void {
    if (this.#state !== 'moored') return
    const { think } = this.#settings
    const last = this.#lastDelivery
    const now = this.#clock.now()
    const answer =
      last === undefined
        ? now
        : plus(last.at, think.kind === 'fixed' ? think.time : between(last.real, real))
    this.#lastArrival = later(later(now, answer), this.#lastArrival)
    this.#clock.at(this.#lastArrival, task)
  }

  /** Until something has happened that may change what is waited for. */
  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #notify(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }
}

const UNRESOLVED: Failure = {
  code: 'dns-failure',
  detail: 'expected an answer to a DNS query, found none',
}
const CLOSED_AT_ONCE: Failure = {
  code: 'connection-closed',
  detail: 'expected a connection to the server, found it closed',
}

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
 * has delivered what caused them (`foresight.ts`). An answer is complete when the client
 * has got on. Exact therefore are round trips, octets and what depends on them. Not exact:
 *
 * - The think time has in it what the machine was busy with, and the real path to the server,
 *   which should be short. Of a server with Nagle's algorithm on, the pause that its real kernel
 *   makes counts as thinking.
 * - When a flight arrives in parts, answers to an early part count as answers to the last one.
 * - What the server says unasked behind the last answer counts if it comes within a settle time, or
 *   is known to be due; behind an earlier one it enters the link with the next answer at the latest.
 * - In the clear, a reaction belongs to the last octet of what was read at once.
 *
 * Left out: the far end's real TCP, which is a connection on a fast path and is not looked at.
 */
import type { Link } from '../../link/link.ts'
import type { Random } from '../../random.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Traffic } from '../../stack/stack.ts'
import type { TcpCommand, TcpReport } from '../../stack/tcp-stack.ts'
import type { Failure, TransportCommand, TransportEvent } from '../../transport.ts'
import { plus } from '../../units.ts'
import { type Cut, type Joined, Leg } from '../path/leg.ts'
import { tcpEnds } from '../path/tcp-ends.ts'
import { Ahead } from './ahead.ts'
import { type Clocks, FarEnd } from './far-end.ts'
import type { Weight } from './foresight.ts'
import type { LivePeers, LiveSettings } from './settings.ts'
import { Standstill } from './standstill.ts'
import { Upstream } from './upstream.ts'

/**
 * `moored`: on the link. `abandoned`: on the link, and the client hears nothing any more. `adrift`:
 * the link is done with, the real connection goes on.
 */
type State = 'moored' | 'abandoned' | 'adrift' | 'over'

type TcpEnd = Joined<TcpCommand, TcpReport>

export class LiveConnection {
  readonly #settings: LiveSettings
  readonly #clocks: Clocks
  readonly #peers: LivePeers
  readonly #leg: Leg
  readonly #client: TcpEnd
  readonly #server: TcpEnd
  readonly #ahead: Ahead
  readonly #upstream = new Upstream()
  readonly #standstill = new Standstill()
  #state: State = 'moored'
  #far: FarEnd | undefined
  #connected = false
  /** The server's end of the link has heard of it. */
  #met = false
  #settling = false
  /** Something that the server says unasked is known to come. */
  #due = false
  /** Who sits on it is told everything in time, and says by itself what is still to come. */
  #inTime = false

  /** `random`: of the timers at both ends of the link, as in the simulated attachment. */
  constructor(
    settings: LiveSettings,
    clocks: Clocks,
    link: Link<LinkBody>,
    random: Random,
    peers: LivePeers,
  ) {
    this.#settings = settings
    this.#clocks = clocks
    this.#peers = peers
    this.#ahead = new Ahead(settings.tls, clocks.real, {
      toClient: peers.toClient,
      said: (octets) => this.#send(octets),
      remember: peers.remember,
      foresee: peers.foresee,
      dry: () => this.#standstill.notify(),
    })
    this.#leg = new Leg({ link, clock: clocks.virtual, random, ...settings })
    const { client, server } = tcpEnds(settings, random)
    this.#client = this.#leg.joinClient(client, (report) => this.#fromClient(report))
    this.#server = this.#leg.joinServer(server, (report) => this.#fromServer(report))
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
        this.when('remark', () => this.#client.handle({ kind: 'close' }))
    }
  }

  /** Runs the task when the client has received, on the link, all that it was told of so far. */
  when(weight: Weight, task: () => void): void {
    this.#ahead.when(weight, task)
  }

  /**
   * The client is through: only what the server says unasked is still waited for, for a settle time,
   * and until `fulfilled` where something is `due`.
   */
  settle(unasked: 'due' | 'not-known'): void {
    const { real } = this.#clocks
    this.#settling = true
    this.#due = unasked === 'due'
    real.at(plus(real.now(), this.#settings.limits.settle), () => {
      this.#settling = false
      this.#standstill.notify()
    })
  }

  /** From now on the client lives in the time of the link. */
  keepTime(): void {
    this.#inTime = true
    this.#ahead.keepTime()
  }

  /** Something that was awaited has come. */
  look(): void {
    this.#standstill.notify()
  }

  /** What was due has come. */
  fulfilled(): void {
    this.#due = false
    this.#standstill.notify()
  }

  /** Real time passes while virtual time stands still. Returns when virtual time may go on. */
  async stand(): Promise<void> {
    if (!this.#mustStand()) return
    const { real } = this.#clocks
    const patience = plus(real.now(), this.#settings.limits.patience)
    const cancel = real.at(patience, () => this.#losePatience())
    await this.#standstill.while(() => this.#mustStand())
    cancel()
  }

  /** All that the client has said has come to the server, which has not gone. */
  get isHeard(): boolean {
    return this.#upstream.delivered && this.#far !== undefined && !this.#far.over
  }

  /** The client closes its socket and hears nothing any more; what the server is told, the path decides. */
  abandon(): void {
    if (this.#state !== 'moored') return
    this.#desert()
    this.#client.handle({ kind: 'close' })
    this.#standstill.notify()
  }

  /** It is dead on its way, and neither end is told unless it sends something. */
  cut(how: Cut): void {
    this.#leg.cut(how)
  }

  /** The server's end is gone, as seen from the server. */
  strand(): void {
    this.#far?.drop()
    this.#standstill.notify()
  }

  /** What has been sent on the link so far. */
  traffic(): Traffic {
    return this.#leg.traffic()
  }

  /** The connection is gone, and the server is told nothing. */
  drop(): void {
    this.#state = 'over'
    this.#leg.stop()
    this.#ahead.stop()
    this.#far?.drop()
    this.#standstill.notify()
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
    const { real } = this.#clocks
    const until = plus(real.now(), this.#settings.limits.farewell)
    const cancel = real.at(until, () => this.drop())
    this.castOff()
    this.clientCommand({ kind: 'send', bytes: lastWord })
    await this.#standstill.while(() => this.#state === 'adrift' && this.#ahead.working)
    far.end()
    await this.#standstill.while(() => this.#state === 'adrift' && !this.#ahead.ended)
    cancel()
    this.drop()
  }

  /** Leaves the link behind: what is said from now on is said to the server at once, in real time. */
  castOff(): void {
    this.#leg.stop()
    this.#state = 'adrift'
    this.#ahead.reachEnd()
    this.#writeToServer(this.#upstream.written)
  }

  /** Whether there is something that can only be waited for in real time. */
  #mustStand(): boolean {
    if (this.#state === 'over' || this.#state === 'abandoned') return false
    if (this.#far?.connecting === true || this.#ahead.working || this.#settling) return true
    if (this.#due) return !this.#ahead.ended
    if (this.#inTime) return this.#peers.awaits?.() === true
    // All that the client said has arrived, and it has not got on: the server's turn.
    return (
      this.#connected && !this.#ahead.ended && this.#upstream.delivered && !this.#ahead.progress
    )
  }

  #losePatience(): void {
    if (this.#due) {
      this.#peers.unfulfilled?.()
      this.fulfilled()
      return
    }
    if (this.#inTime) {
      this.#peers.inVain?.()
      this.#standstill.notify()
      return
    }
    const detail = 'expected an answer that leads on, found none in the time given to the server'
    this.#fail({ code: 'timeout', detail })
  }

  /** Of the server's end nothing is known by that. */
  #fail(failure: Failure): void {
    if (this.#state !== 'moored') return
    this.#desert()
    this.#peers.failed(failure)
    this.#standstill.notify()
  }

  /** A real server that was never met on the link has nothing to wait for. */
  #desert(): void {
    this.#state = 'abandoned'
    this.#ahead.stop()
    if (!this.#met) this.#far?.drop()
  }

  #connect(): void {
    this.#far = new FarEnd(this.#settings, this.#clocks, {
      connected: () => {
        this.#client.handle({ kind: 'connect' })
        this.#standstill.notify()
      },
      refused: (failure) => this.#fail(failure),
      heard: (octets) => this.#ahead.hear(octets),
      heardEnd: (failure) => {
        this.#ahead.hearEnd(failure)
        this.#peers.silent?.()
      },
      does: (command) => this.#server.handle(command),
    })
  }

  #fromClient(report: TcpReport): void {
    switch (report.kind) {
      case 'received':
        if (report.late !== undefined) this.#peers.late(report.late)
        this.#ahead.reach(report.upTo)
        return
      case 'cookie':
        this.#peers.remember?.(report)
        return
      case 'event':
        this.#clientEvent(report.event)
    }
  }

  #clientEvent(event: TransportEvent): void {
    switch (event.kind) {
      case 'connected':
        this.#connected = true
        this.#peers.toClient(event)
        return
      case 'closed':
        if (event.error === undefined) this.#ahead.reachEnd()
        else this.#linkFailed(event.error)
        return
      default:
        this.#peers.toClient(event)
    }
  }

  #linkFailed(failure: Failure): void {
    // The server's own reset has come through; the client has been told already.
    if (failure.code === 'connection-reset' && this.#ahead.ended) this.#ahead.reachEnd()
    else this.#fail(failure)
  }

  #fromServer(report: TcpReport): void {
    this.#met = true
    if (report.kind === 'received') this.#writeToServer(report.upTo)
    else if (report.kind === 'event' && report.event.kind === 'closed') {
      if (report.event.error === undefined) this.#far?.end()
      else this.#far?.drop()
      this.#peers.silent?.()
    }
  }

  #send(octets: Uint8Array): void {
    if (this.#state === 'over') return
    this.#upstream.add(octets)
    if (this.#state === 'adrift') this.#writeToServer(this.#upstream.written)
    else this.#client.handle({ kind: 'write', length: octets.length })
  }

  #writeToServer(upTo: number): void {
    const octets = this.#upstream.take(upTo)
    if (octets.length > 0) this.#far?.deliver(octets)
  }
}

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
 * has got on. What is exact and what is not, the README says. A client that lives on after it is ready
 * keeps time (`ahead.ts`), and says itself (`LivePeers`) for what virtual time has to stand still.
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
import { OctetsUnderWay } from '../sockets/octets-under-way.ts'
import { Ahead } from './ahead.ts'
import { type Clocks, FarEnd } from './far-end.ts'
import type { Weight } from './foresight.ts'
import type { LivePeers, LiveSettings } from './settings.ts'
import { type Given, silence } from './silence.ts'
import { Standing } from './standing.ts'

/** `abandoned`: the client hears nothing any more. `adrift`: the link is done with, the server not. */
type State = 'moored' | 'abandoned' | 'adrift' | 'over'
type TcpEnd = Joined<TcpCommand, TcpReport>

export class LiveConnection {
  /** What is waited for in real time: told from above what is due, and when that has come. */
  readonly standing: Standing
  readonly #settings: LiveSettings
  readonly #clocks: Clocks
  readonly #peers: LivePeers
  readonly #leg: Leg
  readonly #client: TcpEnd
  readonly #server: TcpEnd
  readonly #ahead: Ahead
  readonly #upstream = new OctetsUnderWay()
  #state: State = 'moored'
  #far: FarEnd | undefined
  #connected = false
  /** The server's end of the link has heard of it. */
  #met = false

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
    this.standing = new Standing(clocks.real, settings.limits)
    this.#peers = peers
    this.#ahead = new Ahead(settings.tls, clocks.real, {
      ...peers,
      said: (octets) => this.#send(octets),
      dry: () => this.standing.notify(),
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

  /** From now on the client lives in the time of the link. */
  keepTime(): void {
    this.#ahead.keepTime()
  }

  /** Real time passes while virtual time stands still. Returns when virtual time may go on. */
  stand(): Promise<void> {
    return this.standing.within({
      choosing: () => this.#far?.choosing === true,
      holds: () => this.#mustStand(),
      lose: (given) => this.#losePatience(given),
    })
  }

  /** All that was said has come to the server, which has not gone. */
  get isHeard(): boolean {
    return this.#upstream.delivered && this.#far !== undefined && !this.#far.over
  }

  /** The client closes its socket and hears nothing any more; what the server is told, the path decides. */
  abandon(): void {
    if (this.#state !== 'moored') return
    this.#desert()
    this.#client.handle({ kind: 'close' })
    this.standing.notify()
  }

  /** It is dead on its way, and neither end is told unless it sends something. */
  cut(how: Cut): void {
    this.#leg.cut(how)
  }

  /** The server's end is gone, as seen from the server. */
  strand(): void {
    this.#far?.drop()
    this.standing.notify()
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
    this.standing.notify()
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
    const cancel = real.at(plus(real.now(), this.#settings.limits.farewell), () => this.drop())
    this.castOff()
    this.clientCommand({ kind: 'send', bytes: lastWord })
    await this.standing.while(() => this.#state === 'adrift' && this.#ahead.working)
    far.end()
    await this.standing.while(() => this.#state === 'adrift' && !this.#ahead.ended)
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
    if (this.#far?.connecting === true || this.#ahead.working || this.standing.isSettling)
      return true
    if (this.standing.isDue) return !this.#ahead.ended
    if (this.#ahead.keepsTime) return this.#peers.awaits?.() === true
    // All that the client said has arrived, and it has not got on: the server's turn.
    return (
      this.#connected && !this.#ahead.ended && this.#upstream.delivered && !this.#ahead.progress
    )
  }

  #losePatience(given: Given): void {
    if (this.standing.isDue) {
      this.#peers.unfulfilled?.()
      this.standing.fulfilled()
      return
    }
    if (this.#ahead.keepsTime) {
      this.#peers.inVain?.()
      this.standing.notify()
      return
    }
    this.#fail(silence(this.#settings, { far: this.#far, ahead: this.#ahead }, given))
  }

  /** Of the server's end nothing is known by that. */
  #fail(failure: Failure): void {
    if (this.#state !== 'moored') return
    this.#desert()
    this.#peers.failed(failure)
    this.standing.notify()
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
        this.standing.notify()
      },
      refused: (failure) => this.#fail(failure),
      heard: (octets) => {
        if (this.#state === 'moored') this.#peers.wrote?.('down', octets)
        this.#ahead.hear(octets)
      },
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
    else {
      this.#peers.wrote?.('up', octets)
      this.#client.handle({ kind: 'write', length: octets.length })
    }
  }

  #writeToServer(upTo: number): void {
    const octets = this.#upstream.take(upTo)
    if (octets.length > 0) this.#far?.deliver(octets)
  }
}

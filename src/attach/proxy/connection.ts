/**
 * One proxied connection, in real time: what a real client says enters TCP and the link as
 * lengths, and when they have arrived its octets are written to a socket to a real server; and back.
 *
 * 1. What the client says before TCP's handshake on the link is complete waits for that: its own
 *    `connect()` has returned at once. The server is connected to when the SYN has come to its end of the
 *    link, where it waits for the outcome; a server that cannot be reached is a reset for the SYN.
 * 2. An end of a stream, and a reset, go through TCP on the link as well. What the link's TCP gives
 *    up its peers meet as a reset: a client that would be told ETIMEDOUT is told ECONNRESET.
 * 3. Whoever speaks faster than the link, or than the other side listens, is not read any more
 *    until half of what is held has gone.
 *
 * Left out: TCP options of the client (user timeout, keep-alive, Fast Open), which concern its
 * connection to this proxy; their kind on the link is in the settings.
 */

import type { Socket } from 'node:net'
import type { Clock } from '../../clock/clock.ts'
import type { Direction } from '../../direction.ts'
import type { Link } from '../../link/link.ts'
import type { Random } from '../../random.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Traffic } from '../../stack/stack.ts'
import type { TcpCommand, TcpReport } from '../../stack/tcp-stack.ts'
import type { Bytes } from '../../units.ts'
import { type Cut, type Joined, Leg } from '../path/leg.ts'
import { type PathSettings, tcpEnds } from '../path/tcp-ends.ts'
import { OctetsUnderWay } from '../sockets/octets-under-way.ts'
import type { ProxiedEvents } from './events.ts'
import { Side } from './side.ts'

export interface ProxiedOptions {
  /** Of a client that has come; not read yet. */
  readonly socket: Socket
  /** Connects to the server. */
  readonly dial: () => Socket
  readonly path: PathSettings
  /** Octets of each direction that may be held here, beyond what one read brings. */
  readonly held: Bytes
  readonly link: Link<LinkBody>
  readonly clock: Clock
  readonly random: Random
  readonly events: ProxiedEvents
}

/** Before it is connected, what a client says comes in so many reads at most, of 64 KiB each. */
const EARLY_READS_MAX = 4

export class ProxiedConnection {
  readonly #options: ProxiedOptions
  readonly #leg: Leg
  readonly #clientTcp: Joined<TcpCommand, TcpReport>
  readonly #serverTcp: Joined<TcpCommand, TcpReport>
  readonly #underWay = { up: new OctetsUnderWay(), down: new OctetsUnderWay() }
  readonly #client: Side
  /** From when it is connected to, or tried to be. */
  #server: Side | undefined
  /** The server's end of the link: its SYN has not come, or waits; has been taken; the handshake is complete. */
  #far: 'closed' | 'dialling' | 'reached' | 'open' = 'closed'
  /** Whether the server takes it for open, and what is said can reach it. */
  state: 'whole' | 'broken' = 'whole'
  /** What the client has done before it was connected; undefined from then on. */
  #early: (() => void)[] | undefined = []
  /** What a client that sleeps is told when it wakes; undefined: it is awake. */
  #toWake: (() => void)[] | undefined
  /** Position up to which the server's stream has arrived at the client's host. */
  #arrived = 0
  #hasLetGo = false
  #isOver = false

  constructor(options: ProxiedOptions) {
    const { socket, path, link, clock, random } = options
    this.#options = options
    this.#leg = new Leg({ link, clock, random, ...path })
    const { client, server } = tcpEnds(path, random)
    this.#clientTcp = this.#leg.joinClient(client, (report) => this.#atClient(report))
    this.#serverTcp = this.#leg.joinServer(server, (report) => this.#atServer(report))
    this.#leg.askFirst(() => this.#dial())
    this.#client = new Side(socket, {
      heard: (octets) => this.#whenConnected(() => this.#said('up', octets)),
      ended: () => {
        this.#letGo('ended')
        this.#whenConnected(() => this.#clientTcp.handle({ kind: 'shutdown' }))
      },
      broken: () => this.#clientTcp.handle({ kind: 'abort' }),
      drained: () => this.#relieve('down'),
      gone: () => {
        this.#letGo('broken')
        // Nobody is left for whom to connect.
        if (this.#far === 'dialling') this.#server?.reset()
        this.#sideGone()
      },
    })
  }

  /** The client wants to connect. */
  begin(): void {
    this.#client.listen()
    this.#clientTcp.handle({ kind: 'connect' })
  }

  /** What both ends have sent on the link so far. */
  get traffic(): Traffic {
    return this.#leg.traffic()
  }

  /** It is dead on its way, and neither end is told unless it sends something. */
  cut(how: Cut): void {
    this.state = 'broken'
    this.#leg.cut(how)
  }

  /** Nobody listens at the server's host while that is so: what comes by then meets a reset. */
  refuseWhile(isDown: () => boolean): void {
    this.#leg.refuseWhile(isDown)
  }

  /** The server's process is gone: its host closes the socket, and delivers what had been said. */
  orphan(): void {
    if (this.#far === 'open') this.#serverTcp.handle({ kind: 'close' })
    else this.#leg.refuse()
    this.#server?.reset()
    this.state = 'broken'
  }

  /** The client does not run: it hears nothing, and is not heard. */
  sleep(): void {
    this.#toWake ??= []
    this.#client.pause()
  }

  wake(): void {
    const tasks = this.#toWake ?? []
    this.#toWake = undefined
    for (const task of tasks) task()
    this.#relieve('up')
  }

  /** Both sockets are broken off. */
  drop(): void {
    // It is not the client who has.
    this.#hasLetGo = true
    this.#leg.stop()
    this.#client.reset()
    this.#server?.reset()
  }

  #atClient(report: TcpReport): void {
    const { clock, events } = this.#options
    if (report.kind === 'received') {
      this.#arrived = report.upTo
      this.#tellClient(() => this.#deliverToClient())
      return
    }
    if (report.kind !== 'event') return
    const { event } = report
    switch (event.kind) {
      case 'connected':
        events.connected(clock.now())
        this.#connected()
        return
      case 'closed':
        this.#tellClient(() => {
          if (event.error === undefined) this.#client.end()
          else this.#client.reset()
        })
    }
  }

  #letGo(how: 'ended' | 'broken'): void {
    if (this.#hasLetGo) return
    this.#hasLetGo = true
    const { events, clock } = this.#options
    events.clientGone(clock.now(), how)
  }

  #whenConnected(task: () => void): void {
    if (this.#early === undefined) {
      task()
      return
    }
    this.#early.push(task)
    // Whoever says a lot at once is heard on when it can be sent.
    if (this.#early.length >= EARLY_READS_MAX) this.#client.pause()
  }

  #connected(): void {
    const tasks = this.#early ?? []
    this.#early = undefined
    for (const task of tasks) task()
    this.#relieve('up')
  }

  #tellClient(task: () => void): void {
    if (this.#toWake === undefined) task()
    else this.#toWake.push(task)
  }

  #deliverToClient(): void {
    const { clock, events } = this.#options
    const octets = this.#underWay.down.take(this.#arrived)
    // Whoever has let go of it hears nothing any more.
    if (octets.length === 0 || this.#client.isGone) return
    events.crossed('down', octets, clock.now())
    this.#client.write(octets)
    this.#relieve('down')
  }

  #atServer(report: TcpReport): void {
    if (report.kind === 'received') {
      this.#server?.write(this.#underWay.up.take(report.upTo))
      this.#relieve('up')
      return
    }
    if (report.kind !== 'event') return
    const { event } = report
    if (event.kind === 'connected') {
      this.#far = 'open'
      this.#server?.listen()
    } else if (event.kind === 'closed') {
      this.state = 'broken'
      if (event.error === undefined) this.#server?.end()
      else this.#server?.reset()
    }
  }

  #dial(): void {
    const { events } = this.#options
    const socket = this.#options.dial()
    this.#far = 'dialling'
    socket.once('connect', () => {
      this.#far = 'reached'
      const { localPort: from = 0, remotePort: to = 0 } = socket
      events.reached({ from, to })
      this.#leg.admit()
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (this.#far !== 'dialling') return
      events.unreached(error.code ?? error.name)
      this.#leg.refuse()
    })
    // Until the handshake is complete nothing of it can be passed on.
    socket.pause()
    this.#server = new Side(socket, {
      heard: (octets) => this.#said('down', octets),
      ended: () => this.#serverTcp.handle({ kind: 'shutdown' }),
      broken: () => this.#serverTcp.handle({ kind: 'abort' }),
      drained: () => this.#relieve('up'),
      gone: () => {
        this.state = 'broken'
        this.#sideGone()
      },
    })
  }

  #said(direction: Direction, octets: Uint8Array): void {
    const { clock, events } = this.#options
    if (direction === 'up') events.crossed('up', octets, clock.now())
    this.#underWay[direction].add(octets)
    const tcp = direction === 'up' ? this.#clientTcp : this.#serverTcp
    tcp.handle({ kind: 'write', length: octets.length })
    if (this.#heldOf(direction) > this.#options.held) this.#speakerOf(direction)?.pause()
  }

  /** Whoever speaks in this direction is heard (again), if there is room. */
  #relieve(direction: Direction): void {
    if (direction === 'up' && (this.#toWake !== undefined || this.#early !== undefined)) return
    if (this.#heldOf(direction) <= this.#options.held / 2) this.#speakerOf(direction)?.listen()
  }

  #heldOf(direction: Direction): number {
    const listener = direction === 'up' ? this.#server : this.#client
    return this.#underWay[direction].length + (listener?.unwritten ?? 0)
  }

  #speakerOf(direction: Direction): Side | undefined {
    return direction === 'up' ? this.#client : this.#server
  }

  #sideGone(): void {
    if (this.#isOver || !this.#client.isGone || this.#server?.isGone === false) return
    this.#isOver = true
    this.#leg.stop()
    this.#options.events.over()
  }
}

/**
 * The proxying attachment: ports on which real clients come in, each with a real server behind it,
 * and one simulated link that all their connections share, in real time.
 */
import { connect, createServer, type Socket } from 'node:net'
import type { Clock } from '../../clock/clock.ts'
import type { Link } from '../../link/link.ts'
import type { Random } from '../../random.ts'
import type { LinkBody } from '../../stack/link-body.ts'
import type { Bytes } from '../../units.ts'
import type { PathSettings } from '../path/tcp-ends.ts'
import { OpenPorts } from '../sockets/open-ports.ts'
import { type SocketAddress, written } from '../sockets/socket-address.ts'
import { ProxiedConnection } from './connection.ts'
import type { ProxiedEvents } from './events.ts'

export interface Route {
  /** Port 0 lets the machine choose. */
  readonly listen: SocketAddress
  readonly to: SocketAddress
}

export interface ProxyLimits {
  /** Open at the same time, all ports together; who comes then is closed unheard. */
  readonly connections: number
  /** Of each direction of each connection. */
  readonly held: Bytes
}

export interface ProxyingOptions {
  readonly routes: readonly Route[]
  readonly limits: ProxyLimits
  /** The same for all; asked when somebody has come. */
  readonly link: () => Link<LinkBody>
  readonly clock: Clock
  /** Forked by the number of the connection. */
  readonly random: Random
  /** Of a connection that begins now. */
  readonly path: () => PathSettings
  /**
   * Somebody has come, as the connection of this number (from 1), by the route of this place, to a server whose
   * address people write so.
   */
  readonly accept: (number: number, route: number, server: string) => ProxiedEvents
  /** Somebody was turned away: there are too many already, for us or for the machine. */
  readonly refused: () => void
}

export class Proxying {
  readonly #options: ProxyingOptions
  readonly #openPorts: OpenPorts
  readonly #connections = new Set<ProxiedConnection>()
  readonly #ports: number[] = []
  #emptied: () => void = () => {}
  #arrivals = 0
  #server: 'up' | 'down' = 'up'
  #client: 'awake' | 'asleep' = 'awake'

  constructor(options: ProxyingOptions) {
    this.#options = options
    this.#openPorts = new OpenPorts(options.refused)
  }

  /** Resolves when every port is open; a port that cannot be opened rejects with Node's error. */
  async open(): Promise<void> {
    try {
      for (const [place, route] of this.#options.routes.entries()) await this.#open(route, place)
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** In the order of the routes. */
  get ports(): readonly number[] {
    return this.#ports
  }

  /** Those that are open at either end. */
  get connections(): readonly ProxiedConnection[] {
    return [...this.#connections]
  }

  /** Behind the link nobody takes connections, until somebody does again. */
  serverDown(): void {
    this.#server = 'down'
    for (const connection of this.#connections) connection.orphan()
  }

  serverUp(): void {
    this.#server = 'up'
  }

  /** The device sleeps with whatever runs on it. */
  sleep(): void {
    this.#client = 'asleep'
    for (const connection of this.#connections) connection.sleep()
  }

  wake(): void {
    this.#client = 'awake'
    for (const connection of this.#connections) connection.wake()
  }

  /** Nobody comes in any more, whoever is here is broken off. */
  async close(): Promise<void> {
    const closed = this.#openPorts.close()
    for (const connection of this.#connections) connection.drop()
    await closed
    if (this.#connections.size > 0) await new Promise<void>((resolve) => (this.#emptied = resolve))
  }

  async #open({ listen, to }: Route, place: number): Promise<void> {
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true })
    server.on('connection', (socket) => this.#accept(socket, place, to))
    this.#ports.push(await this.#openPorts.open(server, listen.host, listen.port))
  }

  #accept(socket: Socket, place: number, to: SocketAddress): void {
    const { limits, link, clock, random, path, accept, refused } = this.#options
    if (this.#connections.size >= limits.connections) {
      socket.on('error', () => {}) // Whatever happens to it now, it is being closed.
      socket.destroy()
      refused()
      return
    }
    this.#arrivals += 1
    const events = accept(this.#arrivals, place, written(to))
    const connection: ProxiedConnection = new ProxiedConnection({
      socket,
      link: link(),
      dial: () => connect({ ...to, noDelay: true, allowHalfOpen: true }),
      path: path(),
      held: limits.held,
      clock,
      random: random.fork(`connection ${this.#arrivals}`),
      events: {
        connected: (at) => events.connected(at),
        reached: (ports) => events.reached(ports),
        unreached: (code) => events.unreached(code),
        crossed: (direction, octets, at) => events.crossed(direction, octets, at),
        clientGone: (at, how) => events.clientGone(at, how),
        over: () => {
          this.#connections.delete(connection)
          events.over()
          if (this.#connections.size === 0) this.#emptied()
        },
      },
    })
    this.#connections.add(connection)
    if (this.#server === 'down') connection.refuseWhile(() => this.#server === 'down')
    if (this.#client === 'asleep') connection.sleep()
    connection.begin()
  }
}

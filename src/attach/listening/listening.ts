/**
 * The listening attachment: engines on real sockets, in real time, for clients that nobody here
 * wrote. A port speaks in the clear first (STARTTLS), TLS at once (direct), or either, as whoever
 * comes begins (WebSocket, BOSH); what is said is the engines' matter.
 *
 * Leaves out simulated links: what a client does over a bad one is seen through a proxy. Ports
 * are bound to one address, loopback unless told otherwise: this is a tool for a developer's
 * machine.
 */
import { createServer, type Socket } from 'node:net'
import type { Clock } from '../../clock/clock.ts'
import { OpenPorts } from '../sockets/open-ports.ts'
import { type Application, ListeningConnection } from './connection.ts'
import type { ListeningLimits } from './limits.ts'
import { type ListeningTls, type PortTls, portTls } from './tls.ts'

export const PORT_KINDS = ['starttls', 'direct', 'websocket', 'bosh'] as const
export type PortKind = (typeof PORT_KINDS)[number]

export interface ListeningOptions {
  readonly host: string
  /** By kind; 0 lets the machine choose. */
  readonly ports: Readonly<Partial<Record<PortKind, number>>>
  readonly tls: (kind: PortKind) => ListeningTls
  /** Nagle's algorithm at our end. */
  readonly nagle: 'off' | 'on'
  readonly clock: Clock
  readonly limits: ListeningLimits
  /** Somebody has come, by these ports of theirs and ours; what is returned deals with it. */
  readonly accept: (
    kind: PortKind,
    ports: { readonly from: number; readonly to: number },
  ) => Application
  /** Somebody was turned away: there are too many already, for us or for the machine. */
  readonly refused: () => void
  /** Somebody who had not logged in went for somebody who has just come. */
  readonly displaced: () => void
}

export class Listening {
  readonly #options: ListeningOptions
  readonly #openPorts: OpenPorts
  readonly #connections = new Set<ListeningConnection>()
  readonly #ports: Partial<Record<PortKind, number>> = {}
  #emptied: () => void = () => {}

  constructor(options: ListeningOptions) {
    this.#options = options
    this.#openPorts = new OpenPorts(options.refused)
  }

  /** Resolves when every port is open; a port that cannot be opened rejects with Node's error. */
  async open(): Promise<void> {
    try {
      for (const kind of PORT_KINDS) {
        const port = this.#options.ports[kind]
        if (port !== undefined) await this.#open(kind, port)
      }
    } catch (error) {
      await this.close()
      throw error
    }
  }

  /** The ports that are open, where 0 was asked for too. */
  get ports(): Readonly<Partial<Record<PortKind, number>>> {
    return this.#ports
  }

  /** Nobody comes in any more, whoever is here goes. */
  async close(): Promise<void> {
    const closed = this.#openPorts.close()
    for (const connection of this.#connections) connection.destroy()
    await closed
    if (this.#connections.size > 0) await new Promise<void>((resolve) => (this.#emptied = resolve))
  }

  async #open(kind: PortKind, port: number): Promise<void> {
    const tls = portTls(this.#options.tls(kind))
    const server = createServer({ noDelay: this.#options.nagle === 'off' }, (socket) =>
      this.#accept(socket, kind, tls),
    )
    this.#ports[kind] = await this.#openPorts.open(server, this.#options.host, port)
  }

  /** The one who has been there for longest without logging in goes, if there is one. */
  #makeRoom(): boolean {
    for (const connection of this.#connections) {
      if (connection.ready) continue
      connection.makeRoom()
      this.#options.displaced()
      return true
    }
    return false
  }

  #accept(socket: Socket, kind: PortKind, tls: PortTls): void {
    const { clock, limits } = this.#options
    if (this.#connections.size >= limits.connections && !this.#makeRoom()) {
      socket.on('error', () => {}) // Whatever happens to it now, it is being closed.
      socket.destroy()
      this.#options.refused()
      return
    }
    const { remotePort: from = 0, localPort: to = 0 } = socket
    const accepted = this.#options.accept(kind, { from, to })
    const connection = new ListeningConnection({
      socket,
      tls,
      begins: kind === 'websocket' || kind === 'bosh' ? 'as-they-come' : 'as-told',
      clock,
      limits,
      application: {
        ...accepted,
        closed: () => {
          this.#connections.delete(connection)
          accepted.closed()
          if (this.#connections.size === 0) this.#emptied()
        },
      },
    })
    this.#connections.add(connection)
    connection.begin()
  }
}

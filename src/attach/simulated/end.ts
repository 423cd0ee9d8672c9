/** One end of a simulated connection: its stack in its place, and whoever sits on top of it. */
import type { Direction } from '../../direction.ts'
import type { TransportReport, TransportStackCommand } from '../../stack/transport-stack.ts'
import type { TransportCommand } from '../../transport.ts'
import type { Joined } from '../path/leg.ts'
import type { SimulatedPeers } from './peers.ts'

type JoinedEnd = Joined<TransportStackCommand, TransportReport>

export class SimulatedEnd {
  readonly #direction: Direction
  readonly #peers: SimulatedPeers
  readonly #flow: number
  readonly #joined: JoinedEnd

  /** `direction`: in which it sends. `flow`: as which on its link. */
  constructor(
    direction: Direction,
    join: (report: (report: TransportReport) => void) => JoinedEnd,
    peers: SimulatedPeers,
    flow: number,
  ) {
    this.#flow = flow
    this.#direction = direction
    this.#peers = peers
    this.#joined = join((report) => this.#reported(report))
  }

  command(command: TransportCommand): void {
    this.#joined.handle(command)
  }

  /** Its address is another from now on. */
  move(): void {
    this.#joined.handle({ kind: 'move' })
  }

  #reported(report: TransportReport): void {
    switch (report.kind) {
      case 'event':
        if (this.#direction === 'up') this.#peers.toClient(report.event)
        else this.#peers.toServer(report.event)
        return
      case 'readable':
        this.#joined.handle(READ)
        return
      case 'write':
        this.#peers.wrote?.(this.#direction, report.pieces, this.#flow)
        return
      case 'late':
        if (this.#direction === 'up') this.#peers.late?.(report.turn)
        return
      case 'moved':
        this.#peers.moved?.()
        return
      case 'ticket':
      case 'cookie':
        this.#peers.remember?.(report)
    }
  }
}

const READ: TransportStackCommand = { kind: 'read' }

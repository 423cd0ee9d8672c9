/**
 * One connection's use of a link: what it sends shares queues, radio, outages and luck with all
 * other flows of the link; what it counts and is handed is its own.
 *
 * A closed flow is a socket that is gone: what is under way for it crosses the link to the end,
 * is counted and observed, and handed to nobody; what it is told to send enters no more.
 */
import type { Direction } from '../direction.ts'
import type { LinkCounters } from './counters.ts'
import { noneCounted } from './counters.ts'
import type { Packet } from './packet.ts'
import type { Deliver, Sender, Way } from './way.ts'

export interface FlowOptions<Body> {
  readonly deliver: Deliver<Body>
}

export type Ways<Body> = Readonly<Record<Direction, Way<Body>>>

export class Flow<Body = unknown> {
  readonly number: number
  // Told apart by comparing: a look-up by direction costs more than all that a flow does.
  readonly #wayUp: Way<Body>
  readonly #wayDown: Way<Body>
  readonly #up: Sender<Body>
  readonly #down: Sender<Body>
  #state: 'open' | 'closed' = 'open'

  /** For `Link.flow`. */
  constructor(number: number, ways: Ways<Body>, { deliver }: FlowOptions<Body>) {
    this.number = number
    this.#wayUp = ways.up
    this.#wayDown = ways.down
    this.#up = { flow: number, counters: noneCounted(), deliver }
    this.#down = { flow: number, counters: noneCounted(), deliver }
  }

  /** May deliver before it returns, when no impairment takes time. */
  send(direction: Direction, packet: Packet<Body>): void {
    if (this.#state !== 'open') return
    if (direction === 'up') this.#wayUp.send(this.#up, packet)
    else this.#wayDown.send(this.#down, packet)
  }

  /** Of this flow alone. Goes on counting; copy what shall stay. */
  counters(direction: Direction): LinkCounters {
    return direction === 'up' ? this.#up.counters : this.#down.counters
  }

  close(): void {
    this.#state = 'closed'
    this.#up.deliver = toNobody
    this.#down.deliver = toNobody
  }
}

const toNobody = (): void => {}

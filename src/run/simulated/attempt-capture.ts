/** Takes the connections of one attempt down: the one of its stream, and any that precede it. */
import type { ConnectionCapture } from '../../capture/simulated/connection.ts'
import { commentingOn } from '../dialogue-comments.ts'
import type { AttemptObserver } from './attempt-observer.ts'

export class AttemptCapture {
  /** In the order in which they began. */
  readonly connections: ConnectionCapture[]
  readonly #open: (place: number) => ConnectionCapture
  readonly #byFlow = new Map<number, ConnectionCapture>()

  /** `open`: a connection by its place in the attempt, from 0. */
  constructor(open: (place: number) => ConnectionCapture) {
    this.#open = open
    this.connections = [open(0)]
  }

  readonly observer: AttemptObserver = {
    dialogue: (news, at) => commentingOn(this.#latest.comments)(news, at),
    stalled: (layer, at) => this.#latest.comments.stalled(layer, at),
    connection: { wrote: (direction, pieces, flow) => this.#of(flow).wrote(direction, pieces) },
    link: (event) => this.#of(event.flow).link(event),
  }

  get #latest(): ConnectionCapture {
    const latest = this.connections.at(-1)
    if (latest === undefined) throw new Error('Expected a connection')
    return latest
  }

  #of(flow: number): ConnectionCapture {
    const known = this.#byFlow.get(flow)
    if (known !== undefined) return known
    const connection = this.#byFlow.size === 0 ? this.#latest : this.#next()
    this.#byFlow.set(flow, connection)
    return connection
  }

  #next(): ConnectionCapture {
    const connection = this.#open(this.connections.length)
    connection.comments.goOn(this.#latest.comments)
    this.connections.push(connection)
    return connection
  }
}

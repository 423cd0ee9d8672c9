/**
 * What the client will know and do, and when.
 *
 * The client is told of everything that the server says as soon as it has said it, ahead of the
 * time on the link, because nothing that a client says depends on when the answer arrives. Its
 * reactions are held back here until the link has delivered the last octet that caused them.
 * Working ahead is what tells when an answer is complete: when the client has got on.
 */
import { Fifo } from '../../fifo.ts'

/**
 * `progress`: the client could go on, and waits for something else now or not at all. `remark`:
 * anything else, which may not be taken for the end of an answer.
 */
export type Weight = 'progress' | 'remark'

interface Held {
  readonly cause: number
  readonly weight: Weight
  readonly task: () => void
}

const END = Number.MAX_SAFE_INTEGER

export class Foresight {
  readonly #held = new Fifo<Held>()
  #progress = 0
  /** Position in the server's stream up to which the client has been told of it. */
  #cause = 0
  /** Position up to which the link has delivered. */
  #reached = 0

  /** The client has got on, in a way that the time on the link has not come to yet. */
  get progress(): boolean {
    return this.#progress > 0
  }

  /** The client is told of so many octets more. */
  told(octets: number): void {
    this.#cause += octets
  }

  /** The client is told that nothing more will come. */
  toldEnd(): void {
    this.#cause = END
  }

  /** Runs the task when the client has received all that it has been told of so far. */
  when(weight: Weight, task: () => void): void {
    if (this.#held.length === 0 && this.#cause <= this.#reached) {
      task()
      return
    }
    if (weight === 'progress') this.#progress += 1
    this.#held.push({ cause: this.#cause, weight, task })
  }

  /** The link has delivered the server's stream up to here. */
  reach(position: number): void {
    this.#reached = position
    for (let { first } = this.#held; first !== undefined; first = this.#held.first) {
      if (first.cause > position) return
      this.#held.shift()
      if (first.weight === 'progress') this.#progress -= 1
      first.task()
    }
  }

  /** The link has delivered the end of the server's stream. */
  reachEnd(): void {
    this.reach(END)
  }
}

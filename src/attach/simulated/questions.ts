/**
 * Questions of a client and their answers, on a connection that is secure: in order, each when the one
 * before has been answered. Whoever answers takes no time.
 */
import type { TransportCommand, TransportEvent } from '../../transport.ts'

export interface Question {
  readonly request: Uint8Array
  readonly answer: Uint8Array
  /** That of the wait for the answer. */
  readonly layer: 'dns' | 'header' | 'auth'
}

export interface Askers {
  readonly client: (command: TransportCommand) => void
  readonly server: (command: TransportCommand) => void
  readonly waited: (event: TransportEvent) => void
  /** All has been answered. */
  readonly done: () => void
}

export class Questions {
  readonly #asked: readonly Question[]
  readonly #askers: Askers
  /** Which of them is under way, and how much of it, and of its answer, has come. */
  #question = 0
  #come = 0
  #heard = 0

  constructor(asked: readonly Question[], askers: Askers) {
    this.#asked = asked
    this.#askers = askers
  }

  /** Asks the next one. */
  ask(): void {
    const next = this.#asked[this.#question]
    if (next === undefined) {
      this.#askers.done()
      return
    }
    this.#askers.waited({ kind: 'waited', layer: next.layer })
    this.#askers.client({ kind: 'send', bytes: next.request })
  }

  /** So many octets have come to whoever answers. */
  come(octets: number): void {
    const asked = this.#asked[this.#question]
    this.#come += octets
    if (asked === undefined || this.#come < asked.request.length) return
    this.#askers.server({ kind: 'send', bytes: asked.answer })
  }

  /** So many octets have come to the client. */
  heard(octets: number): void {
    const asked = this.#asked[this.#question]
    this.#heard += octets
    if (asked === undefined || this.#heard < asked.answer.length) return
    this.#question += 1
    this.#heard = 0
    this.#come = 0
    this.ask()
  }
}

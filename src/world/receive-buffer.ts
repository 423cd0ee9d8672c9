/**
 * A socket's receive buffer: while its process sleeps, what comes waits there, and is read upon waking, in
 * order.
 */
export class ReceiveBuffer<Heard> {
  readonly #hear: (what: Heard) => void
  #waiting: Heard[] = []
  #isAwake = true

  constructor(hear: (what: Heard) => void) {
    this.#hear = hear
  }

  take(what: Heard): void {
    if (this.#isAwake) this.#hear(what)
    else this.#waiting.push(what)
  }

  sleep(): void {
    this.#isAwake = false
  }

  wake(): void {
    this.#isAwake = true
    const waiting = this.#waiting
    this.#waiting = []
    for (const what of waiting) this.#hear(what)
  }
}

/**
 * Whether the path is full (`bbr_check_full_bw_reached`): it is when three rounds in a row have not
 * raised the delivery rate by a quarter.
 */
const GROWTH = 1.25
const ROUNDS = 3

export class FullPipe {
  #mark = 0
  #rounds = 0

  get isFull(): boolean {
    return this.#rounds >= ROUNDS
  }

  /** The greatest rate, after a round that the application did not limit. */
  roundEnded(bandwidth: number): void {
    if (this.isFull) return
    if (bandwidth >= this.#mark * GROWTH) {
      this.#mark = bandwidth
      this.#rounds = 0
    } else this.#rounds += 1
  }

  timedOut(): void {
    this.#mark = 0
  }

  undone(): void {
    this.#mark = 0
    this.#rounds = 0
  }
}

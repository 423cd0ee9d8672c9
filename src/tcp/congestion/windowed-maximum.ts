/** The greatest of what was seen in the last so many rounds (what lib/win_minmax.c estimates). */

interface Seen {
  readonly round: number
  readonly value: number
}

export class WindowedMaximum {
  readonly #rounds: number
  /** Falling values of rising rounds: each the greatest from its round on. */
  #seen: Seen[] = []

  constructor(rounds: number) {
    this.#rounds = rounds
  }

  /** 0 before the first. */
  get value(): number {
    return this.#seen[0]?.value ?? 0
  }

  note(round: number, value: number): void {
    this.#seen = this.#seen.filter((one) => one.value > value && round - one.round <= this.#rounds)
    this.#seen.push({ round, value })
  }
}

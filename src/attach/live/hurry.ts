/** Whether nobody has time any more, as when somebody interrupts: what is waited for is then given little. */
import type { Cancel } from '../../clock/clock.ts'

export class Hurry {
  readonly #waiting = new Set<() => void>()
  #state: 'at-leisure' | 'in-a-hurry' = 'at-leisure'

  begin(): void {
    this.#state = 'in-a-hurry'
    for (const hasten of this.#waiting) hasten()
    this.#waiting.clear()
  }

  /** Calls it once, as soon as there is a hurry, unless that is called off. */
  whenever(hasten: () => void): Cancel {
    if (this.#state === 'in-a-hurry') hasten()
    else this.#waiting.add(hasten)
    return () => this.#waiting.delete(hasten)
  }
}

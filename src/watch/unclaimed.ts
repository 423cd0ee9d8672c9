/** Octets that have crossed a connection before it was known whose session it carries. */
import type { ConnectionWatch } from './connection-watch.ts'

export class Unclaimed {
  readonly #octets = { up: 0, down: 0 }

  add(direction: 'up' | 'down', octets: number): void {
    this.#octets[direction] += octets
  }

  /** They are of what this one watches; undefined: that is not known yet. */
  claim(watch: ConnectionWatch | undefined): void {
    if (watch === undefined) return
    for (const direction of ['up', 'down'] as const) {
      const octets = this.#octets[direction]
      if (octets > 0) watch.crossed(direction, octets)
      this.#octets[direction] = 0
    }
  }
}

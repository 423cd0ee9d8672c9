/** Octets that have crossed a connection before it was known whose session it carries. */
import { DIRECTIONS, type Direction } from '../direction.ts'
import type { ConnectionWatch } from './connection-watch.ts'

export class Unclaimed {
  readonly #octets = { up: 0, down: 0 }

  add(direction: Direction, octets: number): void {
    this.#octets[direction] += octets
  }

  /** They are of what this one watches; undefined: that is not known yet. */
  claim(watch: ConnectionWatch | undefined): void {
    if (watch === undefined) return
    for (const direction of DIRECTIONS) {
      const octets = this.#octets[direction]
      if (octets > 0) watch.crossed(direction, octets)
      this.#octets[direction] = 0
    }
  }
}

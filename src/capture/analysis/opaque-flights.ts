/**
 * Waits of what cannot be read: whoever has said something and hears something has waited once, whatever
 * it was. Counted until a client that has heard an answer says nothing for a while, as that is what one
 * does that is through; so it can be more than its negotiation took.
 */
import type { Direction } from '../../direction.ts'
import { type Instant, plus, START } from '../../units.ts'
import { SETTLED } from '../../watch/settled.ts'

export class OpaqueFlights {
  waits = 0
  /** Something was said that has not been answered. */
  asking = false
  #askedAt: Instant = START
  #heardAt: Instant | undefined
  /** The client is through. */
  settled = false

  /** `timely`: it is told when it was said, which of early data is not sure. */
  said(way: Direction, at: Instant, timely: boolean): void {
    if (way === 'up') {
      this.settled ||= this.#heardAt !== undefined && at > plus(this.#heardAt, SETTLED)
      this.asking = !this.settled
      this.#askedAt = timely ? at : START
      return
    }
    this.#heardAt = at
    // What passed before the question is no answer to it: a ticket, say.
    if (this.asking && at < this.#askedAt) return
    if (this.asking) this.waits += 1
    this.asking = false
  }
}

/**
 * Waits of what cannot be read: whoever has said something and hears something has waited once, whatever
 * it was. Counted until a client that has heard an answer says nothing for a while, as that is what one
 * does that is through; so it can be more than its negotiation took.
 */
import { type Instant, plus, seconds } from '../../units.ts'
import type { Way } from '../tls/opening.ts'

/** A client that negotiates asks for the next thing when it hears of the last. */
const SETTLED = seconds(3)

export class OpaqueFlights {
  waits = 0
  #asking = false
  #heardAt: Instant | undefined
  #settled = false

  said(way: Way, at: Instant): void {
    if (way === 'up') {
      this.#settled ||= this.#heardAt !== undefined && at > plus(this.#heardAt, SETTLED)
      this.#asking = !this.#settled
      return
    }
    this.#heardAt = at
    if (this.#asking) this.waits += 1
    this.#asking = false
  }
}

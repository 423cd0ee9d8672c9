/**
 * A gate that a world opens and shuts at will, in front of both directions of a link: tunnels and
 * handovers that come when a scenario says so. One gate is one thing, however often the settings
 * behind it change: put its `stage` first into each row.
 *
 * Shut, what enters is lost. Held, what enters waits until the hold is over, then leaves in order.
 * Several may shut it at once: it is open when all have opened it again. Lost is lost, also what
 * comes while it is held as well.
 *
 * Leaves out the ramp of rising loss on either side of a real outage, and how fast what was held is
 * worked off: a rate behind it does that. What waits passes when its hold is over, whatever has
 * become of the gate meanwhile: it is behind it already.
 */
import { type Instant, later, START } from '../units.ts'
import type { Fate } from './packet.ts'
import { SharedStage } from './shared-stage.ts'
import { dropBecause } from './stage.ts'

const LOST = dropBecause('outage')

export class Gate {
  /** For both directions' rows, first. */
  readonly stage: SharedStage = new SharedStage((_packet, now) => this.#fate(now))
  #shutBy = 0
  #heldUntil: Instant = START

  /** From now on nothing passes; what is called opens it again, as far as this is concerned. */
  shut(): () => void {
    this.#shutBy += 1
    let open = (): void => {
      this.#shutBy -= 1
      open = () => {}
    }
    return () => open()
  }

  /** What enters from now on waits until then. */
  hold(until: Instant): void {
    this.#heldUntil = later(this.#heldUntil, until)
  }

  #fate(now: Instant): Fate {
    return this.#shutBy > 0 ? LOST : later(now, this.#heldUntil)
  }
}

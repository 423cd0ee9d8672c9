/**
 * Stalls of Nagle's algorithm as waits, of the layer of what was held back: that of the client's flight
 * which was answered next, or of the answer that came in parts.
 */
import type { Direction } from '../../direction.ts'
import type { Layer, Waits } from '../../transport.ts'
import type { Instant } from '../../units.ts'
import { moreWaits } from './more-waits.ts'

export class HeldCount {
  /** When each side was last heard to say something that matters to the other. */
  readonly #saidAt: Record<Direction, Instant | undefined> = { up: undefined, down: undefined }
  readonly #byLayer = new Map<Layer, number>()
  #held = 0

  said(way: Direction, at: Instant): void {
    this.#saidAt[way] = at
  }

  /**
   * What this side says next, and has said nothing since then.
   *
   * @param last The layer of the last wait, while there are more to come.
   */
  held(way: Direction, since: Instant, last: Layer | undefined): void {
    // Whoever has heard something meanwhile answers it.
    const heardAt = this.#saidAt[way === 'up' ? 'down' : 'up']
    if (heardAt !== undefined && heardAt >= since) return
    if (way === 'up') this.#held += 1
    else if (last !== undefined) this.#add(last, 1)
  }

  /** The client has waited once more. */
  waited(layer: Layer): void {
    if (this.#held > 0) this.#add(layer, this.#held)
    this.#held = 0
  }

  added(waits: Waits): Waits {
    let all = waits
    for (const [layer, count] of this.#byLayer) all = moreWaits(all, layer, count)
    return all
  }

  #add(layer: Layer, count: number): void {
    this.#byLayer.set(layer, (this.#byLayer.get(layer) ?? 0) + count)
  }
}

/**
 * When whoever sits on top comes to what has arrived: at once, or after a while, all of it together
 * then; and one piece at a time, each answered before the next is looked at.
 */
import { drawnTime, type ProcessingTime } from '../processing-time.ts'
import type { Random } from '../random.ts'
import { type Instant, plus } from '../units.ts'

export interface Reaction {
  readonly time: ProcessingTime
  /** What it is drawn from. */
  readonly random: Random
}

export class Noticing {
  readonly #reaction: Reaction
  /** When it is noticed that there is something to read. */
  #at: Instant | undefined
  #toBeRead = false

  constructor(reaction: Reaction) {
    this.#reaction = reaction
  }

  /** It has been said that there is something to read, and it has not been read. */
  get isAwaited(): boolean {
    return this.#toBeRead
  }

  /** There is something that will be noticed. */
  get isPending(): boolean {
    return this.#at !== undefined
  }

  get deadline(): Instant | undefined {
    return this.#toBeRead ? undefined : this.#at
  }

  /** Whether it is to be said now that there is something to read; `isThere`: there is. */
  isDue(isThere: boolean, now: Instant): boolean {
    if (!isThere) {
      this.#at = undefined
      return false
    }
    const { time, random } = this.#reaction
    this.#at ??= plus(now, drawnTime(time, random))
    if (this.#at > now) return false
    this.#toBeRead = true
    return true
  }

  read(): void {
    this.#toBeRead = false
  }
}

/**
 * What breaks the network in one episode: for how long in all, when it was back, and which break it is that
 * a client has to notice. That is the first, unless the network came back from it, no connection was gone
 * with it, and nobody was waiting for an answer when it broke again: of such a break there was nothing to
 * notice any more.
 */
import { between, type Instant, toMilliseconds } from '../units.ts'

/** Whether the connections that there are end with it, though it may be that no client is told. */
export type Taken = 'nothing' | 'connections'

export class Breaks {
  readonly beganAt: Instant
  #noticeableAt: Instant
  #taken: Taken
  /** When it broke that has not come back, and when it came back. */
  #brokeAt: Instant
  #backAt: Instant | undefined
  #brokenMs = 0

  constructor(at: Instant, taken: Taken) {
    this.beganAt = at
    this.#noticeableAt = at
    this.#brokeAt = at
    this.#taken = taken
  }

  /** Undefined: it is still broken. */
  get backAt(): Instant | undefined {
    return this.#backAt
  }

  get noticeableAt(): Instant {
    return this.#noticeableAt
  }

  /** In all, where it is back. */
  get brokenMs(): number | undefined {
    return this.#backAt && this.#brokenMs
  }

  /** `missed`: whether anybody has noticed by now, or waits. */
  again(at: Instant, taken: Taken, missed: boolean): void {
    if (this.#backAt !== undefined) {
      if (this.#taken === 'nothing' && !missed) this.#noticeableAt = at
      this.#brokeAt = at
      this.#backAt = undefined
    }
    if (taken === 'connections') this.#taken = taken
  }

  /** Nothing breaks it any more. */
  mended(at: Instant): void {
    this.#brokenMs += toMilliseconds(between(this.#brokeAt, at))
    this.#backAt = at
  }
}

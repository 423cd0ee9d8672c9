/**
 * How long a run will go on, reckoned from all of it so far: its cells differ in speed, but its shares
 * come in rounds over all of them. What passes before the first share is done is the time that
 * workers take to start, and tells nothing of what is left.
 */

/** Milliseconds; of the first few shares of several workers nothing can be told. */
const LEAST_MS = 1_000

export class TimeLeft {
  #first: { readonly done: number; readonly at: number } | undefined

  /** Seconds; undefined while it is not known. `now`: milliseconds, of any clock. */
  after(done: number, inAll: number, now: number): number | undefined {
    if (done === 0) return undefined
    this.#first ??= { done, at: now }
    const since = now - this.#first.at
    const counted = done - this.#first.done
    if (since < LEAST_MS || counted === 0) return undefined
    return Math.ceil(((inAll - done) * since) / counted / 1_000)
  }
}

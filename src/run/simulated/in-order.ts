/**
 * What shares come to, told in the order of the shares: workers finish when they like. Held is only
 * what came behind something that is still under way.
 */
import type { Share } from './work.ts'

export class InOrder<Value> {
  /** Handed out, and not told yet. */
  readonly #waiting: Share[] = []
  /** What of a share has been done, by where it begins, and what that came to. */
  readonly #done = new Map<string, readonly [Share, Value]>()
  readonly #tell: (share: Share, value: Value) => void

  constructor(tell: (share: Share, value: Value) => void) {
    this.#tell = tell
  }

  /** The same shares, as they are handed out. */
  *watched(shares: Iterable<Share>): Generator<Share> {
    for (const share of shares) {
      this.#waiting.push(share)
      yield share
    }
  }

  done(share: Share, value: Value): void {
    this.#done.set(beginningOf(share), [share, value])
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const known = this.#done.get(beginningOf(first))
      if (known === undefined) return
      this.#waiting.shift()
      this.#done.delete(beginningOf(first))
      this.#tell(...known)
    }
  }

  /** What is under way will not be done any more: what came behind it is told as well. */
  over(): void {
    for (const share of this.#waiting.splice(0)) {
      const known = this.#done.get(beginningOf(share))
      if (known !== undefined) this.#tell(...known)
    }
    this.#done.clear()
  }
}

const beginningOf = ({ cell, from }: Share): string => `${cell} ${from}`

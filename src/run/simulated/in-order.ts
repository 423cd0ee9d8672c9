/**
 * What shares come to, told in the order of the shares: workers finish when they like. Held is only
 * what came behind something that is still under way.
 */
import type { Share } from './work.ts'

export class InOrder<Value> {
  /** Handed out, and not told yet. */
  readonly #waiting: Share[] = []
  readonly #done = new Map<Share, Value>()
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
    this.#done.set(share, value)
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      const known = this.#done.get(first)
      if (known === undefined) return
      this.#waiting.shift()
      this.#done.delete(first)
      this.#tell(first, known)
    }
  }

  /** What is under way will not be done any more: what came behind it is told as well. */
  over(): void {
    for (const share of this.#waiting.splice(0)) {
      const known = this.#done.get(share)
      if (known !== undefined) this.#tell(share, known)
    }
    this.#done.clear()
  }
}

/**
 * What is still in a queue when each part's time of leaving was known as it entered: amounts
 * (octets or packets) in the order in which they leave.
 */
import type { Instant } from '../units.ts'

interface Part {
  readonly leavesAt: Instant
  readonly amount: number
}

export class Backlog {
  readonly #parts: Part[] = []
  #total = 0

  /** `leavesAt` is not before that of the part added last. */
  add(leavesAt: Instant, amount: number): void {
    this.#parts.push({ leavesAt, amount })
    this.#total += amount
  }

  /** What has not left by `now`; time never runs backwards. */
  at(now: Instant): number {
    for (let first = this.#parts[0]; first !== undefined && first.leavesAt <= now; ) {
      this.#total -= first.amount
      this.#parts.shift()
      first = this.#parts[0]
    }
    return this.#total
  }
}

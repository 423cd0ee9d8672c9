/** When a client tries again, by how often it has failed in a row. */
import { delayAfter } from '../policy/back-off.ts'
import { afterLoss, type StreamLoss } from '../policy/loss.ts'
import type { ComeBack } from '../policy/policy.ts'
import type { Random } from '../random.ts'
import { type Instant, later, plus } from '../units.ts'

export class Retries {
  readonly #comeBack: ComeBack
  readonly #random: Random
  /** In a row: what delays depend on. */
  #failures = 0
  /** Attempts among them. */
  #failedAttempts = 0

  /** `random`: for the jitter of its delays. */
  constructor(comeBack: ComeBack, random: Random) {
    this.#comeBack = comeBack
    this.#random = random
  }

  /** As if nothing had ever failed. */
  forget(): void {
    this.#failures = 0
    this.#failedAttempts = 0
  }

  /** An attempt that began then has failed now: when comes the next? Undefined: never by itself. */
  failed(beganAt: Instant, now: Instant): Instant | undefined {
    this.#failures += 1
    this.#failedAttempts += 1
    const comeBack = this.#comeBack
    if (comeBack.kind === 'never') return undefined
    if (this.#failedAttempts >= (comeBack.attempts ?? Infinity)) return undefined
    const delay = delayAfter(comeBack.backOff, this.#failures, this.#random)
    const from = comeBack.countedFrom === 'beginning' ? beganAt : now
    return later(now, plus(from, delay))
  }

  /** A stream that was ready is lost. */
  lost(loss: StreamLoss, now: Instant): Instant | undefined {
    if (this.#comeBack.kind === 'never') return undefined
    const { delay, failures } = afterLoss(this.#comeBack, loss, this.#random)
    this.#failures += failures
    return plus(now, delay)
  }

  /** There is a network again, or another one: whether it tries at once. */
  networkChanged(): boolean {
    const comeBack = this.#comeBack
    if (comeBack.kind === 'never' || comeBack.networkChange === 'goes-on') return false
    if (comeBack.networkChange === 'at-once-and-anew') this.forget()
    return true
  }
}

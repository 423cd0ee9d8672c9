/**
 * A client's waits, seen from the server: what the client sends up to an answer is one flight,
 * and a flight that is answered is one round trip waited for, on the layer of the flight's last
 * step. That is the client's own blocking (the last thing said before it waits), as long as
 * answers leave late enough for everything that is sent without waiting to be there before.
 *
 * A flight without a step of the negotiation is not counted.
 */
import { LAYERS, type Layer, type Waits } from '../transport.ts'
import { type LoginStep, STEP_LAYERS } from './step.ts'

/** More than any client has on its way to being ready; what comes beyond is not counted. */
const WAITS_MAX = 1_000

export interface Wait {
  step: LoginStep
  /** What the answer was: `<failure/>`, `<failed/>` or an error, or anything else. */
  outcome: 'answered' | 'refused'
}

export class WaitLog {
  readonly #waits: Wait[] = []
  #unanswered: LoginStep | undefined
  /** How many there were when the client had authenticated. */
  #authenticated = 0

  asked(step: LoginStep): void {
    this.#unanswered = step
  }

  /** Something else is said at once, whose answer is waited for with this one. */
  wentOn(): void {
    this.#unanswered = undefined
  }

  /** Whether something was asked for that has not been answered. */
  get asking(): boolean {
    return this.#unanswered !== undefined
  }

  /** Whether this is what was asked for last, and has not been answered. */
  asks(step: LoginStep): boolean {
    return this.#unanswered === step
  }

  /** Something left for the client; whether it had waited for it. */
  answered(): boolean {
    if (this.#unanswered === undefined) return false
    this.add(this.#unanswered)
    this.#unanswered = undefined
    return true
  }

  add(step: LoginStep): void {
    if (this.#waits.length < WAITS_MAX) this.#waits.push({ step, outcome: 'answered' })
  }

  /** What looked like waits for one step were for another. */
  turnedOut(seeming: LoginStep, real: LoginStep): void {
    for (const wait of this.#waits) if (wait.step === seeming) wait.step = real
  }

  /** What the last wait of this step was for came to nothing. */
  refused(step: LoginStep): void {
    const last = this.#waits.findLast((wait) => wait.step === step)
    if (last !== undefined) last.outcome = 'refused'
  }

  /** The client is let in. What it waited for last may have been something that it said along. */
  authenticated(): void {
    this.#authenticated = this.#waits.length
  }

  /** How many it took to be let in, but for what was refused. */
  get authenticating(): number {
    const until = this.#waits.slice(0, this.#authenticated)
    const own = until.filter(
      ({ step, outcome }) => step === 'authentication' && outcome === 'answered',
    )
    return until.at(-1)?.step === 'authentication' ? own.length : own.length + 1
  }

  /**
   * Of those that only began when the client was let in, but for a resumption that was refused: what that
   * cost is a matter of its own, whatever it was said in.
   */
  countBehind(...steps: readonly LoginStep[]): number {
    const behind = this.#waits.slice(this.#authenticated)
    return behind.filter(
      ({ step, outcome }) => steps.includes(step) && !(step === 'resume' && outcome === 'refused'),
    ).length
  }

  count(step: LoginStep, outcome?: Wait['outcome']): number {
    let count = 0
    for (const wait of this.#waits) {
      if (wait.step === step && (outcome === undefined || wait.outcome === outcome)) count += 1
    }
    return count
  }

  get total(): number {
    return this.#waits.length
  }

  /** The layer of the last wait that was over; `tcp` before the first. */
  last(): Layer {
    const last = this.#waits.at(-1)
    return last === undefined ? 'tcp' : STEP_LAYERS[last.step]
  }

  counted(): Waits {
    const byLayer: Partial<Record<Layer, number>> = {}
    for (const layer of LAYERS) {
      const count = this.#waits.filter(({ step }) => STEP_LAYERS[step] === layer).length
      if (count > 0) byLayer[layer] = count
    }
    return { total: this.#waits.length, byLayer }
  }
}

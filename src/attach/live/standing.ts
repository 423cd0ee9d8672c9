/**
 * Waiting for a server in real time, while virtual time stands still: for what its connection knows to
 * be still to come, and behind its last answer for what it says unasked.
 */
import type { Clock } from '../../clock/clock.ts'
import { plus, seconds } from '../../units.ts'
import type { LiveLimits } from './settings.ts'
import { Standstill } from './standstill.ts'

/** For an answer, and for each of what leaves nothing behind at the server, where there is a hurry. */
const IN_A_HURRY = seconds(2)

export class Standing {
  readonly #real: Clock
  readonly #limits: Pick<LiveLimits, 'patience' | 'settle' | 'hurry'>
  readonly #standstill = new Standstill()
  #settling = false
  #due = false

  constructor(real: Clock, limits: Pick<LiveLimits, 'patience' | 'settle' | 'hurry'>) {
    this.#real = real
    this.#limits = limits
  }

  /** What the server says last, unasked, may still come within the settle time. */
  get isSettling(): boolean {
    return this.#settling
  }

  /** Something that it says unasked is known to come. */
  get isDue(): boolean {
    return this.#due
  }

  /**
   * The client is through: only what the server says unasked is still waited for, for a settle time,
   * and until `fulfilled` where something is `due`.
   */
  settle(unasked: 'due' | 'not-known'): void {
    this.#settling = true
    this.#due = unasked === 'due'
    this.#real.at(plus(this.#real.now(), this.#limits.settle), () => {
      this.#settling = false
      this.notify()
    })
  }

  /** What was due has come, or is not waited for any more. */
  fulfilled(): void {
    this.#due = false
    this.notify()
  }

  /** Something has happened that may change what is waited for. */
  notify(): void {
    this.#standstill.notify()
  }

  /** Resolves when it holds no more. */
  while(holds: () => boolean): Promise<void> {
    return this.#standstill.while(holds)
  }

  /** The same; `lose` is called when the server has been given all the time that it gets. */
  async within(holds: () => boolean, lose: () => void): Promise<void> {
    if (!holds()) return
    const { patience, hurry } = this.#limits
    const cancels = [this.#real.at(plus(this.#real.now(), patience), lose)]
    const atLeisure = hurry?.whenever(() => {
      cancels.push(this.#real.at(plus(this.#real.now(), IN_A_HURRY), lose))
    })
    await this.while(holds)
    atLeisure?.()
    for (const cancel of cancels) cancel()
  }
}

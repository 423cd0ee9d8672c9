/**
 * Waiting for a server in real time, while virtual time stands still: for what its connection knows to
 * be still to come, and behind its last answer for what it says unasked.
 */
import type { Cancel, Clock } from '../../clock/clock.ts'
import { type Duration, plus, seconds } from '../../units.ts'
import type { LiveLimits } from './settings.ts'
import type { Given } from './silence.ts'
import { Standstill } from './standstill.ts'

/** For an answer, and for each of what leaves nothing behind at the server, where there is a hurry. */
const IN_A_HURRY = seconds(2)

export interface Stand {
  /** As long as each of several addresses is given a time of its own, patience does not begin. */
  readonly choosing: () => boolean
  readonly holds: () => boolean
  /** The server has been given all the time that it gets. */
  readonly lose: (given: Given) => void
}

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

  /** The same, for so long at most. */
  async within({ choosing, holds, lose }: Stand): Promise<void> {
    if (!holds()) return
    const cancels: Cancel[] = []
    const limit = (time: Duration, by: Given['by']): void => {
      cancels.push(this.#real.at(plus(this.#real.now(), time), () => lose({ time, by })))
    }
    const atLeisure = this.#limits.hurry?.whenever(() => limit(IN_A_HURRY, 'hurry'))
    await this.while(choosing)
    limit(this.#limits.patience, 'patience')
    await this.while(holds)
    atLeisure?.()
    for (const cancel of cancels) cancel()
  }
}

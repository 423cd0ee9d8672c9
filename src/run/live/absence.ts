/**
 * Waits for a server that takes no connections any more, as one does that is restarted: looks
 * again and again whether it is back, for so long at most. All lanes wait together.
 */
import type { OverTls } from '../../strategies/over.ts'
import type { Failure } from '../../transport.ts'
import { type Duration, milliseconds, plus } from '../../units.ts'
import { look } from './errands.ts'
import { guest } from './guest.ts'
import type { LiveHost } from './host.ts'

/** Real time between two looks. */
const PAUSE = milliseconds(250)

export class Absence {
  readonly #host: LiveHost
  readonly #interrupted: () => boolean
  #waiting: Promise<void> | undefined
  #returns = 0
  #gone: Failure | undefined

  constructor(host: LiveHost, interrupted: () => boolean) {
    this.#host = host
    this.#interrupted = interrupted
  }

  /** How often it has come back: what it had before is not there any more. */
  get returns(): number {
    return this.#returns
  }

  /** What it refused when it did not come back in time. */
  get gone(): Failure | undefined {
    return this.#gone
  }

  /** A connection was refused with this failure; resolves when that is over, or will not be. */
  async waitOut(failure: Failure, over: OverTls): Promise<void> {
    if (this.#gone !== undefined) return
    this.#waiting ??= this.#wait(failure, over).finally(() => {
      this.#waiting = undefined
    })
    await this.#waiting
  }

  async #wait(failure: Failure, over: OverTls): Promise<void> {
    const { real, spec } = this.#host
    const until = plus(real.now(), spec.absence)
    while (!this.#interrupted()) {
      if (await this.#isBack(over)) {
        this.#returns += 1
        return
      }
      if (real.now() >= until) {
        this.#gone = failure
        return
      }
      await this.#pause(PAUSE)
    }
  }

  async #isBack(over: OverTls): Promise<boolean> {
    const { attempt, outcome } = await this.#host.errand(
      look(guest(this.#host.spec, 0), over),
      over,
    )
    if (outcome.kind === 'ready') await attempt.close()
    else attempt.lose()
    return outcome.kind === 'ready'
  }

  #pause(time: Duration): Promise<void> {
    const { real } = this.#host
    return new Promise((resolve) => {
      real.at(plus(real.now(), time), resolve)
    })
  }
}

/**
 * Whether the account is still let in. A password that was taken in the beginning may be replaced in the
 * middle of a run, and servers lock out who goes on with the old one. Where several trials in a row were
 * refused the account logs in once more by the way that was taken then: if that is refused, too, it is
 * no strategy's fault, and nobody knocks any more.
 */
import type { Strategy } from '../../strategies/strategy.ts'
import type { Failure } from '../../transport.ts'
import { guest } from './guest.ts'
import type { LiveHost } from './host.ts'
import { logIn } from './login.ts'

/** So many trials in a row are reason to ask. */
const REFUSALS_ENOUGH = 3

/** No client has such a one, so that nobody's session is in the way. */
const LANE = -2

export class Admission {
  readonly #host: LiveHost
  readonly #login: Strategy
  #inARow = 0
  #asking: Promise<void> | undefined
  #refused: Failure | undefined

  constructor(host: LiveHost, login: Strategy) {
    this.#host = host
    this.#login = login
  }

  /** Why nobody is let in any more. */
  get refused(): Failure | undefined {
    return this.#refused
  }

  /** What a trial of whichever strategy came to; resolves when it is known whether to go on. */
  async heard(failure: Failure | undefined): Promise<void> {
    if (failure === undefined) this.#inARow = 0
    else if (failure.code === 'authentication-failed') this.#inARow += 1
    if (this.#inARow >= REFUSALS_ENOUGH && this.#refused === undefined) {
      this.#asking ??= this.#ask().finally(() => {
        this.#asking = undefined
      })
    }
    await this.#asking
  }

  async #ask(): Promise<void> {
    const came = await logIn(this.#host, this.#login, guest(this.#host.spec, LANE))
    if (came.kind === 'in') this.#inARow = 0
    // Anything else, as no answer, says nothing of the password.
    if (came.kind === 'refused') this.#refused = came.failure
  }
}

/**
 * Waits for a server that goes away, as one does that is restarted: looks again and again whether it
 * is back, for so long at most. All lanes wait together.
 */
import type { OverTls } from '../../strategies/over.ts'
import { type Failure, type FailureCode, SHUTDOWN } from '../../transport.ts'
import { type Duration, type Instant, milliseconds, plus } from '../../units.ts'
import { look } from './errands.ts'
import { guest } from './guest.ts'
import type { LiveHost } from './host.ts'

const NO_FEATURES: Failure = { code: 'timeout', detail: 'expected features, found none in time' }

/** Real time between two looks. */
const PAUSE = milliseconds(250)

export class Absence {
  readonly #host: LiveHost
  readonly #interrupted: () => boolean
  #waiting: Promise<void> | undefined
  /** How long it may be away, with all that it was back for in vain. */
  #until: Instant | undefined
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

  /** What the last look came to, when it did not come back in time. */
  get gone(): Failure | undefined {
    return this.#gone
  }

  /** Whether a trial has come to this because the server went away; looks whether it has, if that is open. */
  async explains(failure: Failure, over: OverTls): Promise<boolean> {
    switch (failure.code) {
      case 'connection-refused':
        return true
      case 'stream-error':
        return failure.condition === SHUTDOWN
      case 'connection-reset':
      case 'connection-closed':
        return !this.#interrupted() && (await this.#look(over))?.code === 'connection-refused'
      default:
        return false
    }
  }

  /** A trial has met the server. */
  met(): void {
    this.#until = undefined
  }

  /** The server went away with this failure; resolves when that is over, or will not be. */
  async waitOut(failure: Failure, over: OverTls): Promise<void> {
    if (this.#gone !== undefined) return
    this.#waiting ??= this.#wait(failure, over).finally(() => {
      this.#waiting = undefined
    })
    await this.#waiting
  }

  async #wait(failure: Failure, over: OverTls): Promise<void> {
    const { real, spec } = this.#host
    const until = this.#until ?? plus(real.now(), spec.absence)
    const isInVain = this.#until !== undefined && real.now() >= until
    this.#until = until
    let last = failure
    while (!this.#interrupted() && !isInVain) {
      // One that says that it goes still takes connections for a moment.
      await this.#pause(PAUSE)
      const found = await this.#look(over)
      if (found === undefined) {
        this.#returns += 1
        return
      }
      last = found
      if (real.now() >= until) break
    }
    if (!this.#interrupted()) this.#gone = last
  }

  /** Undefined: it is there, as it was. */
  async #look(over: OverTls): Promise<Failure | undefined> {
    const { attempt, outcome } = await this.#host.errand(
      look(guest(this.#host.spec, 0), over),
      over,
    )
    if (outcome.kind === 'ready') {
      await attempt.close()
      return undefined
    }
    attempt.lose()
    return outcome.kind === 'failed' ? outcome.failure : NO_FEATURES
  }

  #pause(time: Duration): Promise<void> {
    const { real } = this.#host
    return new Promise((resolve) => {
      real.at(plus(real.now(), time), resolve)
    })
  }
}

/** Whether there is a server behind this, though one that a client does not get on with. */
export const isBack = ({ code, condition }: Failure): boolean =>
  !AWAY.includes(code) && condition !== SHUTDOWN

const AWAY: readonly FailureCode[] = [
  'dns-failure',
  'connection-refused',
  'connect-timeout',
  'timeout',
  'connection-reset',
  'connection-closed',
]

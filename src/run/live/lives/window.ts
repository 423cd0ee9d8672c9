/**
 * How long the server keeps a session whose client is away. Virtual time does not pass in a real
 * server: who is away for longer than the server has announced waits, in real time, until the real
 * session has ended; where that is too long to be waited for, the life is not run.
 *
 * The server is taken to notice at once that its client is gone. When it would have noticed depends on
 * timers of its own, which virtual time does not pass for either.
 */
import type { Hurry } from '../../../attach/live/hurry.ts'
import type { Clock } from '../../../clock/clock.ts'
import type { LifeEvent } from '../../../record/traced-life.ts'
import {
  between,
  type Duration,
  type Instant,
  plus,
  seconds,
  sum,
  toMilliseconds,
} from '../../../units.ts'
import type { ReadyStream } from '../../../xmpp/dialogue/ready-stream.ts'

/** Real time: longer than this nobody waits for a session to end. */
export const LONGEST_WAIT = seconds(30)
/** Servers look at their sessions every second or so. */
const MARGIN = seconds(1)

export class SessionWindow {
  readonly #virtual: Pick<Clock, 'now'>
  readonly #real: Clock
  readonly #hurry: Pick<Hurry, 'whenever'>
  #announced: Duration | undefined
  /** Since when the client is away. */
  #brokeAt: Instant | undefined
  /** By when the session is over at the server, in real time. */
  #endsAt: Instant | undefined
  #obstacle: string | undefined
  #isGivenUp = false

  constructor(
    clocks: { readonly virtual: Pick<Clock, 'now'>; readonly real: Clock },
    hurry: Pick<Hurry, 'whenever'>,
  ) {
    this.#virtual = clocks.virtual
    this.#real = clocks.real
    this.#hurry = hurry
  }

  /** Why this life cannot be lived to its end. */
  get obstacle(): string | undefined {
    return this.#obstacle
  }

  seen({ kind }: LifeEvent): void {
    if (kind === 'broke' || kind === 'lost') this.#brokeAt ??= this.#virtual.now()
    if (kind === 'recovered') this.#brokeAt = undefined
  }

  ready({ way, sm }: ReadyStream): void {
    if (way === 'resumed' && this.#endsAt !== undefined) {
      this.#obstacle = 'expected the session to have ended, found it resumed'
    }
    this.#brokeAt = undefined
    this.#endsAt = undefined
    if (sm?.keptFor !== undefined) this.#announced = seconds(sm.keptFor)
  }

  /** An attempt begins; `strand`: the server is shown that its client is gone. */
  attempting(strand: () => void): void {
    const kept = this.#announced
    if (kept === undefined || this.#brokeAt === undefined || this.#endsAt !== undefined) return
    if (between(this.#brokeAt, this.#virtual.now()) <= kept) return
    if (kept > LONGEST_WAIT) {
      this.#obstacle = `expected a session that ends within ${text(LONGEST_WAIT)}, found one that is kept for ${text(kept)}`
      return
    }
    strand()
    this.#endsAt = plus(this.#real.now(), sum(kept, MARGIN))
  }

  /** Nobody has the time to wait for its end: the life is given up. */
  get isGivenUp(): boolean {
    return this.#isGivenUp
  }

  /** Resolves when a session that is over is over at the server, too, or nobody has the time. */
  waitOut(): Promise<void> {
    const at = this.#endsAt
    if (at === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      const hurried = this.#hurry.whenever(() => {
        this.#isGivenUp = true
        elapsed()
        resolve()
      })
      const elapsed = this.#real.at(at, () => {
        hurried()
        resolve()
      })
    })
  }
}

const text = (time: Duration): string => `${toMilliseconds(time) / 1000} s`

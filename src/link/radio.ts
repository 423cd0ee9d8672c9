/**
 * The device's radio: asleep when nothing has been sent or received for a while, and slow to
 * wake. Both directions of a link share it: an answer that comes soon finds it awake.
 *
 * The packet that finds it idle starts the promotion and waits for its end; so do all that
 * come meanwhile, and leave in order. Every packet restarts the idle timer when it passes.
 *
 * Leaves out what lies between idle and connected (DRX cycles, the paging that a packet from
 * the network has to wait for, the steps of 3G): a longer `promotion` downwards, or a jitter,
 * stands for them.
 */
import type { Duration, Instant } from '../units.ts'
import { between, later, plus } from '../units.ts'
import { requireThat, requireWhole } from './requirements.ts'
import type { ImpairmentOf, StageFactory } from './stage.ts'
import { deliverAt } from './stage.ts'

/** One per link; the stages of both directions ask it. */
export class Radio {
  readonly #origin: Instant
  #settings: ImpairmentOf<'radio'> | undefined
  /** When it is, or was last, ready after a promotion. */
  #readyAt: Instant
  /** When a packet last passed; undefined: it begins idle. */
  #lastPassed: Instant | undefined

  constructor(origin: Instant) {
    this.#origin = origin
    this.#readyAt = origin
  }

  /**
   * A stage announces its settings. Each direction has a promotion of its own, but there is
   * one idle timer and one beginning.
   */
  join(settings: ImpairmentOf<'radio'>): void {
    const first = this.#settings ?? settings
    if (this.#settings === undefined && settings.initially === 'connected') {
      this.#lastPassed = this.#origin
    }
    this.#settings = first
    const agrees = first.initially === settings.initially && first.idleAfter === settings.idleAfter
    requireThat(
      'radio',
      agrees,
      'initially and idleAfter',
      `as in the link's other radio impairment (${first.initially}, ${first.idleAfter} ns)`,
      `${settings.initially}, ${settings.idleAfter} ns`,
    )
  }

  /** A packet comes along; the answer is when it passes. */
  pass(now: Instant, promotion: Duration, idleAfter: Duration): Instant {
    const last = this.#lastPassed
    const isIdle = last === undefined || between(last, now) >= idleAfter
    if (isIdle) this.#readyAt = plus(now, promotion)
    const passed = later(now, this.#readyAt)
    this.#lastPassed = passed
    return passed
  }
}

export const radioStage: StageFactory<'radio'> = (settings, { radio }) => {
  const { promotion, idleAfter } = settings
  requireWhole('radio', 'promotion', promotion)
  requireWhole('radio', 'idleAfter', idleAfter)
  radio.join(settings)
  return (_packet, now) => deliverAt(radio.pass(now, promotion, idleAfter))
}

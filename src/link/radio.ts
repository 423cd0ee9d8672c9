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
import type { RadioPassage, StageFactory } from './stage.ts'
import { deliverAt } from './stage.ts'

export interface RadioSettings {
  readonly kind: 'radio'
  readonly promotion: Duration
  /** Silence, both ways, after which it falls idle. */
  readonly idleAfter: Duration
  readonly initially: 'idle' | 'connected'
}

/** One per link, whatever its settings come to be; the stages of both directions ask it. */
export class Radio implements RadioPassage {
  #state: 'unused' | 'used' = 'unused'
  /** When it is, or was last, ready after a promotion. */
  #readyAt: Instant
  /** When a packet last passed; undefined: it begins idle. */
  #lastPassed: Instant | undefined

  constructor(origin: Instant) {
    this.#readyAt = origin
  }

  /**
   * The radio's settings in both directions. Each has a promotion of its own, but there is one
   * idle timer and one beginning: that of the first settings that have a radio at all.
   */
  obey([first, ...others]: readonly RadioSettings[], now: Instant): void {
    if (first === undefined) return
    for (const other of others) {
      requireThat(
        'radio',
        other.initially === first.initially && other.idleAfter === first.idleAfter,
        'initially and idleAfter',
        `as in the link's other radio impairment (${first.initially}, ${first.idleAfter} ns)`,
        `${other.initially}, ${other.idleAfter} ns`,
      )
    }
    if (this.#state === 'unused' && first.initially === 'connected') this.#lastPassed = now
    this.#state = 'used'
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

export const radioStage: StageFactory<RadioSettings> = (settings, { radio }) => {
  const { promotion, idleAfter } = settings
  requireWhole('radio', 'promotion', promotion)
  requireWhole('radio', 'idleAfter', idleAfter)
  return (_packet, now) => deliverAt(radio.pass(now, promotion, idleAfter))
}

/**
 * The device's radio: asleep when nothing has been sent or received for a while, and slow to
 * wake. Both directions of a link share it: an answer that comes soon finds it awake.
 *
 * It falls asleep first, while still connected (the sleep between the moments at which a
 * connected device listens), and later idle. The packet that finds it asleep or idle wakes it
 * and waits until it is ready; so do all that come meanwhile, and leave in order. Every packet
 * begins the silence anew when it passes.
 *
 * Leaves out the paging that a packet from the network has to wait for, and the steps of 3G: a
 * longer `promotion` downwards, or a jitter, stands for them.
 */
import type { Duration, Instant } from '../units.ts'
import { between, later, plus } from '../units.ts'
import { requireThat, requireWhole } from './requirements.ts'
import { areSame } from './same-settings.ts'
import type { RadioPassage, RadioTimes, StageFactory } from './stage.ts'

export interface RadioSettings extends RadioTimes {
  readonly kind: 'radio'
  readonly initially: 'idle' | 'asleep' | 'connected'
}

/** One per link, whatever its settings come to be; the stages of both directions ask it. */
export class Radio implements RadioPassage {
  #state: 'unused' | 'used' = 'unused'
  /** When it is, or was last, ready after it had to wake. */
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
        areSame(beginningAndTimers(other), beginningAndTimers(first)),
        'initially, idleAfter and sleep.after',
        `as in the link's other radio impairment (${beginningAndTimers(first).join(', ')} ns)`,
        `${beginningAndTimers(other).join(', ')} ns`,
      )
    }
    if (this.#state === 'unused') this.#lastPassed = silenceBegan(first, now)
    this.#state = 'used'
  }

  /** Goes on in a time that begins so much later than the one it has been used in. */
  rebase(by: Duration): void {
    this.#readyAt = (this.#readyAt - by) as Instant
    if (this.#lastPassed !== undefined) this.#lastPassed = (this.#lastPassed - by) as Instant
  }

  /** A packet comes along; the answer is when it passes. */
  pass(now: Instant, { promotion, idleAfter, sleep }: RadioTimes): Instant {
    const last = this.#lastPassed
    const silence = last === undefined ? idleAfter : between(last, now)
    if (silence >= idleAfter) this.#readyAt = plus(now, promotion)
    else if (sleep !== undefined && silence >= sleep.after) this.#readyAt = plus(now, sleep.wake)
    const passed = later(now, this.#readyAt)
    this.#lastPassed = passed
    return passed
  }
}

const beginningAndTimers = ({ initially, idleAfter, sleep }: RadioSettings) =>
  [initially, idleAfter, sleep?.after ?? 'never'] as const

/** Of a radio that is idle at first nobody knows since when: undefined. */
function silenceBegan({ initially, sleep }: RadioSettings, now: Instant): Instant | undefined {
  switch (initially) {
    case 'idle':
      return undefined
    case 'asleep':
      return (now - (sleep?.after ?? 0)) as Instant
    case 'connected':
      return now
  }
}

export const radioStage: StageFactory<RadioSettings> = (settings, { radio }) => {
  const { promotion, idleAfter, sleep } = settings
  requireWhole('radio', 'promotion', promotion)
  requireWhole('radio', 'idleAfter', idleAfter)
  if (sleep !== undefined) {
    requireWhole('radio', 'sleep.after', sleep.after)
    requireWhole('radio', 'sleep.wake', sleep.wake)
    const isBefore = sleep.after < idleAfter
    requireThat('radio', isBefore, 'sleep.after', `shorter than ${idleAfter} ns`, sleep.after)
  }
  return (_packet, now) => radio.pass(now, settings)
}

/**
 * How long a device's radio is connected: from when a packet wakes it until so much silence, both
 * ways, that it falls idle. That is what a battery pays for: the tail behind each burst costs as much
 * as the burst (Huang et al., MobiSys 2012; XEP-0286), which is why the sleep of a device that is
 * still connected counts as well.
 *
 * By the timers of the link's own radio where it has one; on a link without, as a phone's modem on
 * LTE would: ten seconds of silence, at once awake. Two stages in front of the radio see every packet
 * that comes to it; nothing is delayed. What never leaves the device (there is no network) wakes
 * nothing: searching for a cell is left out.
 */
import { type Duration, type Instant, later, plus, seconds, sum, ZERO } from '../units.ts'
import type { Impairment } from './impairments.ts'
import type { RadioSettings } from './radio.ts'
import type { LinkSettings } from './settings.ts'
import { SharedStage } from './shared-stage.ts'

/** Verizon's LTE; T-Mobile's falls idle after five (Narayanan et al., SIGCOMM 2021). */
const STANDARD: Pick<RadioSettings, 'promotion' | 'idleAfter'> = {
  promotion: ZERO,
  idleAfter: seconds(10),
}

export class RadioMeter {
  /** All that it has been and will be on if nothing more comes. */
  #booked: Duration = ZERO
  #onUntil: Instant
  readonly #stages = new Map<Duration, SharedStage>()
  #idleAfter: Duration = STANDARD.idleAfter

  constructor(origin: Instant) {
    this.#onUntil = origin
  }

  /** The rows of a link with the meter in them; the device's radio then goes by their timers. */
  watch({ up, down }: LinkSettings): LinkSettings {
    const ofUp = radioOf(up)
    const ofDown = radioOf(down)
    this.#idleAfter = (ofUp ?? ofDown ?? STANDARD).idleAfter
    const stages = {
      up: this.#stage((ofUp ?? STANDARD).promotion),
      down: this.#stage((ofDown ?? STANDARD).promotion),
    }
    const at = ofDown === undefined ? down.length : down.indexOf(ofDown)
    return {
      up: [stages.up, ...up],
      down: [...down.slice(0, at), stages.down, ...down.slice(at)],
    }
  }

  /** So long in all, until now. */
  onUntil(now: Instant): Duration {
    const ahead = Math.max(this.#onUntil - now, 0)
    return (this.#booked - ahead) as Duration
  }

  /** One for each promotion: a stage that stays in the row goes on through a change of the link. */
  #stage(promotion: Duration): SharedStage {
    const known = this.#stages.get(promotion)
    if (known !== undefined) return known
    const stage = new SharedStage((_packet, now) => {
      this.#passed(now, promotion)
      return now
    })
    this.#stages.set(promotion, stage)
    return stage
  }

  #passed(now: Instant, promotion: Duration): void {
    const isIdle = now >= this.#onUntil
    const from = isIdle ? now : this.#onUntil
    const awake = isIdle ? plus(now, promotion) : now
    this.#onUntil = later(this.#onUntil, plus(awake, this.#idleAfter))
    this.#booked = sum(this.#booked, (this.#onUntil - from) as Duration)
  }
}

const isRadio = (entry: Impairment | SharedStage): entry is RadioSettings => entry.kind === 'radio'

const radioOf = (row: LinkSettings['up']): RadioSettings | undefined => row.find(isRadio)

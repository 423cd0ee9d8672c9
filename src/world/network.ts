/**
 * The network that a device is on, as it changes under its connections: what it carries them
 * over, a gate in front of it, and how long its radio is on.
 */
import type { Alarm } from '../engine.ts'
import { Gate } from '../link/gate.ts'
import type { Link } from '../link/link.ts'
import { RadioMeter } from '../link/radio-meter.ts'
import type { LinkSettings } from '../link/settings.ts'
import type { LinkBody } from '../stack/link-body.ts'
import { type Duration, plus } from '../units.ts'

export interface NetworkOptions {
  readonly link: Link<LinkBody>
  /** Those that the link has. */
  readonly settings: LinkSettings
  readonly clock: Pick<Alarm, 'now'>
}

export class Network {
  readonly #link: Link<LinkBody>
  readonly #clock: Pick<Alarm, 'now'>
  readonly #gate = new Gate()
  readonly #radio: RadioMeter

  constructor({ link, settings, clock }: NetworkOptions) {
    this.#link = link
    this.#clock = clock
    this.#radio = new RadioMeter(clock.now())
    this.move(settings)
  }

  /** Another network than before, as far as packets are concerned. */
  move(settings: LinkSettings): void {
    const { stage } = this.#gate
    const { up, down } = this.#radio.watch(settings)
    this.#link.change({ up: [stage, ...up], down: [stage, ...down] })
  }

  /** How long the device's radio has been on so far. */
  get radioOn(): Duration {
    return this.#radio.onUntil(this.#clock.now())
  }

  /** From now on nothing passes, either way; what is called ends that. */
  shut(): () => void {
    return this.#gate.shut()
  }

  /** What is sent from now on, either way, waits for so long at most, and leaves in order. */
  hold(lasts: Duration): void {
    this.#gate.hold(plus(this.#clock.now(), lasts))
  }
}

/**
 * The network that a device is on, as it changes under its connections: what it carries them
 * over, and a gate in front of it.
 */
import type { Alarm } from '../engine.ts'
import { Gate } from '../link/gate.ts'
import type { Link } from '../link/link.ts'
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

  constructor({ link, settings, clock }: NetworkOptions) {
    this.#link = link
    this.#clock = clock
    this.move(settings)
  }

  /** Another network than before, as far as packets are concerned. */
  move({ up, down }: LinkSettings): void {
    const { stage } = this.#gate
    this.#link.change({ up: [stage, ...up], down: [stage, ...down] })
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

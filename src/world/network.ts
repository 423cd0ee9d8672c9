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
import { type Bytes, type Duration, plus } from '../units.ts'

/** What a network is to a device that is in it. */
export interface Access {
  readonly link: LinkSettings
  /** Of both ends of what is connected over it. */
  readonly mtu: Bytes
}

export interface NetworkOptions {
  readonly link: Link<LinkBody>
  /** That which the link was made of. */
  readonly access: Access
  readonly clock: Pick<Alarm, 'now'>
}

export class Network {
  readonly #link: Link<LinkBody>
  readonly #clock: Pick<Alarm, 'now'>
  readonly #gate = new Gate()
  readonly #radio: RadioMeter
  /** For connections that begin now: those that there are keep what they have agreed on. */
  mtu: Bytes

  constructor({ link, access, clock }: NetworkOptions) {
    this.#link = link
    this.#clock = clock
    this.#radio = new RadioMeter(clock.now())
    this.mtu = access.mtu
    this.move(access)
  }

  /** Another network than before, as far as packets are concerned. */
  move({ link, mtu }: Access): void {
    const { stage } = this.#gate
    const { up, down } = this.#radio.watch(link)
    this.mtu = mtu
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

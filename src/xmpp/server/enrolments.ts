/**
 * What a server has handed out besides tokens of FAST: access tokens, and devices that are
 * registered. Names are case-mapped; entries are replaced, not changed, so that a copy is a copy of
 * references.
 */
import { caseMapped } from '../../address.ts'
import type { Enrolled } from '../../sasl/enrolled.ts'
import type { Device, DeviceRecords, GrantRecords, GrantVerdict } from '../../sasl/records.ts'

/** Of one user; of more, the oldest are forgotten. */
const DEVICES_AT_MOST = 1_000

export class Enrolments implements GrantRecords, DeviceRecords {
  /** Whose they are. */
  readonly #accessTokens: Map<string, string>
  readonly #devices: Map<string, readonly Device[]>

  constructor(from?: Enrolments) {
    this.#accessTokens = new Map(from === undefined ? [] : from.#accessTokens)
    this.#devices = new Map(from === undefined ? [] : from.#devices)
  }

  copy(): Enrolments {
    return new Enrolments(this)
  }

  add(user: string, { accessToken, device: { id, key } }: Enrolled): void {
    this.#accessTokens.set(accessToken, caseMapped(user))
    this.update(user, { id, key, counter: 0, status: 'valid' })
  }

  redeem(accessToken: string): GrantVerdict {
    const username = this.#accessTokens.get(accessToken)
    return username === undefined ? { kind: 'refused' } : { kind: 'accepted', username }
  }

  devices(user: string): readonly Device[] {
    return this.#devices.get(caseMapped(user)) ?? []
  }

  update(user: string, device: Device): void {
    const others = this.devices(user).filter(({ id }) => id !== device.id)
    this.#devices.set(caseMapped(user), [...others, device].slice(-DEVICES_AT_MOST))
  }

  /** Nothing that was handed out to a user is taken any more. */
  revoke(user: string): void {
    const name = caseMapped(user)
    for (const [accessToken, owner] of this.#accessTokens) {
      if (owner === name) this.#accessTokens.delete(accessToken)
    }
    const revoked = this.devices(user).map((device): Device => ({ ...device, status: 'revoked' }))
    this.#devices.set(name, revoked)
  }
}

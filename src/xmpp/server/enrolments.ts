/**
 * What a server has handed out besides tokens of FAST: access tokens, and devices that are
 * registered. Names are case-mapped; entries are replaced, not changed, so that a copy is a copy of
 * references.
 */
import { caseMapped } from '../../address.ts'
import type { Enrolled } from '../../sasl/enrolled.ts'
import type { Device, DeviceRecords } from '../../sasl/records.ts'
import { Grants, type NewGrant } from './grants.ts'

/** Of one user; of more, the oldest are forgotten. */
const DEVICES_AT_MOST = 1_000

const LASTING = { scope: 'xmpp:client:normal', expires: undefined } as const

export class Enrolments implements DeviceRecords {
  readonly grants: Grants
  readonly #devices: Map<string, readonly Device[]>

  constructor(from?: Enrolments) {
    this.grants = new Grants(from?.grants)
    this.#devices = new Map(from === undefined ? [] : from.#devices)
  }

  copy(): Enrolments {
    return new Enrolments(this)
  }

  /** `limits`: of its access token; usual access for good if not given. */
  add(
    user: string,
    { accessToken, device: { id, key } }: Enrolled,
    limits: Omit<NewGrant, 'accessToken'> = LASTING,
  ): void {
    this.grants.add(user, { accessToken, ...limits })
    this.update(user, { id, key, counter: 0, status: 'valid' })
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
    this.grants.revokeAll(user)
    const revoked = this.devices(user).map((device): Device => ({ ...device, status: 'revoked' }))
    this.#devices.set(name, revoked)
  }
}

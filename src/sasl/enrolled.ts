/**
 * What a server has handed out to one installation, out of band or in a session long ago, that
 * mechanisms prove in the place of a password. Both ends hold it; how it came to them is not played.
 */
import type { DeviceKey } from './mechanism.ts'

export interface Enrolled {
  /** Of OAuth 2.0, not yet expired (RFC 6749 §1.4). */
  readonly accessToken: string
  /** 32 octets of key. */
  readonly device: DeviceKey
}

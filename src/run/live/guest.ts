/**
 * Who comes to visit: an account as each lane uses it, with names of its own, so that nothing
 * of the account's other clients is touched (tokens are bound to the user agent's id, XEP-0484;
 * sessions to the resource).
 */
import { Random } from '../../random.ts'
import { SaltedKeys } from '../../sasl/scram-keys.ts'
import type { Account } from '../../xmpp/account.ts'
import type { LiveSpec } from './spec.ts'

const SALTED_KEYS = new SaltedKeys()

export function guest(spec: LiveSpec, lane: number): Account {
  const random = Random.seeded(spec.guest).fork('lane').fork(lane)
  return {
    local: spec.local,
    domain: spec.domain,
    password: spec.password,
    userAgentId: uuid(random.bytes(16)),
    software: 'xmpp-rtt',
    device: 'bench',
    resource: `rtt-${hexadecimal(random.bytes(2))}`,
    carbons: true,
    saltedKeys: SALTED_KEYS,
  }
}

const hexadecimal = (octets: Uint8Array): string => Buffer.from(octets).toString('hex')

/** RFC 9562 §5.4: version 4. */
const uuid = (octets: Uint8Array): string => {
  const marked = octets.map((octet, index) => {
    if (index === 6) return (octet & 0x0f) | 0x40
    return index === 8 ? (octet & 0x3f) | 0x80 : octet
  })
  return hexadecimal(marked).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/**
 * Who comes to visit: an account as each lane uses it, with names of its own, so that nothing
 * of the account's other clients is touched (tokens are bound to the user agent's id, XEP-0484;
 * sessions to the resource).
 */
import { Random } from '../../random.ts'
import { MECHANISMS } from '../../sasl/mechanisms.ts'
import { ITERATIONS_AT_MOST, SaltedKeys } from '../../sasl/scram/keys.ts'
import { type Duration, toMilliseconds } from '../../units.ts'
import type { Account } from '../../xmpp/account.ts'
import { uuid } from '../../xmpp/uuid.ts'
import type { LiveSpec } from './spec.ts'

const DISCLOSING_NOTHING = MECHANISMS.disclosingNothing()

const SALTED_KEYS = new SaltedKeys()

/** Not to whoever has not shown that it is the server. */
const mayShowPassword = ({ showPassword, trust }: LiveSpec): boolean =>
  showPassword === 'if-needed' && trust.kind !== 'anybody'

/** Of PBKDF2, on a slow machine. */
const ITERATIONS_PER_MILLISECOND = 1_000

/** Nobody else is heard while a client works, so it must not take longer than a server may. */
const iterationsWithin = (patience: Duration): number =>
  Math.min(ITERATIONS_AT_MOST, Math.ceil(toMilliseconds(patience) * ITERATIONS_PER_MILLISECOND))

export function guest(spec: LiveSpec, lane: number): Account {
  const random = Random.seeded(spec.guest).fork('lane').fork(lane)
  return {
    local: spec.local,
    domain: spec.domain,
    password: spec.password,
    userAgentId: uuid(random),
    software: 'xmpp-rtt',
    device: 'bench',
    resource: `rtt-${hexadecimal(random.bytes(2))}`,
    carbons: true,
    mechanisms: mayShowPassword(spec) ? MECHANISMS : DISCLOSING_NOTHING,
    saltedKeys: SALTED_KEYS,
    iterationsAtMost: iterationsWithin(spec.limits.patience),
  }
}

const hexadecimal = (octets: Uint8Array): string => Buffer.from(octets).toString('hex')

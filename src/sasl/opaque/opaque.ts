/**
 * OPAQUE-A255SHA and -PLUS (draft-reitzenstein-kitten-opaque-02): OPAQUE-3DH (RFC 9807) in the three
 * messages of SCRAM. The server keeps nothing that a guess could be tried on without it, and
 * never sees the password.
 *
 *     C: gs2-header "n=" user ",r=" base64( KE1 )
 *     S: "c=" base64( gs2-header and channel ) ",i=" base64( effort ) ",v=" base64( KE2 )
 *     C: "p=" base64( KE3 )
 *
 * Really computed; it takes some ten multiplications in the group for each attempt. Left out: a
 * registration that the client does (here the account is made at the server), and the secret that
 * it could keep at the server. The effort (Argon2id) is far below the 2 GiB of the draft: what a
 * client computes for is said elsewhere (`clients/`), and not burnt here.
 */
import { createHash } from 'node:crypto'
import type { MechanismOf } from '../mechanism.ts'
import { sameOctets, utf8 } from '../octets.ts'
import type { PasswordScheme } from '../records.ts'
import { FRESH_OCTETS, OpaqueClient } from './client.ts'
import {
  NONCE_OCTETS,
  oprfKey,
  type Registered,
  type Registration,
  registered,
  unregistered,
} from './envelope.ts'
import type { Variant } from './exchange-names.ts'
import { exchangeKeyPair } from './group.ts'
import { OpaqueServer } from './server.ts'
import type { Stretching } from './stretching.ts'

const NAME = 'OPAQUE-A255SHA'
const PLUS = `${NAME}-PLUS`
const EFFORT: Stretching = { kind: 'argon2id', m: 256, t: 1, p: 4 }

const prepared = (password: string): Uint8Array => utf8(password.normalize('NFKC'))

/** Made when it is first asked for: that takes a while, and few servers' clients ever ask. */
const once = (make: () => Registration): Registered => {
  let made: Registration | undefined
  return () => {
    made ??= make()
    return made
  }
}

const REGISTRATION: PasswordScheme<Registered> = {
  name: NAME,
  keep: (password, _hashing, random, { username }) =>
    once(() => {
      const chance = random.fork(NAME)
      return registered(
        prepared(password),
        {
          oprfKey: oprfKey(chance.bytes(64), utf8(username)),
          server: exchangeKeyPair(chance.bytes(32)),
          envelopeNonce: chance.bytes(NONCE_OCTETS),
        },
        EFFORT,
      )
    }),
  decoy: (seed) =>
    once(() => unregistered(createHash('sha256').update(seed).digest('base64'), EFFORT)),
  matches(password, kept) {
    const { oprfKey, server, envelope, stretching } = kept()
    const envelopeNonce = envelope.subarray(0, NONCE_OCTETS)
    const again = registered(prepared(password), { oprfKey, server, envelopeNonce }, stretching)
    return sameOctets(again.envelope, envelope)
  },
}

/** `rank`: what binds before what does not. */
const variant = (of: Variant, rank: number): MechanismOf<'password'> => ({
  name: of.name,
  specification: 'draft-reitzenstein-kitten-opaque-02, RFC 9807',
  proves: 'password',
  taken: 'named',
  rank,
  binds: of.binds,
  authenticates: 'both',
  discloses: 'nothing',
  work: 'comparing',
  freshOctets: FRESH_OCTETS,
  keeps: REGISTRATION,
  client: (start) => new OpaqueClient(of, start),
  server: (start) => new OpaqueServer(of, PLUS, REGISTRATION, start),
})

export const OPAQUE: MechanismOf<'password'> = variant({ name: NAME, binds: 'nothing' }, 2)
export const OPAQUE_PLUS: MechanismOf<'password'> = variant({ name: PLUS, binds: 'negotiated' }, 3)

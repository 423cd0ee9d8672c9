/**
 * SCRAM-SHA-1 (RFC 5802) and SCRAM-SHA-256 (RFC 7677), each with and without channel binding.
 * A variant is its hash and whether it binds; both share what a server keeps of a password.
 */
import { createHash } from 'node:crypto'
import type { MechanismOf } from '../mechanism.ts'
import { sameOctets } from '../octets.ts'
import type { PasswordScheme } from '../records.ts'
import { ScramClient } from './client.ts'
import {
  ALGORITHMS,
  hashOctets,
  keysOfSalted,
  type ScramCredentials,
  type ScramHash,
} from './keys.ts'
import { ScramServer } from './server.ts'

/** 18 octets make 24 characters of base64, as most clients send. */
const NONCE_OCTETS = 18

/** Schemes are shared by the variants with one hash. */
export interface ScramScheme extends PasswordScheme<ScramCredentials> {
  readonly hash: ScramHash
  /** Of a password that somebody else has salted; undefined when it has not the octets of one. */
  readonly ofSalted: (
    salted: Uint8Array,
    salt: Uint8Array,
    iterations: number,
  ) => ScramCredentials | undefined
}

const schemeOf = (hash: ScramHash): ScramScheme => ({
  name: `SCRAM-${hash}`,
  hash,
  ofSalted(salted, salt, iterations) {
    if (salted.length !== hashOctets(hash)) return undefined
    const { storedKey, serverKey } = keysOfSalted(hash, salted)
    return { hash, salt, iterations, storedKey, serverKey }
  },
  keep(password, { iterations, saltOctets, keys }, random) {
    const salt = random.fork(hash).bytes(saltOctets)
    const { storedKey, serverKey } = keys.keys(hash, password, salt, iterations)
    return { hash, salt, iterations, storedKey, serverKey }
  },
  decoy(seed, { iterations, saltOctets }) {
    const make = (what: string): Uint8Array =>
      createHash(ALGORITHMS[hash]).update(`${what} ${seed}`).digest()
    const salt = Buffer.alloc(saltOctets, make('salt'))
    return { hash, salt, iterations, storedKey: make('stored'), serverKey: make('server') }
  },
  matches(password, { salt, iterations, storedKey }, { keys }) {
    return sameOctets(keys.keys(hash, password, salt, iterations).storedKey, storedKey)
  },
})

/** The two variants with one hash. `rank`: of the one that does not bind; the other is above. */
const variants = (
  hash: ScramHash,
  specification: string,
  rank: number,
): {
  readonly unbound: MechanismOf<'password'>
  readonly bound: MechanismOf<'password'>
  readonly scheme: ScramScheme
} => {
  const plus = `SCRAM-${hash}-PLUS`
  const scheme = schemeOf(hash)
  const variant = (binds: 'nothing' | 'negotiated'): MechanismOf<'password'> => {
    const name = binds === 'negotiated' ? plus : `SCRAM-${hash}`
    return {
      name,
      specification,
      proves: 'password',
      rank: binds === 'negotiated' ? rank + 1 : rank,
      binds,
      authenticates: 'both',
      discloses: 'nothing',
      work: 'comparing',
      freshOctets: NONCE_OCTETS,
      keeps: scheme,
      client: (start) => new ScramClient(name, hash, start),
      server: (start) => new ScramServer({ name, hash, binds, plus, scheme }, start),
    }
  }
  return { unbound: variant('nothing'), bound: variant('negotiated'), scheme }
}

const SHA_256 = variants('SHA-256', 'RFC 7677', 20)
const SHA_1 = variants('SHA-1', 'RFC 5802', 10)

export const { unbound: SCRAM_SHA_256, bound: SCRAM_SHA_256_PLUS } = SHA_256
export const { unbound: SCRAM_SHA_1, bound: SCRAM_SHA_1_PLUS } = SHA_1

/** The best first. */
export const SCRAM_SCHEMES: readonly ScramScheme[] = [SHA_256.scheme, SHA_1.scheme]

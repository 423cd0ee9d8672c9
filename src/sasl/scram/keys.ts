/**
 * SCRAM's keys (RFC 5802 §3) and their cache: PBKDF2 costs a millisecond and more, and both ends
 * may keep the result for a password, salt and iteration count (RFC 5802 §5.1).
 *
 * Left out of password preparation: SASLprep's tables (RFC 4013); passwords are brought to NFKC,
 * which is the whole of it for those made of assigned, printable characters.
 */
import { hash as digestOf, pbkdf2Sync } from 'node:crypto'
import { authenticationCode } from '../authentication-code.ts'
import { NOTHING } from '../octets.ts'

export type ScramHash = 'SHA-1' | 'SHA-256'

/** Of PBKDF2, a third of a second of it; more than anybody recommends. */
export const ITERATIONS_AT_MOST = 1_000_000

export interface ScramKeys {
  readonly clientKey: Uint8Array
  readonly storedKey: Uint8Array
  readonly serverKey: Uint8Array
}

/** What a server keeps of a password: enough to check it, not enough to use it elsewhere. */
export interface ScramCredentials {
  readonly hash: ScramHash
  /** As octets; the wire form is base64. */
  readonly salt: Uint8Array
  readonly iterations: number
  readonly storedKey: Uint8Array
  readonly serverKey: Uint8Array
}

/** As `node:crypto` calls them. */
export const ALGORITHMS = { 'SHA-1': 'sha1', 'SHA-256': 'sha256' } as const
const OCTETS = { 'SHA-1': 20, 'SHA-256': 32 } as const

/** A cache of bounded size, oldest entry out first. Share it for as long as passwords live. */
export class SaltedKeys {
  readonly #keys = new Map<string, ScramKeys>()
  readonly #capacity: number

  constructor(capacity = 1024) {
    this.#capacity = capacity
  }

  /** How many times PBKDF2 ran would be `size` as long as nothing was pushed out. */
  get size(): number {
    return this.#keys.size
  }

  keys(hash: ScramHash, password: string, salt: Uint8Array, iterations: number): ScramKeys {
    const name = `${hash} ${iterations} ${Buffer.from(salt).toString('base64')} ${password}`
    const known = this.#keys.get(name)
    if (known !== undefined) return known
    const keys = deriveKeys(hash, password, salt, iterations)
    if (this.#keys.size >= this.#capacity) {
      for (const oldest of this.#keys.keys()) {
        this.#keys.delete(oldest)
        break
      }
    }
    this.#keys.set(name, keys)
    return keys
  }
}

export const hmac = (hash: ScramHash, key: Uint8Array, text: string): Uint8Array =>
  authenticationCode(ALGORITHMS[hash], key, text, NOTHING)

export const digest = (hash: ScramHash, octets: Uint8Array): Uint8Array =>
  digestOf(ALGORITHMS[hash], octets, 'buffer')

export const exclusiveOr = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const out = new Uint8Array(a.length)
  for (let i = 0; i < a.length; i += 1) out[i] = (a[i] ?? 0) ^ (b[i] ?? 0)
  return out
}

export const hashOctets = (hash: ScramHash): number => OCTETS[hash]

const deriveKeys = (
  hash: ScramHash,
  password: string,
  salt: Uint8Array,
  iterations: number,
): ScramKeys => {
  return keysOfSalted(hash, saltedPassword(hash, password, salt, iterations))
}

/** `SaltedPassword` (RFC 5802 §3): as good as the password wherever this salt is used. */
export const saltedPassword = (
  hash: ScramHash,
  password: string,
  salt: Uint8Array,
  iterations: number,
): Uint8Array =>
  pbkdf2Sync(password.normalize('NFKC'), salt, iterations, OCTETS[hash], ALGORITHMS[hash])

export const keysOfSalted = (hash: ScramHash, salted: Uint8Array): ScramKeys => {
  const clientKey = hmac(hash, salted, 'Client Key')
  return {
    clientKey,
    storedKey: digest(hash, clientKey),
    serverKey: hmac(hash, salted, 'Server Key'),
  }
}

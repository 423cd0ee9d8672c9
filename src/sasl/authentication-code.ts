/**
 * HMAC (RFC 2104), with the last few remembered: both ends of an attempt make the same ones a
 * moment after each other, and here one process is both. A pure cache: what is in it never shows,
 * since each is found by all that it is made of; and it has a bound.
 */
import { createHmac } from 'node:crypto'

export type Digest = 'sha1' | 'sha256' | 'sha512' | 'sha3-512'

interface Made {
  readonly algorithm: Digest
  readonly key: Uint8Array | string
  readonly text: string
  readonly octets: Uint8Array
  readonly code: Uint8Array
}

/** An attempt makes two or four. */
const REMEMBERED = 8
const recent: Made[] = []
let oldest = 0

/** Of the text and then the octets. The answer is shared: nobody may write into it. */
export function authenticationCode(
  algorithm: Digest,
  key: Uint8Array | string,
  text: string,
  octets: Uint8Array,
): Uint8Array {
  for (const made of recent) {
    if (
      made.text === text &&
      made.algorithm === algorithm &&
      isSameKey(made.key, key) &&
      isSame(made.octets, octets)
    ) {
      return made.code
    }
  }
  const code = createHmac(algorithm, key).update(text).update(octets).digest()
  recent[oldest] = { algorithm, key, text, octets, code }
  oldest = (oldest + 1) % REMEMBERED
  return code
}

const isSameKey = (a: Uint8Array | string, b: Uint8Array | string): boolean =>
  typeof a === 'string' || typeof b === 'string' ? a === b : isSame(a, b)

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a === b || (a.length === b.length && Buffer.compare(a, b) === 0)

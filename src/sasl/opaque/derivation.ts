/** How OPAQUE makes keys of secrets: HKDF and HMAC with SHA-512 (RFC 5869, RFC 9807 §4, §6.4). */
import { createHmac, hash } from 'node:crypto'

/** Of a hash, a code, and a key that is made here. */
export const HASH_OCTETS = 64

export const joined = (...parts: readonly (Uint8Array | string)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)))

/** A length of two octets, and what is that long. */
export const measured = (octets: Uint8Array | string): Uint8Array => {
  const bytes = Buffer.from(octets)
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes])
}

export const sha512 = (octets: Uint8Array): Uint8Array => hash('sha512', octets, 'buffer')

export const code = (key: Uint8Array | string, octets: Uint8Array): Uint8Array =>
  createHmac('sha512', key).update(octets).digest()

/** RFC 5869 §2.2, without a salt. */
export const extract = (secret: Uint8Array): Uint8Array => code('', secret)

/** RFC 5869 §2.3. */
export const expand = (secret: Uint8Array, info: Uint8Array, octets: number): Uint8Array => {
  const blocks: Uint8Array[] = []
  let last: Uint8Array = new Uint8Array(0)
  for (let count = 1; (count - 1) * HASH_OCTETS < octets; count += 1) {
    last = code(secret, joined(last, info, Uint8Array.of(count)))
    blocks.push(last)
  }
  return joined(...blocks).subarray(0, octets)
}

/** RFC 9807 §6.4.2.1, Derive-Secret. */
export const derived = (secret: Uint8Array, label: string, transcript: Uint8Array): Uint8Array => {
  const name = Buffer.from(`OPAQUE-${label}`)
  const info = joined(
    Uint8Array.of(0, HASH_OCTETS, name.length),
    name,
    Uint8Array.of(transcript.length),
    transcript,
  )
  return expand(secret, info, HASH_OCTETS)
}

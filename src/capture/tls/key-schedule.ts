/** From secrets to keys: TLS 1.3 (RFC 8446 §7) and TLS 1.2 (RFC 5246 §5, §6.3). */
import { createHash, createHmac } from 'node:crypto'
import { ascii, joined, type OctetPart, u16, vector } from '../octets/build.ts'
import type { Suite } from './suite.ts'

type Hash = Suite['hash']

export const HASH_OCTETS = { sha256: 32, sha384: 48 } as const

export const hashOf = (hash: Hash, ...parts: readonly OctetPart[]): Uint8Array =>
  createHash(hash)
    .update(joined(...parts))
    .digest()

export const hmac = (hash: Hash, key: Uint8Array, ...parts: readonly OctetPart[]): Uint8Array =>
  createHmac(hash, key)
    .update(joined(...parts))
    .digest()

/** HKDF-Extract (RFC 5869 §2.2). */
export const extracted = (hash: Hash, salt: Uint8Array, secret: Uint8Array): Uint8Array =>
  hmac(hash, salt, secret)

/** RFC 8446 §7.1: HKDF-Expand-Label. */
export function expanded(
  hash: Hash,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  octets: number,
): Uint8Array {
  const info = joined(u16(octets), vector(1, ascii(`tls13 ${label}`)), vector(1, context))
  let last: Uint8Array = new Uint8Array(0)
  let all: Uint8Array = new Uint8Array(0)
  for (let round = 1; all.length < octets; round += 1) {
    last = hmac(hash, secret, last, info, [round])
    all = joined(all, last)
  }
  return all.subarray(0, octets)
}

/** RFC 8446 §7.1: Derive-Secret, of the hash of a transcript. */
export const derived = (
  hash: Hash,
  secret: Uint8Array,
  label: string,
  transcript: Uint8Array,
): Uint8Array => expanded(hash, secret, label, transcript, HASH_OCTETS[hash])

/** What protects one direction. `iv`: of TLS 1.2's AES-GCM only the first four octets are secret. */
export interface TrafficKeys {
  readonly suite: Suite
  readonly key: Uint8Array
  readonly iv: Uint8Array
}

const NO_CONTEXT = new Uint8Array(0)
const NONCE_OCTETS = 12

/** RFC 8446 §7.3. */
export const trafficKeys = (suite: Suite, secret: Uint8Array): TrafficKeys => ({
  suite,
  key: expanded(suite.hash, secret, 'key', NO_CONTEXT, suite.keyOctets),
  iv: expanded(suite.hash, secret, 'iv', NO_CONTEXT, NONCE_OCTETS),
})

/** RFC 8446 §7.2: after a KeyUpdate. */
export const nextTrafficSecret = (suite: Suite, secret: Uint8Array): Uint8Array =>
  expanded(suite.hash, secret, 'traffic upd', NO_CONTEXT, HASH_OCTETS[suite.hash])

/** RFC 5246 §5: the pseudorandom function. */
export function pseudorandom(
  hash: Hash,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  octets: number,
): Uint8Array {
  const labelled = joined(ascii(label), seed)
  let chained = hmac(hash, secret, labelled)
  let all: Uint8Array = new Uint8Array(0)
  while (all.length < octets) {
    all = joined(all, hmac(hash, secret, chained, labelled))
    chained = hmac(hash, secret, chained)
  }
  return all.subarray(0, octets)
}

export interface Randoms {
  readonly client: Uint8Array
  readonly server: Uint8Array
}

/** RFC 5246 §6.3, for ciphers that need no keys for a MAC. */
export function keyBlock12(
  suite: Suite,
  master: Uint8Array,
  { client, server }: Randoms,
): { readonly up: TrafficKeys; readonly down: TrafficKeys } {
  const { keyOctets } = suite
  // RFC 5288 §3, RFC 7905 §2.
  const ivOctets = suite.cipher === 'chacha20-poly1305' ? NONCE_OCTETS : 4
  const seed = joined(server, client)
  const needed = 2 * (keyOctets + ivOctets)
  const block = pseudorandom(suite.hash, master, 'key expansion', seed, needed)
  const ivs = 2 * keyOctets
  return {
    up: { suite, key: block.subarray(0, keyOctets), iv: block.subarray(ivs, ivs + ivOctets) },
    down: { suite, key: block.subarray(keyOctets, ivs), iv: block.subarray(ivs + ivOctets) },
  }
}

/**
 * The group of OPAQUE-3DH, ristretto255 (RFC 9496), and the oblivious function in it
 * (RFC 9497, OPRF with SHA-512, mode 0). Operations are those of `@noble/curves`; all chance is
 * handed in.
 */
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js'
import { joined, measured, sha512 } from './derivation.ts'

const { Point } = ristretto255
type Element = InstanceType<typeof Point>

export const ELEMENT_OCTETS = 32
const CONTEXT = 'OPRFV1-\0-ristretto255-SHA512'

export interface KeyPair {
  readonly secret: bigint
  readonly shared: Uint8Array
}

/** Undefined for octets that are no element, or the one that multiplies away (RFC 9497 §3.3.1). */
const element = (octets: Uint8Array): Element | undefined => {
  try {
    const read = Point.fromBytes(octets)
    return read.is0() ? undefined : read
  } catch {
    return undefined
  }
}

/** Octets that nobody can guess, as a number of the group: 64 of them. */
export const scalar = (fresh: Uint8Array): bigint => {
  const number = BigInt(`0x${Buffer.from(fresh).reverse().toString('hex') || '0'}`)
  return Point.Fn.create(number) || 1n
}

/** RFC 9497 §3.2.1, DeriveKeyPair. */
export const keyPair = (seed: Uint8Array, info: string): KeyPair => {
  for (let count = 0; count < 256; count += 1) {
    const input = joined(seed, measured(info), Uint8Array.of(count))
    const secret = ristretto255_hasher.hashToScalar(input, { DST: `DeriveKeyPair${CONTEXT}` })
    if (secret !== 0n) return { secret, shared: Point.BASE.multiply(secret).toBytes() }
  }
  throw new Error('Expected a key in 256 tries, got none')
}

/** Of the key exchange (RFC 9807 §6.4.1). */
export const exchangeKeyPair = (seed: Uint8Array): KeyPair =>
  keyPair(seed, 'OPAQUE-DeriveDiffieHellmanKeyPair')

/** The element times the secret; undefined when it is none. */
export const multiplied = (octets: Uint8Array, secret: bigint): Uint8Array | undefined =>
  element(octets)?.multiply(secret).toBytes()

/** RFC 9497 §3.3.1, Blind. */
export const blinded = (input: Uint8Array, blind: bigint): Uint8Array => {
  const hashed = ristretto255_hasher.hashToCurve(input, { DST: `HashToGroup-${CONTEXT}` })
  if (!(hashed instanceof Point)) throw new Error('Expected an element of ristretto255')
  return hashed.multiply(blind).toBytes()
}

/** RFC 9497 §3.3.1, Finalize; undefined when what was evaluated is no element. */
export const unblinded = (
  input: Uint8Array,
  blind: bigint,
  evaluated: Uint8Array,
): Uint8Array | undefined => {
  const result = multiplied(evaluated, Point.Fn.inv(blind))
  return result && sha512(joined(measured(input), measured(result), 'Finalize'))
}

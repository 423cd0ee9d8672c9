/**
 * Key shares that are drawn: what two ends would derive from them is drawn as well, and nobody who
 * has neither private key can tell. ML-KEM's and the points of P-256 are of the right length only.
 */
import type { Random } from '../../../random.ts'
import { joined, type OctetPart, u16, vector } from '../../octets/build.ts'
import { GROUP } from '../extension.ts'

const UNCOMPRESSED = 4

const SHARES: Readonly<
  Record<
    'x25519' | 'p256' | 'hybrid-client' | 'hybrid-server',
    { readonly group: number; readonly before: OctetPart; readonly octets: number }
  >
> = {
  x25519: { group: GROUP.x25519, before: [], octets: 32 },
  p256: { group: GROUP.p256, before: [UNCOMPRESSED], octets: 64 },
  /** draft-ietf-tls-ecdhe-mlkem §4: ML-KEM first. */
  'hybrid-client': { group: GROUP.hybrid, before: [], octets: 1184 + 32 },
  'hybrid-server': { group: GROUP.hybrid, before: [], octets: 1088 + 32 },
}

/** An entry of the key_share extension (RFC 8446 §4.2.8). */
export function keyShare(kind: keyof typeof SHARES, random: Random): Uint8Array {
  const { group, before, octets } = SHARES[kind]
  return joined(u16(group), vector(2, before, random.fork(kind).bytes(octets)))
}

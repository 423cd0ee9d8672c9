/** HOTP (RFC 4226 §5.3) with any of the hashes of RFC 6238 §1.2: a count as a few digits. */
import { createHmac } from 'node:crypto'

export interface OneTimePassword {
  readonly hash: 'sha1' | 'sha256' | 'sha512'
  /** Six to eight. */
  readonly digits: number
}

/** `moving`: what is hashed; of HOTP eight octets of a count. */
export function oneTimePassword(
  key: Uint8Array,
  moving: Uint8Array,
  { hash, digits }: OneTimePassword,
): string {
  const code = createHmac(hash, key).update(moving).digest()
  const offset = (code.at(-1) ?? 0) & 0x0f
  const truncated = code.readUInt32BE(offset) & 0x7fff_ffff
  return String(truncated % 10 ** digits).padStart(digits, '0')
}

/** Big endian (RFC 4226 §5.2). */
export function countOctets(count: number): Uint8Array {
  const octets = Buffer.alloc(8)
  octets.writeBigUInt64BE(BigInt(count))
  return octets
}

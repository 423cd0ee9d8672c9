/**
 * The channel binding `tls-server-end-point`: a hash of the server's certificate, with the hash
 * of its signature algorithm, or SHA-256 where that is MD5 or SHA-1 (RFC 5929 §4.1).
 *
 * Node does not tell a certificate's signature algorithm, so it is read from the DER form, of
 * which only the outline is looked at (RFC 5280 §4.1). Left out: RSASSA-PSS with parameters and
 * EdDSA, for which RFC 5929 defines no hash; they give no binding.
 */
import { createHash } from 'node:crypto'

export const serverEndPoint = (certificate: Uint8Array): Uint8Array | undefined => {
  const algorithm = signatureAlgorithm(certificate)
  const hash = algorithm === undefined ? undefined : HASHES[algorithm]
  return hash === undefined ? undefined : createHash(hash).update(certificate).digest()
}

/** Contents of the object identifiers, in hexadecimal. */
const HASHES: Readonly<Record<string, string>> = {
  '2a864886f70d010104': 'sha256', // md5WithRSAEncryption
  '2a864886f70d010105': 'sha256', // sha1WithRSAEncryption
  '2a864886f70d01010b': 'sha256', // sha256WithRSAEncryption
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2a8648ce3d0401': 'sha256', // ecdsa-with-SHA1
  '2a8648ce3d040302': 'sha256', // ecdsa-with-SHA256
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
}

/** Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OBJECT IDENTIFIER … */
const signatureAlgorithm = (der: Uint8Array): string | undefined => {
  const outer = elementAt(der, 0)
  const signed = outer && elementAt(der, outer.start)
  const algorithm = signed && elementAt(der, signed.end)
  const identifier = algorithm && elementAt(der, algorithm.start)
  return identifier && Buffer.from(der.subarray(identifier.start, identifier.end)).toString('hex')
}

/** Where the contents of the element at a position start and end. */
const elementAt = (der: Uint8Array, at: number): { start: number; end: number } | undefined => {
  const first = der[at + 1]
  if (first === undefined) return undefined
  if (first < 0x80) return within(der, at + 2, first)
  const octets = first & 0x7f
  let length = 0
  for (let i = 0; i < octets; i += 1) length = length * 256 + (der[at + 2 + i] ?? 0)
  return within(der, at + 2 + octets, length)
}

const within = (der: Uint8Array, start: number, length: number) =>
  start + length <= der.length ? { start, end: start + length } : undefined

/**
 * DIGEST-MD5 (RFC 2831, made historic by RFC 6331): challenge and answer over a hash of the
 * password; a client that comes again may answer without having been asked (§2.2).
 *
 * Left out: security layers (XMPP has TLS), other hashes than `md5-sess`, preparation of names.
 */
import { createHash } from 'node:crypto'
import type { MechanismOf } from '../mechanism.ts'
import { sameOctets } from '../octets.ts'
import type { PasswordScheme } from '../records.ts'
import { DigestMd5Client } from './client.ts'
import { digestSecret } from './response.ts'
import { DigestMd5Server } from './server.ts'

/** Good for this realm only, but there as good as the password (RFC 2831 §3.9). */
const HASHED: PasswordScheme<Uint8Array> = {
  name: 'DIGEST-MD5',
  keep: (password, _hashing, _random, { username, domain }) =>
    digestSecret(username, domain, password),
  decoy: (seed) => createHash('md5').update(`nobody ${seed}`).digest(),
  matches: (password, kept, _hashing, { username, domain }) =>
    sameOctets(digestSecret(username, domain, password), kept),
}

/** 18 octets make 24 characters of base64url. */
const NONCE_OCTETS = 18

export const DIGEST_MD5: MechanismOf<'password'> = {
  name: 'DIGEST-MD5',
  specification: 'RFC 2831',
  proves: 'password',
  taken: 'named',
  rank: 1,
  binds: 'nothing',
  authenticates: 'both',
  discloses: 'nothing',
  work: 'comparing',
  freshOctets: NONCE_OCTETS,
  keeps: HASHED,
  client: (start) => new DigestMd5Client(start),
  server: (start) => new DigestMd5Server(HASHED, start),
}

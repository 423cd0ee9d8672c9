/**
 * A server's certificate as the model needs it: the length of its chain, the length of a
 * signature made with its key, and the hash that channel binding refers to. Verification is
 * left out: a client here trusts the server it was told to connect to.
 */
import { createHash } from 'node:crypto'

export interface Chain {
  /** DER octets of all certificates together. */
  readonly octets: number
  readonly certificates: number
  /** Octets of a signature made with the leaf's key. */
  readonly signature: number
}

/**
 * An ECDSA P-256 signature in DER takes 70 to 72 octets, by the leading bits of two random
 * integers; 71 is the most frequent (half of all) and the mean. A measured flight can be one
 * octet longer or shorter than the model's for this reason.
 */
const ECDSA_P256 = 71
const RSA_2048 = 256

/**
 * `rsa-cross-signed` is by calculation: an RSA-2048 leaf, its intermediate and a cross-signed root of
 * 4096 bits, as public authorities have handed out; more than three times a client's 1200 octets of
 * QUIC. The first four are computed from the flights of OpenSSL 3.0.19 over memory BIOs, the last
 * two from the Certificate records of Prosody 13 and ejabberd 24.12 (leaf 688 and
 * intermediate 693 octets; RSA: 2374 on the wire less 40 of framing).
 */
export const CHAINS = {
  'self-signed': { octets: 428, certificates: 1, signature: ECDSA_P256 },
  'ecdsa-rsa2048': { octets: 2462, certificates: 2, signature: ECDSA_P256 },
  'ecdsa-p384': { octets: 2123, certificates: 2, signature: ECDSA_P256 },
  'rsa-rsa': { octets: 2665, certificates: 2, signature: RSA_2048 },
  'private-ecdsa': { octets: 1381, certificates: 2, signature: ECDSA_P256 },
  'rsa-cross-signed': { octets: 4030, certificates: 3, signature: RSA_2048 },
  'private-rsa': { octets: 2334, certificates: 2, signature: RSA_2048 },
} as const satisfies Record<string, Chain>
export type ChainName = keyof typeof CHAINS

/** What a client presents to a server that asks for it (RFC 8446 §4.3.2). */
export interface ClientCertificate {
  readonly chain: Chain
  /** The address that it is for (XEP-0178 §3). */
  readonly address: string
}

export interface Certificate {
  readonly chain: Chain
  /** `tls-server-end-point` (RFC 5929 §4.1): SHA-256 of the leaf. */
  readonly serverEndPoint: Uint8Array
}

/**
 * `identity` stands for the leaf's octets: two servers with the same identity present the same
 * certificate. `bytes` is a chain of leaf and intermediate with an ECDSA key.
 */
export const certificate = (
  identity: string,
  chain: ChainName | { readonly bytes: number },
): Certificate => ({
  chain:
    typeof chain === 'string'
      ? CHAINS[chain]
      : { octets: chain.bytes, certificates: 2, signature: ECDSA_P256 },
  serverEndPoint: createHash('sha256').update(`certificate ${identity}`).digest(),
})

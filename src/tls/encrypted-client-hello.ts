/**
 * How much larger a ClientHello is that carries another one encrypted (RFC 9849): by calculation from
 * the RFC, not measured.
 *
 * The inner hello is one of TLS 1.3 alone, with the client's extensions written out (§5.1 lets it take
 * some from the outer one, which saves about a hundred octets), padded to a multiple of 32 (§6.1.3)
 * with a maximum_name_length of 0. A ticket is in both, that of the outer one for show (§6.1.2); a
 * post-quantum key share is always taken from the outer one, because nobody sends 1200 octets twice.
 * The outer hello's name is taken to be as long as the real one. A server that has not the key says in
 * EncryptedExtensions which it has instead (§7.1): one, for X25519. Left out: the 12 octets in a
 * HelloRetryRequest, and hellos that only pretend (GREASE, §6.2).
 */
import { CLIENT_HELLOS, type ClientStack } from './flights.ts'

/** Record header 5, message header 4, and the session id, which is left empty inside. */
const NOT_INSIDE = 5 + 4 + 32
/** An extension of one octet that says which of the two it is. */
const INNER_MARK = 4 + 1
/** Extension header 4, type 1, cipher suite 4, configuration 1, length 2, length 2. */
const FRAMING = 4 + 1 + 4 + 1 + 2 + 2
/** An encapsulated X25519 key; none in the second hello after a HelloRetryRequest. */
const ENCAPSULATED_KEY = 32
const PADDED_TO = 32
const TAG = 16

export interface EncryptedHello {
  /** Of the name, the protocol and a ticket, as they are in the hello. */
  readonly extensions: number
  readonly retry: boolean
}

/** Octets of the extension. */
export function encryptedClientHello(
  stack: ClientStack,
  { extensions, retry }: EncryptedHello,
): number {
  const inner = CLIENT_HELLOS[stack]['1.3'] - NOT_INSIDE + extensions + INNER_MARK
  const padded = Math.ceil(inner / PADDED_TO) * PADDED_TO
  return FRAMING + (retry ? 0 : ENCAPSULATED_KEY) + padded + TAG
}

/** Extension header 4, length of the list 2; of its one configuration version 2, length 2. */
const LIST_FRAMING = 4 + 2 + 2 + 2
/** Identifier 1, KEM 2, length 2 and key 32, length 2 and one cipher suite 4, longest name 1, length 1; no extensions 2. */
const CONFIGURATION = 1 + 2 + 2 + 32 + 2 + 4 + 1 + 1 + 2

/** Octets of the extension with the server's keys (§4); 0: it has none. */
export const retryConfigsExtension = (publicName: string | undefined): number =>
  publicName === undefined ? 0 : LIST_FRAMING + CONFIGURATION + publicName.length

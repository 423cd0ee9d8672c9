/**
 * The lengths of TLS flights and records in octets on the wire, as sums of what they hold.
 *
 * Every figure was measured, with OpenSSL 3.0.19 driven over memory BIOs ("minimal": no SNI,
 * no ALPN) and with Node 20.20 (OpenSSL 3.0) against itself, Prosody 13.0.1 and ejabberd
 * 24.12; the sums reproduce all of them to the octet, except for the length of an ECDSA
 * signature (see certificate.ts). TLS 1.3 with TLS_AES_256_GCM_SHA384, TLS 1.2 with ECDHE and
 * AES-GCM; X25519 unless retried. Python's ClientHello was measured with slixmpp. Left out: record padding, certificate compression, OCSP
 * stapling, DTLS.
 */
import type { Chain } from './certificate.ts'
import type { Ticket, TlsVersion } from './ticket.ts'

/** 1.3: header 5, content type 1, tag 16 (RFC 8446 §5.2). 1.2: header 5, nonce 8, tag 16 (RFC 5288 §3). */
export const RECORD_OVERHEAD = { '1.2': 29, '1.3': 22 } as const
/** RFC 8446 §5.1, RFC 5246 §6.2.1: octets of plaintext in a record. */
export const MAX_PLAINTEXT = 16_384

/** A protected alert: overhead and two octets. Before there are keys: header and two octets. */
export const CLOSE_NOTIFY = { '1.2': 31, '1.3': 24 } as const
export const PLAIN_ALERT = 7

/** ChangeCipherSpec; in 1.3 for the sake of middleboxes (RFC 8446 App. D.4). */
export const CHANGE_CIPHER_SPEC = 6

/** A ClientHello without SNI, ALPN, ticket and post-quantum key share, by the versions offered. */
export const CLIENT_HELLOS = {
  /** OpenSSL 3.0.19, its own default lists of suites, groups and signatures. */
  'openssl-minimal': { '1.2': 231, '1.3': 268, both: 340 },
  /** Node 20.20's default lists; measured with SNI "bench.localhost" and ALPN: 286 (1.2), 391 (both). */
  node20: { '1.2': 244, '1.3': 225, both: 349 },
  /** Python's ssl with OpenSSL 3.0 (Debian 12), without its padding. */
  python: { '1.2': 188, '1.3': 225, both: 293 },
} as const
export type ClientStack = keyof typeof CLIENT_HELLOS

/** Those with SSL_OP_TLSEXT_PADDING, which is in SSL_OP_ALL. */
const PADDING: readonly ClientStack[] = ['python']
const RECORD_HEADER = 5

/** A message of 256 to 511 octets is filled up to 512, by an extension of 4 at least (RFC 7685). */
const padded = (message: number): number =>
  message < 256 || message > 511 ? message : Math.max(512, message + EMPTY_EXTENSION)

export interface HelloContents {
  readonly versions: readonly TlsVersion[]
  readonly serverName: string | undefined
  readonly alpn: string | undefined
  readonly ticket: Ticket | undefined
  readonly early: boolean
  readonly postQuantum: boolean
  /** The second one: asked for P-256 instead of X25519. */
  readonly retry: boolean
  /** Octets of the extension that carries the hello that is meant (RFC 9849); 0: none. */
  readonly encryptedHello: number
  /** A ChangeCipherSpec goes with it: behind the first when early data follows, else before the second. */
  readonly changeCipherSpec: boolean
}

/** Extension header 4, list 2, type 1, length 2; the name is ASCII. */
const SERVER_NAME_FRAMING = 9
/** Extension header 4, list 2, length 1. */
export const ALPN_FRAMING = 7
/** Extension header 4, identities 2, identity length 2, age 4, binders 2, binder length 1, SHA-384 48. */
const PSK_FRAMING = 63
/** Session id that goes along with a 1.2 ticket where 1.3 does not send one anyway. */
const SESSION_ID = 32
export const EMPTY_EXTENSION = 4
/**
 * X25519MLKEM768 beside X25519, as OpenSSL 3.5 and browsers offer it: name in supported_groups 2,
 * key share header 4, encapsulation key 1184 and X25519 32 (draft-ietf-tls-ecdhe-mlkem §4).
 * By calculation from the sizes, not measured.
 */
const HYBRID_GROUP_NAME = 2
const HYBRID_CLIENT_SHARE = 4 + 1184 + 32
/** Ciphertext 1088 and X25519 32 where X25519 alone was 32. */
export const HYBRID_SERVER_GROWTH = 1088
/** An uncompressed P-256 point (65) where X25519 was 32; both hellos of a retry. */
export const P256_GROWTH = 33

export const clientHello = (stack: ClientStack, hello: HelloContents): number => {
  const both = hello.versions.includes('1.2') && hello.versions.includes('1.3')
  const sizes = CLIENT_HELLOS[stack]
  let length: number = both ? sizes.both : sizes[hello.versions[0] ?? '1.3']
  length += ownExtensions(hello, both) + hello.encryptedHello
  if (hello.early) length += EMPTY_EXTENSION
  if (hello.postQuantum) length += HYBRID_GROUP_NAME
  if (hello.postQuantum && !hello.retry) length += HYBRID_CLIENT_SHARE
  if (hello.retry) length += P256_GROWTH
  if (PADDING.includes(stack)) length = RECORD_HEADER + padded(length - RECORD_HEADER)
  if (hello.changeCipherSpec) length += CHANGE_CIPHER_SPEC
  return length
}

/** Those that a client's settings and memory add: a name, a protocol, a ticket. */
export const ownExtensions = (
  { serverName, alpn, ticket }: Pick<HelloContents, 'serverName' | 'alpn' | 'ticket'>,
  both: boolean,
): number => {
  let length = 0
  if (serverName !== undefined) length += SERVER_NAME_FRAMING + serverName.length
  if (alpn !== undefined) length += ALPN_FRAMING + alpn.length
  if (ticket !== undefined) length += offeredTicket(ticket, both)
  return length
}

/** 1.3: the pre_shared_key extension. 1.2: the SessionTicket extension, which is there anyway, filled. */
const offeredTicket = (ticket: Ticket, both: boolean): number => {
  if (ticket.version === '1.3') return PSK_FRAMING + ticket.octets
  return ticket.octets + (both ? 0 : SESSION_ID)
}

/** A ServerHello with a group instead of a key share (93), and the ChangeCipherSpec behind it. */
export const HELLO_RETRY_REQUEST = 93 + CHANGE_CIPHER_SPEC

export interface ServerFlightContents {
  readonly resumed: boolean
  readonly chain: Chain
  readonly certificateRequested: boolean
  /** Acknowledges the server name, with an empty extension (RFC 6066 §3). */
  readonly serverNameAcknowledged: boolean
}

export const SERVER_HELLO_13 = 127
/** The pre_shared_key extension with the index chosen. */
export const SELECTED_PSK = 6
/** Overhead 22, message header 4, no extensions 2. */
export const ENCRYPTED_EXTENSIONS = 28
export const CERTIFICATE_REQUEST_13 = 67
/** Overhead 22, message header 4, hash 48. */
export const FINISHED_13 = 74
/** Overhead 22, message header 4, context 1, list length 3; per certificate length 3, extensions 2. */
export const CERTIFICATE_13 = 30
export const PER_CERTIFICATE_13 = 5
/** Overhead 22, message header 4, algorithm 2, length 2. */
export const CERTIFICATE_VERIFY = 30

/** ServerHello to Finished. */
export const serverFlight13 = (
  flight: ServerFlightContents & {
    readonly earlyDataAccepted: boolean
    /** Octets of the extension with other keys for an encrypted ClientHello; 0: none. */
    readonly retryConfigs: number
    readonly retried: boolean
    readonly postQuantum: boolean
  },
): number => {
  let length = SERVER_HELLO_13 + ENCRYPTED_EXTENSIONS + FINISHED_13
  // Sent once, straight after the first message of the server (RFC 8446 App. D.4).
  length += flight.retried ? P256_GROWTH : CHANGE_CIPHER_SPEC
  if (flight.postQuantum && !flight.retried) length += HYBRID_SERVER_GROWTH
  if (flight.serverNameAcknowledged) length += EMPTY_EXTENSION
  if (flight.earlyDataAccepted) length += EMPTY_EXTENSION
  length += flight.retryConfigs
  if (flight.resumed) return length + SELECTED_PSK
  if (flight.certificateRequested) length += CERTIFICATE_REQUEST_13
  return length + certificate13(flight.chain)
}

/** Overhead 22, message header 4. */
const END_OF_EARLY_DATA = 26
/** A Certificate message without certificates: overhead 22, message header 4, context 1, list 3. */
export const NO_CERTIFICATE_13 = 30

/** A Certificate message and the CertificateVerify behind it. */
export const certificate13 = ({ octets, certificates, signature }: Chain): number =>
  CERTIFICATE_13 + PER_CERTIFICATE_13 * certificates + octets + CERTIFICATE_VERIFY + signature

/** [EndOfEarlyData] [Certificate [CertificateVerify]] Finished, with the ChangeCipherSpec unless it was sent before. */
export const clientFlight13 = (flight: {
  readonly changeCipherSpec: boolean
  readonly endOfEarlyData: boolean
  readonly certificate: boolean
  readonly presented: Chain | undefined
}): number => {
  let length = FINISHED_13
  if (flight.changeCipherSpec) length += CHANGE_CIPHER_SPEC
  if (flight.endOfEarlyData) length += END_OF_EARLY_DATA
  const { presented } = flight
  if (flight.certificate) length += presented ? certificate13(presented) : NO_CERTIFICATE_13
  return length
}

/** Overhead 22, message header 4, lifetime 4, age 4, nonce 9, ticket length 2, extensions 2. */
const NEW_SESSION_TICKET_13 = 47
/** The early_data extension with its limit. */
const EARLY_DATA_LIMIT = 8

export const newSessionTicket13 = (ticket: Ticket): number =>
  NEW_SESSION_TICKET_13 + ticket.octets + (ticket.maxEarlyData > 0 ? EARLY_DATA_LIMIT : 0)

/** Without the acknowledgements of ticket and server name, 4 each. */
const SERVER_HELLO_12 = 66
/** With the client's session id (32) echoed; no server name, no point formats. */
const SERVER_HELLO_12_RESUMED = 90
/** Header 5, message header 4, list 3; per certificate length 3. */
const CERTIFICATE_12 = 12
const PER_CERTIFICATE_12 = 3
/** Header 5, message header 4, curve 3, X25519 33, algorithm 2, length 2. */
const SERVER_KEY_EXCHANGE = 49
const CERTIFICATE_REQUEST_12 = 57
const SERVER_HELLO_DONE = 9
/** Overhead 29, message header 4, verify data 12. */
const FINISHED_12 = 45

/** ServerHello to ServerHelloDone, or, resumed, ServerHello, ChangeCipherSpec, Finished. */
export const serverFlight12 = (
  flight: ServerFlightContents & { readonly ticketPromised: boolean },
): number => {
  if (flight.resumed) return SERVER_HELLO_12_RESUMED + CHANGE_CIPHER_SPEC + FINISHED_12
  const { octets, certificates, signature } = flight.chain
  let length = SERVER_HELLO_12 + SERVER_HELLO_DONE
  if (flight.ticketPromised) length += EMPTY_EXTENSION
  if (flight.serverNameAcknowledged) length += EMPTY_EXTENSION
  if (flight.certificateRequested) length += CERTIFICATE_REQUEST_12
  length += CERTIFICATE_12 + PER_CERTIFICATE_12 * certificates + octets
  return length + SERVER_KEY_EXCHANGE + signature
}

/** Header 5, message header 4, X25519 33. */
const CLIENT_KEY_EXCHANGE = 42
/** Header 5, message header 4, empty list 3. */
const NO_CERTIFICATE_12 = 12

/** Header 5, message header 4, algorithm 2, length 2. */
const CERTIFICATE_VERIFY_12 = 13

/** [[Certificate] ClientKeyExchange [CertificateVerify]] ChangeCipherSpec Finished. */
export const clientFlight12 = (flight: {
  readonly resumed: boolean
  readonly certificate: boolean
  readonly presented: Chain | undefined
}): number => {
  let length = CHANGE_CIPHER_SPEC + FINISHED_12
  if (!flight.resumed) length += CLIENT_KEY_EXCHANGE
  const { certificate, presented } = flight
  if (!certificate) return length
  if (presented === undefined) return length + NO_CERTIFICATE_12
  const { octets, certificates, signature } = presented
  length += CERTIFICATE_12 + PER_CERTIFICATE_12 * certificates + octets
  return length + CERTIFICATE_VERIFY_12 + signature
}

/** Header 5, message header 4, lifetime 4, ticket length 2. */
const NEW_SESSION_TICKET_12 = 15

/** [NewSessionTicket] ChangeCipherSpec Finished. */
export const serverFinished12 = (ticket: Ticket | undefined): number =>
  CHANGE_CIPHER_SPEC +
  FINISHED_12 +
  (ticket === undefined ? 0 : NEW_SESSION_TICKET_12 + ticket.octets)

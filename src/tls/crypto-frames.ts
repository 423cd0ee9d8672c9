/**
 * The lengths of TLS 1.3 messages as QUIC carries them: in CRYPTO frames, without records
 * (RFC 9001 §4), without ChangeCipherSpec and legacy session id (§8.4), and without
 * EndOfEarlyData (§8.3). Both hellos have transport parameters (§8.2), and the server names the
 * protocol that was chosen (§8.1).
 *
 * The same sums as in flights.ts less what falls away; transport parameters by calculation from
 * RFC 9000 §18.2, not measured. Left out: the greased parameter, and preferred addresses.
 */
import type { Chain } from './certificate.ts'
import {
  ALPN_FRAMING,
  CERTIFICATE_REQUEST_13,
  CHANGE_CIPHER_SPEC,
  certificate13,
  clientHello,
  EMPTY_EXTENSION,
  ENCRYPTED_EXTENSIONS,
  FINISHED_13,
  HELLO_RETRY_REQUEST,
  HYBRID_SERVER_GROWTH,
  NO_CERTIFICATE_13,
  newSessionTicket13,
  P256_GROWTH,
  RECORD_OVERHEAD,
  SELECTED_PSK,
  SERVER_HELLO_13,
} from './flights.ts'
import type { ClientHello, ServerFlight, TlsRecord } from './record.ts'
import type { TlsClientSettings, TlsServerSettings } from './settings.ts'

/** Of a record in the clear; a protected one has `RECORD_OVERHEAD`. */
const RECORD_HEADER = 5
const PROTECTED = RECORD_OVERHEAD['1.3']
/** Sent for the sake of middleboxes, and echoed; QUIC has no such mode. */
const LEGACY_SESSION_ID = 32
/** RFC 9000: a connection ID may have up to 20 octets; 8 are common. */
export const CONNECTION_ID = 8

/** Identifier 1, length 1, and a value as a variable-length integer. */
const parameter = (value: 1 | 2 | 4 | 8 | 16): number => 2 + value
/**
 * max_idle_timeout, max_udp_payload_size, initial_max_data, three initial_max_stream_data,
 * two initial_max_streams, active_connection_id_limit, initial_source_connection_id.
 */
const PARAMETERS_OF_BOTH =
  EMPTY_EXTENSION +
  parameter(4) +
  parameter(2) +
  4 * parameter(4) +
  2 * parameter(2) +
  parameter(1) +
  parameter(CONNECTION_ID)
/** original_destination_connection_id, stateless_reset_token. */
const PARAMETERS_OF_SERVER = PARAMETERS_OF_BOTH + parameter(CONNECTION_ID) + parameter(16)
/** retry_source_connection_id. */
const PARAMETER_AFTER_RETRY = parameter(CONNECTION_ID)

export const clientHelloMessage = (hello: ClientHello, settings: TlsClientSettings): number => {
  const record = clientHello(settings.stack, {
    versions: hello.versions,
    serverName: settings.serverName,
    alpn: settings.alpn,
    ticket: hello.ticket,
    early: hello.early,
    postQuantum: hello.postQuantum,
    retry: hello.retry,
    encryptedHello: hello.encryptedHello,
    changeCipherSpec: false,
  })
  return record - RECORD_HEADER - LEGACY_SESSION_ID + PARAMETERS_OF_BOTH
}

export const HELLO_RETRY_REQUEST_MESSAGE =
  HELLO_RETRY_REQUEST - CHANGE_CIPHER_SPEC - RECORD_HEADER - LEGACY_SESSION_ID

/** The ServerHello, in Initial packets, and all from EncryptedExtensions to Finished, in Handshake packets. */
export interface ServerMessages {
  readonly hello: number
  readonly rest: number
}

export const serverMessages = (
  flight: ServerFlight,
  hello: ClientHello,
  settings: TlsServerSettings,
  { alpn, retried }: { readonly alpn: string; readonly retried: boolean },
): ServerMessages => {
  let first = SERVER_HELLO_13 - RECORD_HEADER - LEGACY_SESSION_ID
  if (flight.resumed) first += SELECTED_PSK
  if (hello.retry) first += P256_GROWTH
  else if (hello.postQuantum && settings.postQuantum) first += HYBRID_SERVER_GROWTH
  let rest = ENCRYPTED_EXTENSIONS - PROTECTED + ALPN_FRAMING + alpn.length + PARAMETERS_OF_SERVER
  if (retried) rest += PARAMETER_AFTER_RETRY
  if (flight.serverNameAcknowledged) rest += EMPTY_EXTENSION
  if (flight.earlyDataAccepted) rest += EMPTY_EXTENSION
  rest += FINISHED_13 - PROTECTED
  if (flight.resumed) return { hello: first, rest }
  if (flight.certificateRequested) rest += CERTIFICATE_REQUEST_13 - PROTECTED
  return { hello: first, rest: rest + certificateMessages(settings.certificate.chain) }
}

/** Certificate and CertificateVerify. */
const certificateMessages = (chain: Chain): number => certificate13(chain) - 2 * PROTECTED

/** [Certificate [CertificateVerify]] Finished. */
export const clientFlightMessage = ({
  certificate,
  presented,
}: Extract<TlsRecord, { readonly kind: 'client-flight' }>): number => {
  const finished = FINISHED_13 - PROTECTED
  if (!certificate) return finished
  return (
    finished + (presented ? certificateMessages(presented.chain) : NO_CERTIFICATE_13 - PROTECTED)
  )
}

export const ticketMessage = ({
  ticket,
}: Extract<TlsRecord, { readonly kind: 'new-session-ticket' }>): number =>
  newSessionTicket13(ticket) - PROTECTED

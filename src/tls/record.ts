/**
 * The messages of TLS as records: what the other end has to know of each, and never their octets.
 * The messages of a flight that nobody acts on before the flight is complete travel as one.
 */
import type { ClientCertificate } from './certificate.ts'
import type { Ticket, TlsVersion } from './ticket.ts'

export interface ClientHello {
  readonly kind: 'client-hello'
  readonly versions: readonly TlsVersion[]
  readonly random: Uint8Array
  readonly ticket: Ticket | undefined
  /** Early data follows (RFC 8446 §4.2.10). */
  readonly early: boolean
  readonly postQuantum: boolean
  /** It names the server: only then can the name be acknowledged (RFC 8446 §4.2). */
  readonly named: boolean
  /** Octets of the extension that carries the hello that is meant (RFC 9849); 0: none. */
  readonly encryptedHello: number
  /** The second one, after a HelloRetryRequest. */
  readonly retry: boolean
}

/** 1.3: ServerHello to Finished. 1.2: ServerHello to ServerHelloDone, or to Finished if resumed. */
export interface ServerFlight {
  readonly kind: 'server-flight'
  readonly version: TlsVersion
  readonly random: Uint8Array
  readonly resumed: boolean
  readonly earlyDataAccepted: boolean
  readonly certificateRequested: boolean
  /** With an empty extension (RFC 6066 §3). */
  readonly serverNameAcknowledged: boolean
  /** The server has answered the outer ClientHello (RFC 9849 §7.1). */
  readonly encryptedHelloRejected: boolean
  readonly serverEndPoint: Uint8Array
}

export type TlsRecord =
  | ClientHello
  | { readonly kind: 'hello-retry-request' }
  | ServerFlight
  /** 1.3: [EndOfEarlyData, Certificate] Finished. 1.2: [Certificate, ClientKeyExchange] Finished. */
  | {
      readonly kind: 'client-flight'
      readonly version: TlsVersion
      readonly resumed: boolean
      readonly endOfEarlyData: boolean
      /** It holds a Certificate message, which is empty unless one is presented. */
      readonly certificate: boolean
      readonly presented: ClientCertificate | undefined
    }
  /** 1.2 full only: [NewSessionTicket] Finished. */
  | { readonly kind: 'server-finished'; readonly ticket: Ticket | undefined }
  /** 1.3 only, after the handshake. */
  | { readonly kind: 'new-session-ticket'; readonly ticket: Ticket }
  | { readonly kind: 'application-data'; readonly bytes: Uint8Array; readonly early: boolean }
  | { readonly kind: 'alert'; readonly description: AlertDescription }

export type AlertDescription =
  | 'close_notify'
  | 'ech_required'
  | 'unexpected_message'
  | 'protocol_version'

/**
 * What can be set at each end, and named settings that were measured. Start from a named one
 * and override: `{ ...NODE20_CLIENT, versions: ['1.2'] }`.
 */
import { NO_TIME, type ProcessingTime } from '../processing-time.ts'
import { type Duration, seconds, ZERO } from '../units.ts'
import type { Certificate, ClientCertificate } from './certificate.ts'
import type { ClientStack } from './flights.ts'
import type { Ticket, TlsVersion } from './ticket.ts'

/** What sets one client's TLS apart from another's, whatever it is used for. */
export interface TlsClientBehaviour {
  /** Whose ClientHello it is. */
  readonly stack: ClientStack
  readonly finished: FinishedWrite
  /** From the server's flight to the answer to it. */
  readonly handshake: { readonly full: ProcessingTime; readonly resumed: ProcessingTime }
}

export type FinishedWrite =
  /** In one write with what the application says in the same turn (Node). */
  | { readonly kind: 'with-data' }
  /** A write of its own; the application is told so much later that it may speak. */
  | { readonly kind: 'apart'; readonly by: Duration }

export interface TlsClientSettings extends TlsClientBehaviour {
  /** At least one. */
  readonly versions: readonly TlsVersion[]
  readonly serverName: string | undefined
  /** `xmpp-client` on direct TLS (XEP-0368 §4), nothing after STARTTLS. */
  readonly alpn: string | undefined
  /** Remembered from an earlier connection. Not offered if too old or of another version. */
  readonly offer: Ticket | undefined
  /** Time between the receipt of `offer` and this connection. */
  readonly offerAge: Duration
  /** Sends early data when `offer` permits it (RFC 8446 §4.2.10). */
  readonly earlyData: boolean
  /** Adds an X25519MLKEM768 key share. */
  readonly postQuantum: boolean
  /** Encrypts its ClientHello (RFC 9849), where it offers 1.3. */
  readonly encryptedHello: boolean
  /**
   * Its ClientHello goes along with what asks for TLS in the clear, and the answer to that comes before
   * the server's flight (XEP-0305).
   */
  readonly earlyHello: 'sent' | 'never'
  /** TLS 1.2: sends data before the server's Finished (RFC 7918). */
  readonly falseStart: boolean
  /** Presented where the server asks for one; without it the answer is empty. */
  readonly certificate: ClientCertificate | undefined
}

export type TicketPolicy =
  | { readonly kind: 'none' }
  /** Sends tickets with 1.3 that it never resumes, as ejabberd and Prosody's `no_ticket` do. */
  | { readonly kind: 'useless'; readonly octets: number }
  | {
      readonly kind: 'resume'
      /** Tickets sealed with the key of this name are resumed, others ignored. */
      readonly key: string
      readonly octets: Readonly<Record<TlsVersion, number>>
      /** Identities that will not be resumed (again): for servers with single-use tickets. */
      readonly spent?: ReadonlySet<string>
    }

/** Of the keys that it has instead, the public name; undefined: it has none. */
export interface MissingKey {
  readonly publicName: string | undefined
}

export interface TlsServerSettings {
  readonly versions: readonly TlsVersion[]
  readonly certificate: Certificate
  readonly requestsClientCertificate: boolean
  readonly acknowledgesServerName: boolean
  /** A ClientHello that comes before it is ready for one (XEP-0305): waits for it, or is an error. */
  readonly earlyHello: 'kept' | 'refused'
  /** Chooses X25519MLKEM768 when the client offers it. */
  readonly postQuantum: boolean
  /** Insists on another group than those the client sent a share of (RFC 8446 §4.1.4). */
  readonly helloRetryRequest: boolean
  /** Has not the key for an encrypted ClientHello (RFC 9849 §7.1); has it if not given. */
  readonly encryptedHelloKey?: MissingKey
  readonly tickets: TicketPolicy
  readonly ticketLifetime: Duration
  /** Tickets after a full 1.3 handshake and after a resumed one. 1.2 has one after a full one. */
  readonly ticketCount: { readonly full: number; readonly resumed: number }
  /**
   * A write for each ticket (OpenSSL flushes them one by one), and several for a long flight (its buffer is full),
   * or one for all (memory BIOs).
   */
  readonly ticketWrites: 'separate' | 'together'
  /** The limit written into tickets; 0 for no early data. */
  readonly maxEarlyData: number
  /** Whether early data is in fact accepted; may differ from what was promised. */
  readonly acceptsEarlyData: boolean
  /** Sends application data before the client's Finished (RFC 8446 §4.4.4), else holds it back. */
  readonly halfRttData: boolean
  /** From the ClientHello to the server's flight: key exchange and signature. */
  readonly flightThink: ProcessingTime
}

export const MINIMAL_CLIENT: TlsClientSettings = {
  versions: ['1.3'],
  stack: 'openssl-minimal',
  finished: { kind: 'apart', by: ZERO },
  handshake: { full: NO_TIME, resumed: NO_TIME },
  serverName: undefined,
  alpn: undefined,
  offer: undefined,
  offerAge: ZERO,
  earlyData: false,
  postQuantum: false,
  encryptedHello: false,
  earlyHello: 'never',
  falseStart: false,
  certificate: undefined,
}

/** Direct TLS; after STARTTLS `alpn` is undefined. The name is that of the measured servers. */
export const NODE20_CLIENT: TlsClientSettings = {
  ...MINIMAL_CLIENT,
  versions: ['1.2', '1.3'],
  stack: 'node20',
  finished: { kind: 'with-data' },
  serverName: 'bench.localhost',
  alpn: 'xmpp-client',
}

/** OpenSSL's default lifetime of a ticket (two hours). */
const OPENSSL_LIFETIME = seconds(7200)

/** All of a server but whose certificate it presents, and what becomes of its keys. */
export type TlsServerBehaviour = Omit<TlsServerSettings, 'certificate' | 'encryptedHelloKey'>

/** OpenSSL 3.0.19 as a server with default settings: resumes, no early data. */
export const OPENSSL_SERVER: TlsServerBehaviour = {
  versions: ['1.2', '1.3'],
  requestsClientCertificate: false,
  acknowledgesServerName: false,
  earlyHello: 'refused',
  postQuantum: false,
  helloRetryRequest: false,
  tickets: { kind: 'resume', key: 'minimal', octets: { '1.2': 176, '1.3': 208 } },
  ticketLifetime: OPENSSL_LIFETIME,
  ticketCount: { full: 2, resumed: 1 },
  ticketWrites: 'separate',
  maxEarlyData: 0,
  acceptsEarlyData: false,
  halfRttData: true,
  flightThink: NO_TIME,
}

/** What a ticket takes that is an identity in the server's memory instead of a sealed session. */
export const STATEFUL_TICKET_OCTETS = 32

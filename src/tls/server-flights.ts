/** What a server decides and says in a handshake, from its settings and the ClientHello. */
import type { Random } from '../random.ts'
import type { TlsFacts } from '../transport.ts'
import { resumable } from './binding.ts'
import type { ClientCertificate } from './certificate.ts'
import { retryConfigsExtension } from './encrypted-client-hello.ts'
import { newSessionTicket13, serverFinished12, serverFlight12, serverFlight13 } from './flights.ts'
import { encoded, type RecordPiece } from './piece.ts'
import type { ClientHello, ServerFlight } from './record.ts'
import { STATEFUL_TICKET_OCTETS, type TicketPolicy, type TlsServerSettings } from './settings.ts'
import { type Ticket, type TlsVersion, ticketId } from './ticket.ts'

/** The highest version that both know (RFC 8446 §4.2.1), or undefined. */
export const chosenVersion = (
  hello: ClientHello,
  settings: TlsServerSettings,
): TlsVersion | undefined => {
  for (const version of ['1.3', '1.2'] as const) {
    if (hello.versions.includes(version) && settings.versions.includes(version)) return version
  }
  return undefined
}

const resumes = (hello: ClientHello, version: TlsVersion, settings: TlsServerSettings): boolean => {
  const { ticket } = hello
  const policy = settings.tickets
  if (ticket === undefined || policy.kind !== 'resume') return false
  if (ticket.version !== version || ticket.key !== policy.key) return false
  return policy.spent === undefined || !policy.spent.has(ticketId(ticket))
}

export const serverFlight = (
  hello: ClientHello,
  version: TlsVersion,
  settings: TlsServerSettings,
  random: Uint8Array,
): ServerFlight => {
  const resumed = resumes(hello, version, settings)
  return {
    kind: 'server-flight',
    version,
    random,
    resumed,
    // RFC 8446 §4.2.10: only with the first ticket offered, and not after a retry.
    earlyDataAccepted: resumed && hello.early && settings.acceptsEarlyData,
    certificateRequested: settings.requestsClientCertificate && !resumed,
    serverNameAcknowledged: settings.acknowledgesServerName && hello.named,
    encryptedHelloRejected:
      hello.encryptedHello > 0 && version === '1.3' && settings.encryptedHelloKey !== undefined,
    serverEndPoint: settings.certificate.serverEndPoint,
  }
}

export const encodedServerFlight = (
  flight: ServerFlight,
  hello: ClientHello,
  settings: TlsServerSettings,
): RecordPiece => {
  const contents = {
    resumed: flight.resumed,
    chain: settings.certificate.chain,
    certificateRequested: flight.certificateRequested,
    serverNameAcknowledged: flight.serverNameAcknowledged,
    earlyDataAccepted: flight.earlyDataAccepted,
    retried: hello.retry,
    postQuantum: hello.postQuantum && settings.postQuantum,
    retryConfigs: flight.encryptedHelloRejected
      ? retryConfigsExtension(settings.encryptedHelloKey?.publicName)
      : 0,
    ticketPromised: settings.tickets.kind === 'resume',
  }
  const length = flight.version === '1.3' ? serverFlight13(contents) : serverFlight12(contents)
  return encoded(flight, length)
}

/** What a ticket is for, and what is sealed in it beside the session. */
export interface Sealed {
  readonly facts: TlsFacts
  /** Octets that the client's certificate takes in it; 0: it has presented none. */
  readonly certificate: number
  /** The client has named the server. */
  readonly named: boolean
}

const CIPHER_BLOCK = 16
/** Tag and length of an explicit field (SSL_SESSION of OpenSSL). */
const FIELD_HEADER = 4

/**
 * OpenSSL seals the client's certificate with the session, the leaf alone, in whole blocks: clients
 * present no other here. A server that keeps sessions in its memory seals nothing.
 */
export const sealedCertificate = (
  { chain: { octets } }: ClientCertificate,
  version: TlsVersion,
  { tickets: policy }: Pick<TlsServerSettings, 'tickets'>,
): number =>
  policy.kind === 'resume' && policy.octets[version] > STATEFUL_TICKET_OCTETS
    ? Math.ceil((octets + FIELD_HEADER) / CIPHER_BLOCK) * CIPHER_BLOCK
    : 0

/** The tickets after a 1.3 handshake. */
export const newTickets = (
  sealed: Sealed,
  settings: TlsServerSettings,
  random: Random,
): RecordPiece[] => {
  const pieces: RecordPiece[] = []
  const count = sealed.facts.resumed ? settings.ticketCount.resumed : settings.ticketCount.full
  for (let i = 0; i < count; i += 1) {
    const ticket = issued('1.3', sealed, settings, random)
    if (ticket === undefined) break
    pieces.push(encoded({ kind: 'new-session-ticket', ticket }, newSessionTicket13(ticket)))
  }
  return pieces
}

/** The end of a full 1.2 handshake. */
export const encodedFinished12 = (
  settings: TlsServerSettings,
  sealed: Sealed,
  random: Random,
): RecordPiece => {
  const ticket = issued('1.2', sealed, settings, random)
  return encoded({ kind: 'server-finished', ticket }, serverFinished12(ticket))
}

/** The server's name in the tickets of a server that goes by it, in whole blocks (measured, Prosody). */
const NAME_IN_TICKET = { '1.2': 32, '1.3': 16 } as const

/** Octets of a ticket that resumes and in which no client's certificate is sealed. */
export const plainTicket = (
  { octets }: Extract<TicketPolicy, { readonly kind: 'resume' }>,
  version: TlsVersion,
  named: boolean,
  { acknowledgesServerName }: TlsServerSettings,
): number => octets[version] - (acknowledgesServerName && !named ? NAME_IN_TICKET[version] : 0)

const issued = (
  version: TlsVersion,
  { facts, certificate: own, named }: Sealed,
  settings: TlsServerSettings,
  random: Random,
): Ticket | undefined => {
  const { tickets: policy, ticketLifetime: lifetime, certificate } = settings
  if (policy.kind === 'none' || (policy.kind === 'useless' && version === '1.2')) return undefined
  return {
    words: [random.uint32(), random.uint32()],
    version,
    key: policy.kind === 'resume' ? policy.key : '',
    octets:
      policy.kind === 'resume'
        ? plainTicket(policy, version, named, settings) + own
        : policy.octets,
    lifetime,
    maxEarlyData: version === '1.3' ? settings.maxEarlyData : 0,
    serverEndPoint: certificate.serverEndPoint,
    resumes: resumable(facts),
  }
}

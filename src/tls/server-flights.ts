/** What a server decides and says in a handshake, from its settings and the ClientHello. */
import type { Random } from '../random.ts'
import type { TlsFacts } from '../transport.ts'
import { resumable } from './binding.ts'
import { retryConfigsExtension } from './encrypted-client-hello.ts'
import { newSessionTicket13, serverFinished12, serverFlight12, serverFlight13 } from './flights.ts'
import { encoded, type RecordPiece } from './piece.ts'
import type { ClientHello, ServerFlight } from './record.ts'
import type { TlsServerSettings } from './settings.ts'
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
    serverNameAcknowledged: settings.acknowledgesServerName,
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

/** The tickets after a 1.3 handshake. */
export const newTickets = (
  facts: TlsFacts,
  settings: TlsServerSettings,
  random: Random,
): RecordPiece[] => {
  const pieces: RecordPiece[] = []
  const count = facts.resumed ? settings.ticketCount.resumed : settings.ticketCount.full
  for (let i = 0; i < count; i += 1) {
    const ticket = issued('1.3', facts, settings, random)
    if (ticket === undefined) break
    pieces.push(encoded({ kind: 'new-session-ticket', ticket }, newSessionTicket13(ticket)))
  }
  return pieces
}

/** The end of a full 1.2 handshake. */
export const encodedFinished12 = (
  settings: TlsServerSettings,
  facts: TlsFacts,
  random: Random,
): RecordPiece => {
  const ticket = issued('1.2', facts, settings, random)
  return encoded({ kind: 'server-finished', ticket }, serverFinished12(ticket))
}

const issued = (
  version: TlsVersion,
  facts: TlsFacts,
  settings: TlsServerSettings,
  random: Random,
): Ticket | undefined => {
  const { tickets: policy, ticketLifetime: lifetime, certificate } = settings
  if (policy.kind === 'none' || (policy.kind === 'useless' && version === '1.2')) return undefined
  return {
    words: [random.uint32(), random.uint32()],
    version,
    key: policy.kind === 'resume' ? policy.key : '',
    octets: policy.kind === 'resume' ? policy.octets[version] : policy.octets,
    lifetime,
    maxEarlyData: version === '1.3' ? settings.maxEarlyData : 0,
    serverEndPoint: certificate.serverEndPoint,
    resumes: resumable(facts),
  }
}

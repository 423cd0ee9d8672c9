/** What a server says in a handshake, message by message, with the contents that give it its length. */
import type { Random } from '../../../random.ts'
import type { ClientCertificate } from '../../../tls/certificate.ts'
import type { ServerFlight } from '../../../tls/record.ts'
import type { TlsServerSettings } from '../../../tls/settings.ts'
import type { Ticket } from '../../../tls/ticket.ts'
import { type Duration, seconds } from '../../../units.ts'
import { joined, number, type OctetPart, u16, u32, vector } from '../../octets/build.ts'
import { EXTENSION, extension, GROUP, VERSION } from '../extension.ts'
import { MESSAGE, message, RETRY_RANDOM } from '../handshake-message.ts'
import { certificateChain, drawnSignature } from './certificate-chain.ts'
import { keyShare } from './key-share.ts'
import { publicName } from './public-name.ts'
import { ticketOctets } from './ticket.ts'

export interface ServerSide {
  readonly settings: TlsServerSettings
  /** What its certificate is for. */
  readonly domain: string
  readonly random: Random
}

/** What the answer depends on beside what the flight says. */
export interface Asked {
  readonly sessionId: Uint8Array
  readonly suite: number
  readonly postQuantum: boolean
  readonly retry: boolean
}

const ECDSA_P256_SHA256 = 0x0403
const RSA_PSS_SHA256 = 0x0804
const isRsa = (settings: TlsServerSettings): boolean => settings.certificate.chain.signature > 128

export const SUITE_13 = 0x1302
export const suite12 = (settings: TlsServerSettings): number => (isRsa(settings) ? 0xc030 : 0xc02c)

const serverHello = (
  random: Uint8Array,
  { sessionId, suite }: Pick<Asked, 'sessionId' | 'suite'>,
  extensions: readonly OctetPart[],
): Uint8Array =>
  message(
    MESSAGE.serverHello,
    u16(VERSION['1.2']),
    random,
    vector(1, sessionId),
    u16(suite),
    [0],
    vector(2, ...extensions),
  )

const SELECTED_13 = extension(EXTENSION.supportedVersions, u16(VERSION['1.3']))

/** RFC 8446 §4.1.4. */
export const helloRetryRequest = (sessionId: Uint8Array): Uint8Array =>
  serverHello(RETRY_RANDOM, { sessionId, suite: SUITE_13 }, [
    SELECTED_13,
    extension(EXTENSION.keyShare, u16(GROUP.p256)),
  ])

export function serverHello13(
  flight: ServerFlight,
  asked: Asked,
  { random, settings }: ServerSide,
): Uint8Array {
  const hybrid = asked.postQuantum && settings.postQuantum
  const group = asked.retry ? 'p256' : hybrid ? 'hybrid-server' : 'x25519'
  return serverHello(flight.random, asked, [
    SELECTED_13,
    extension(EXTENSION.keyShare, keyShare(group, random.fork('server share'))),
    flight.resumed ? extension(EXTENSION.preSharedKey, u16(0)) : [],
  ])
}

export const encryptedExtensions = (
  { earlyDataAccepted, encryptedHelloRejected, serverNameAcknowledged }: ServerFlight,
  { settings, random }: ServerSide,
): Uint8Array => {
  const known = encryptedHelloRejected ? settings.encryptedHelloKey?.publicName : undefined
  return message(
    MESSAGE.encryptedExtensions,
    vector(
      2,
      serverNameAcknowledged ? extension(EXTENSION.serverName) : [],
      earlyDataAccepted ? extension(EXTENSION.earlyData) : [],
      known === undefined ? [] : retryConfigs(publicName(known), random.fork('retry configs')),
    ),
  )
}

/** RFC 9849 §4: one configuration, DHKEM(X25519) with HKDF-SHA256, for HKDF-SHA256 with AES-128-GCM. */
const retryConfigs = (name: string, random: Random): Uint8Array => {
  const contents = vector(
    2,
    [1],
    u16(0x0020),
    vector(2, random.bytes(32)),
    vector(2, u16(0x0001), u16(0x0001)),
    [0],
    vector(1, new TextEncoder().encode(name)),
    vector(2),
  )
  return extension(EXTENSION.encryptedClientHello, vector(2, u16(0xfe0d), contents))
}

/** As many as make up the length that was measured; the same few, over and over. */
const algorithms = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, index) => u16(index % 2 ? RSA_PSS_SHA256 : ECDSA_P256_SHA256))

export const certificateRequest13 = (): Uint8Array =>
  message(
    MESSAGE.certificateRequest,
    vector(1),
    vector(2, extension(EXTENSION.signatureAlgorithms, vector(2, ...algorithms(16)))),
  )

/** What a client presents is written in the same way. */
export const clientSide = (
  { chain, address }: ClientCertificate,
  { settings, random }: ServerSide,
): ServerSide => {
  const certificate = { ...settings.certificate, chain }
  return {
    settings: { ...settings, certificate },
    domain: address,
    random: random.fork('client certificate'),
  }
}

const chainOf = ({ settings, domain, random }: ServerSide): readonly Uint8Array[] =>
  certificateChain(settings.certificate.chain, domain, random.fork('chain'))

export const certificate13 = (side: ServerSide): Uint8Array =>
  message(
    MESSAGE.certificate,
    vector(1),
    vector(3, ...chainOf(side).map((der) => joined(vector(3, der), vector(2)))),
  )

export const certificateVerify = ({ settings, random }: ServerSide): Uint8Array => {
  const { signature } = settings.certificate.chain
  const proof = drawnSignature(signature, random.fork('proof'))
  return message(MESSAGE.certificateVerify, u16(algorithmOf(settings)), vector(2, proof))
}

const algorithmOf = (settings: TlsServerSettings): number =>
  isRsa(settings) ? RSA_PSS_SHA256 : ECDSA_P256_SHA256

const NONCE_OCTETS = 8

export const newSessionTicket13 = (ticket: Ticket, random: Random): Uint8Array =>
  message(
    MESSAGE.newSessionTicket,
    u32(wholeSeconds(ticket.lifetime)),
    u32(random.uint32()),
    vector(1, random.bytes(NONCE_OCTETS)),
    vector(2, ticketOctets(ticket)),
    vector(
      2,
      ticket.maxEarlyData > 0 ? extension(EXTENSION.earlyData, u32(ticket.maxEarlyData)) : [],
    ),
  )

export function serverHello12(
  flight: ServerFlight,
  asked: Pick<Asked, 'sessionId' | 'suite'>,
  { settings }: ServerSide,
): Uint8Array {
  const renegotiation = extension(EXTENSION.renegotiation, vector(1))
  const extendedMaster = extension(EXTENSION.extendedMasterSecret)
  if (flight.resumed) return serverHello(flight.random, asked, [renegotiation, extendedMaster])
  return serverHello(flight.random, { ...asked, sessionId: new Uint8Array(0) }, [
    renegotiation,
    flight.serverNameAcknowledged ? extension(EXTENSION.serverName) : [],
    extension(EXTENSION.pointFormats, vector(1, [0, 1, 2])),
    settings.tickets.kind === 'resume' ? extension(EXTENSION.sessionTicket) : [],
    extendedMaster,
  ])
}

export const certificate12 = (side: ServerSide): Uint8Array =>
  message(MESSAGE.certificate, vector(3, ...chainOf(side).map((der) => vector(3, der))))

const NAMED_CURVE = 3
const POINT_OCTETS = 32

export const serverKeyExchange = ({ settings, random }: ServerSide): Uint8Array => {
  const proof = drawnSignature(settings.certificate.chain.signature, random.fork('proof'))
  return message(
    MESSAGE.serverKeyExchange,
    [NAMED_CURVE],
    u16(GROUP.x25519),
    vector(1, random.fork('server share').bytes(POINT_OCTETS)),
    u16(algorithmOf(settings)),
    vector(2, proof),
  )
}

/** rsa_sign, dss_sign and ecdsa_sign (RFC 5246 §7.4.4), and no names of authorities. */
export const certificateRequest12 = (): Uint8Array =>
  message(
    MESSAGE.certificateRequest,
    vector(1, [1, 2, 64]),
    vector(2, ...algorithms(20)),
    vector(2),
  )

export const newSessionTicket12 = (ticket: Ticket): Uint8Array =>
  message(
    MESSAGE.newSessionTicket,
    u32(wholeSeconds(ticket.lifetime)),
    vector(2, ticketOctets(ticket)),
  )

export const clientKeyExchange = (random: Random): Uint8Array =>
  message(MESSAGE.clientKeyExchange, vector(1, random.fork('client share').bytes(POINT_OCTETS)))

const ONE_SECOND = seconds(1)
const wholeSeconds = (duration: Duration): number => Math.floor(duration / ONE_SECOND)

/** Of an empty list of certificates: three octets of length behind what TLS 1.3 puts before it. */
export const noCertificate = (version: '1.2' | '1.3'): Uint8Array =>
  message(MESSAGE.certificate, version === '1.3' ? vector(1) : [], number(0, 3))

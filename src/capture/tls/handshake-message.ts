/** Messages of a handshake by their numbers (RFC 8446 §4, RFC 5246 §7.4). */
import { joined, type OctetPart, vector } from '../octets/build.ts'

export const MESSAGE = {
  clientHello: 1,
  serverHello: 2,
  newSessionTicket: 4,
  endOfEarlyData: 5,
  encryptedExtensions: 8,
  certificate: 11,
  serverKeyExchange: 12,
  certificateRequest: 13,
  serverHelloDone: 14,
  certificateVerify: 15,
  clientKeyExchange: 16,
  finished: 20,
  keyUpdate: 24,
  messageHash: 254,
} as const

export const message = (type: number, ...parts: readonly OctetPart[]): Uint8Array =>
  joined([type], vector(3, ...parts))

/** RFC 8446 §4.1.3: the ServerHello that asks for another one has this for a random. */
export const RETRY_RANDOM = Buffer.from(
  'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c',
  'hex',
)

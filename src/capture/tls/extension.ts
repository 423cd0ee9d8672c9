/** Extensions of a handshake by their numbers (IANA, TLS ExtensionType Values). */
import { joined, type OctetPart, u16, vector } from '../octets/build.ts'

export const EXTENSION = {
  serverName: 0,
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  applicationProtocols: 16,
  padding: 21,
  extendedMasterSecret: 23,
  sessionTicket: 35,
  preSharedKey: 41,
  earlyData: 42,
  supportedVersions: 43,
  pskModes: 45,
  keyShare: 51,
  encryptedClientHello: 0xfe0d,
  renegotiation: 0xff01,
} as const

export const extension = (type: number, ...parts: readonly OctetPart[]): Uint8Array =>
  joined(u16(type), vector(2, ...parts))

export const GROUP = { p256: 0x0017, p384: 0x0018, x25519: 0x001d, hybrid: 0x11ec } as const

export const VERSION = { '1.2': 0x0303, '1.3': 0x0304 } as const

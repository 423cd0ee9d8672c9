/**
 * A ClientHello with everything in it that the model's has, filled up to the model's length with a
 * padding extension (RFC 7685): the stacks that were measured list more suites, groups and signature
 * algorithms than stand here.
 */
import type { Random } from '../../../random.ts'
import type { ClientHello } from '../../../tls/record.ts'
import type { TlsClientSettings } from '../../../tls/settings.ts'
import { ascii, type OctetPart, u16, u32, vector } from '../../octets/build.ts'
import { EXTENSION, extension, GROUP, VERSION } from '../extension.ts'
import { MESSAGE, message } from '../handshake-message.ts'
import { HASH_OCTETS } from '../key-schedule.ts'
import { keyShare } from './key-share.ts'
import { publicName } from './public-name.ts'
import { ticketOctets } from './ticket.ts'

export interface WrittenHello {
  readonly hello: ClientHello
  readonly settings: Pick<TlsClientSettings, 'serverName' | 'alpn'>
  /** Of the message, its header included. */
  readonly length: number
  /** Echoed by servers. */
  readonly sessionId: Uint8Array
  /** For shares and the age of a ticket. */
  readonly random: Random
}

const SUITES_13 = [0x1302, 0x1301, 0x1303]
const SUITES_12 = [0xc02c, 0xc030, 0xc02b, 0xc02f]
/** RFC 5746 §3.3: says that renegotiation is safe. */
const RENEGOTIATION = 0x00ff
const ECDSA_P256_SHA256 = 0x0403
const RSA_PSS_SHA256 = 0x0804
const RSA_SHA256 = 0x0401
const ECDSA_P384_SHA384 = 0x0503
const PSK_DHE = 1
const PADDING_FRAMING = 4

/** Octets that a ClientHello with a ticket of TLS 1.3 ends with: the binder and its lengths. */
const BINDER = HASH_OCTETS.sha384
export const BINDERS = 2 + 1 + BINDER

/** With a binder of zeros, if it has one, which is to be replaced by what it hashes to. */
export function clientHello(written: WrittenHello): Uint8Array {
  const bare = withPadding(written, undefined)
  const missing = written.length - bare.length
  if (missing === 0) return bare
  if (missing < PADDING_FRAMING) {
    throw new Error(`Expected room for padding in a ClientHello, got ${missing} octets`)
  }
  return withPadding(written, missing - PADDING_FRAMING)
}

function withPadding({ hello, settings, ...more }: WrittenHello, padding?: number): Uint8Array {
  const { versions, random, ticket, early, postQuantum, encryptedHello, retry } = hello
  const has12 = versions.includes('1.2')
  const has13 = versions.includes('1.3')
  const { serverName = '', alpn } = settings
  const shown = encryptedHello > 0 ? publicName(serverName) : serverName
  const groups = [...(postQuantum ? [GROUP.hybrid] : []), GROUP.x25519, GROUP.p256, GROUP.p384]
  const suites = [...(has13 ? SUITES_13 : []), ...(has12 ? [...SUITES_12, RENEGOTIATION] : [])]
  const extensions: readonly OctetPart[] = [
    when(shown !== '', () =>
      extension(EXTENSION.serverName, vector(2, [0], vector(2, ascii(shown)))),
    ),
    when(has12, () => extension(EXTENSION.pointFormats, vector(1, [0]))),
    extension(EXTENSION.supportedGroups, vector(2, ...groups.map(u16))),
    when(has12, () =>
      extension(EXTENSION.sessionTicket, ticket?.version === '1.2' ? ticketOctets(ticket) : []),
    ),
    when(alpn !== undefined, () =>
      extension(EXTENSION.applicationProtocols, vector(2, vector(1, ascii(alpn ?? '')))),
    ),
    when(has12, () => extension(EXTENSION.extendedMasterSecret)),
    extension(
      EXTENSION.signatureAlgorithms,
      vector(2, ...[ECDSA_P256_SHA256, RSA_PSS_SHA256, RSA_SHA256, ECDSA_P384_SHA384].map(u16)),
    ),
    when(has13, () =>
      extension(
        EXTENSION.supportedVersions,
        vector(
          1,
          ...versions
            .toSorted()
            .toReversed()
            .map((version) => u16(VERSION[version])),
        ),
      ),
    ),
    when(has13, () => extension(EXTENSION.pskModes, vector(1, [PSK_DHE]))),
    when(has13, () =>
      extension(EXTENSION.keyShare, vector(2, ...shares(postQuantum, retry, more))),
    ),
    when(early, () => extension(EXTENSION.earlyData)),
    when(encryptedHello > 0, () => encryptedExtension(encryptedHello, retry, more.random)),
    when(padding !== undefined, () => extension(EXTENSION.padding, new Uint8Array(padding ?? 0))),
    // RFC 8446 §4.2.11: it comes last.
    when(ticket?.version === '1.3', () =>
      extension(
        EXTENSION.preSharedKey,
        vector(
          2,
          vector(2, ticket === undefined ? [] : ticketOctets(ticket)),
          u32(more.random.fork('age').uint32()),
        ),
        vector(2, vector(1, new Uint8Array(BINDER))),
      ),
    ),
  ]
  return message(
    MESSAGE.clientHello,
    u16(VERSION['1.2']),
    random,
    vector(1, more.sessionId),
    vector(2, ...suites.map(u16)),
    vector(1, [0]),
    vector(2, ...extensions),
  )
}

/** RFC 9849 §5: what it says nobody can read, so that any octets will do. */
function encryptedExtension(octets: number, retry: boolean, random: Random): Uint8Array {
  const key = retry ? new Uint8Array(0) : random.fork('encapsulated').bytes(32)
  const framing = 4 + 1 + 4 + 1 + 2 + key.length + 2
  return extension(
    EXTENSION.encryptedClientHello,
    [OUTER],
    u16(HKDF_SHA256),
    u16(AES_128_GCM),
    [CONFIGURATION],
    vector(2, key),
    vector(2, random.fork('payload').bytes(octets - framing)),
  )
}

const OUTER = 0
const HKDF_SHA256 = 1
const AES_128_GCM = 1
const CONFIGURATION = 1

const when = (present: boolean, part: () => OctetPart): OctetPart => (present ? part() : [])

/** One of each group that the client thinks likely; the one that was asked for, the second time. */
function shares(
  postQuantum: boolean,
  retry: boolean,
  { random }: Pick<WrittenHello, 'random'>,
): readonly OctetPart[] {
  const own = random.fork('client share')
  if (retry) return [keyShare('p256', own)]
  return [...(postQuantum ? [keyShare('hybrid-client', own)] : []), keyShare('x25519', own)]
}

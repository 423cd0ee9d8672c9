/**
 * Modifiers that name a mechanism: how a client logs in, or what its token is proven with. Of
 * two of a kind only one makes sense.
 */

import type { Base } from './base.ts'
import { type CatalogueEntry, DEPLOYED } from './entry.ts'
import { GRANT_MODIFIERS } from './grant-modifiers.ts'
import { login, unfitForLogin } from './login-modifier.ts'
import type { Modifier } from './modifier.ts'
import { resumed } from './tls-resumed.ts'
import type { TokenUse } from './tokens.ts'

/** What is proven at once: nothing is awaited but success. */
const AT_ONCE = {
  'legacy-starttls': ['C2'],
  'legacy-direct': ['C4'],
  'sasl2-direct': ['C8'],
  'legacy-resume-starttls': ['R2'],
  'legacy-resume-direct': ['R4'],
} as const

const plain = {
  ...login('plain', {
    summary: 'PLAIN: the password, as it is',
    mechanisms: ['PLAIN'],
    status: DEPLOYED,
    replay: 'tls',
    rows: AT_ONCE,
  }),
  hazard: {
    where: 'scram-offered',
    why: 'the password is shown where the server offers SCRAM: XEP-0388 has PLAIN not be supported (SHOULD NOT), and XEP-0474 no client that has used SCRAM fall back to it (MUST NOT)',
  },
} as const satisfies Modifier

const external = {
  ...login('external', {
    summary: 'EXTERNAL: a client certificate in TLS',
    mechanisms: ['EXTERNAL'],
    status: DEPLOYED,
    replay: 'tls',
    rows: AT_ONCE,
  }),
  tls: { certificate: 'presented' },
} as const satisfies Modifier

/** The earlier session is another one: there the client had to prove itself in some other way. */
const externalResumed = {
  name: 'external-resumed',
  summary: 'EXTERNAL: as whoever has authenticated on the TLS session that is resumed',
  rows: { 'legacy-resume-starttls': ['R5'], 'sasl2-resume-direct': ['R6'] },
  oneOf: 'login',
  implies: [resumed],
  unfit: unfitForLogin,
  manner: { login: ['EXTERNAL'] },
  parts: () => ['known-by-tls-session'],
  entry: {
    status: {
      kind: 'deferred',
      why: 'draft-cridland-sasl-tls-sessions-00 (2007) has expired, and no server was found that goes by who has authenticated on a TLS session before',
    },
    replay: 'tls',
    downgrade: 'pinned',
  },
} as const satisfies Modifier

const digestMd5 = login('digest-md5', {
  summary: 'DIGEST-MD5, subsequent where there is an earlier session',
  mechanisms: ['DIGEST-MD5'],
  status: {
    kind: 'deferred',
    why: 'RFC 6331 has made DIGEST-MD5 historic, and servers have taken it out',
  },
  replay: 'count',
  rows: { 'legacy-direct': ['C16'], 'legacy-resume-direct': ['R7'] },
})

/** Proto-XEPs, each spoken by the server of who wrote it. */
const unpublished = (by: string): CatalogueEntry['status'] => ({
  kind: 'never-published',
  why: `its proto-XEP was never published, and it is spoken by ${by} alone`,
})

const xToken = login('x-token', {
  summary: 'X-TOKEN: a token of the device in the place of the password',
  mechanisms: ['X-TOKEN'],
  status: unpublished('Xabber'),
  replay: 'tls',
  rows: { 'legacy-resume-direct': ['R16'] },
})

const xOauth = login('x-oauth', {
  summary: 'X-OAUTH: an access token alone',
  mechanisms: ['X-OAUTH'],
  status: unpublished('MongooseIM'),
  replay: 'tls',
  rows: { 'legacy-resume-direct': ['R16'] },
})

const hotp = login('hotp', {
  summary: 'HOTP: a one-time password of the device',
  mechanisms: ['HOTP'],
  status: unpublished('Xabber'),
  replay: 'count',
  rows: { 'legacy-resume-direct': ['R16'] },
})

const devicesOcra = login('devices-ocra', {
  summary: 'DEVICES-OCRA: device and server challenge each other',
  mechanisms: ['DEVICES-OCRA'],
  status: unpublished('Xabber'),
  replay: 'nonces',
  rows: { 'legacy-resume-direct': ['R17'] },
})

const xtokenHmac = login('xtoken-hmac', {
  summary: 'XTOKEN-HMAC-SHA-256: a token that changes each time',
  mechanisms: ['XTOKEN-HMAC-SHA-256'],
  status: { kind: 'never-published', why: 'it is written down nowhere, and Tigase’s alone' },
  replay: 'single-use',
  shape: 'reconstructed',
  rows: { 'legacy-resume-direct': ['R33'] },
})

const clientKey = login('client-key', {
  summary: 'CLIENT-KEY: a key of the device, counted',
  mechanisms: ['CLIENT-KEY-PLUS', 'CLIENT-KEY'],
  status: { kind: 'deferred', why: 'XEP-0399 is deferred, its draft expired, and nobody has it' },
  replay: 'count',
  shape: 'reconstructed',
  rows: { 'sasl2-resume-direct': ['R15'] },
})

const passkey = login('passkey', {
  summary: 'PASSKEY: WebAuthn, and a user who agrees',
  mechanisms: ['PASSKEY'],
  status: { kind: 'specified', why: 'draft-bucksch-sasl-passkey-00 is new, and nobody has it' },
  replay: 'nonces',
  shape: 'reconstructed',
  rows: { 'sasl2-direct': ['C20'] },
})

const opaque = login('opaque', {
  summary: 'OPAQUE: the password, of which the server learns nothing',
  mechanisms: ['OPAQUE-A255SHA-PLUS', 'OPAQUE-A255SHA'],
  status: {
    kind: 'specified',
    why: 'draft-reitzenstein-kitten-opaque-02 has expired, and no server that was read has it',
  },
  replay: 'nonces',
  rows: { 'sasl2-direct': ['C17'], 'sasl2-resume-direct': ['R18'] },
})

const ofTokens = ({ language }: Base): string | undefined =>
  language === 'sasl2' ? undefined : 'tokens are of FAST (XEP-0484), which is of SASL2'

/** Asks for tokens with another hash than the one that is deployed. */
const hash = <const Name extends string>(
  name: Name,
  of: TokenUse['hash'],
): Modifier & { readonly name: Name } => ({
  name,
  summary: `FAST tokens proven with HT-${of}-…`,
  oneOf: 'hash',
  unfit: ofTokens,
  tokens: { hash: of },
  earlier: 'shared',
  entry: {
    status: { kind: 'specified', why: 'no server that was read offers tokens with this hash' },
  },
})

const ht512 = hash('ht-sha-512', 'SHA-512')
const ht3 = hash('ht-sha3-512', 'SHA3-512')
const ht02 = {
  name: 'ht-02',
  summary: 'HT in the wire form of draft-ietf-kitten-sasl-ht-02',
  rows: { 'fast-resume-direct': ['R34'], 'fast-resume-failed-direct': ['R34'] },
  unfit: ofTokens,
  manner: { tokenForm: 'draft-02' },
  earlier: 'shared',
  parts: () => ['ht-02'],
  entry: {
    status: {
      kind: 'specified',
      why: 'servers and clients speak the form of draft -09, which nothing tells apart beforehand',
    },
  },
} as const satisfies Modifier

export const MECHANISM_MODIFIERS = [
  plain,
  external,
  externalResumed,
  ...GRANT_MODIFIERS,
  digestMd5,
  xToken,
  xOauth,
  hotp,
  devicesOcra,
  xtokenHmac,
  clientKey,
  passkey,
  opaque,
  ht512,
  ht3,
  ht02,
] as const

/**
 * Modifiers that name a mechanism: how a client logs in, or what its token is proven with. One
 * line each; of two of a kind only one makes sense.
 */

import { MECHANISMS } from '../sasl/mechanisms.ts'
import type { Base } from './base.ts'
import { DEPLOYED, type Entry } from './entry.ts'
import type { Modifier } from './modifier.ts'
import { resumed } from './tls-resumed.ts'
import type { TokenUse } from './tokens.ts'

const unfit = ({ language }: Base): string | undefined =>
  language === 'octets' ? 'there is no authentication in it' : undefined

type Said = Pick<Entry, 'status' | 'replay'> & Pick<Partial<Entry>, 'shape'>

/** A client that keeps to one mechanism, in all of its sessions: no other will do. */
const login = <const Name extends string>(
  name: Name,
  summary: string,
  mechanisms: readonly string[],
  said: Said,
): Modifier & { readonly name: Name } => ({
  name,
  summary,
  oneOf: 'login',
  unfit,
  manner: { login: mechanisms },
  earlier: 'shared',
  entry: { ...said, downgrade: 'pinned' },
})

const SHAPELESS = { shape: 'reconstructed' } as const

const ofTokens = ({ language }: Base): string | undefined =>
  language === 'sasl2' ? undefined : 'tokens are of FAST (XEP-0484), which is of SASL2'

const plain = login('plain', 'PLAIN: the password, as it is', ['PLAIN'], {
  status: DEPLOYED,
  replay: 'tls',
})
const external = {
  ...login('external', 'EXTERNAL: a client certificate in TLS', ['EXTERNAL'], {
    status: DEPLOYED,
    replay: 'tls',
  }),
  tls: { certificate: 'presented' },
} as const satisfies Modifier
/** The earlier session is another one: there the client had to prove itself in some other way. */
const externalResumed = {
  name: 'external-resumed',
  summary: 'EXTERNAL: as whoever has authenticated on the TLS session that is resumed',
  oneOf: 'login',
  implies: [resumed],
  unfit,
  manner: { login: ['EXTERNAL'] },
  entry: {
    status: {
      kind: 'deferred',
      why: 'draft-cridland-sasl-tls-sessions-00 (2007) has expired, and no server was found that goes by who has authenticated on a TLS session before',
    },
    replay: 'tls',
    downgrade: 'pinned',
  },
} as const satisfies Modifier
const oauthbearer = login('oauthbearer', 'OAUTHBEARER: an access token', ['OAUTHBEARER'], {
  status: DEPLOYED,
  replay: 'tls',
})
/** RFC 7628 §3.2.3: the document of discovery, one octet, the failure, and only then the password. */
const oauthbearerRefused = {
  name: 'oauthbearer-refused',
  summary: 'OAUTHBEARER is refused, with its document of discovery; SCRAM on the same stream',
  oneOf: 'login',
  unfit: ({ language, start }) => {
    if (language !== 'sasl2') return 'what follows a refusal is played with SASL2 (XEP-0388)'
    return start.kind === 'cold' ? 'a grant is revoked between one visit and the next' : undefined
  },
  manner: { login: ['OAUTHBEARER'], whenRefused: 'password' },
  against: { aftermath: 'token-revoked' },
  needs: [
    { kind: 'mechanism', of: 'sasl2', anyOf: MECHANISMS.usual('password').map(({ name }) => name) },
  ],
  entry: { status: DEPLOYED, replay: 'tls', downgrade: 'remembered' },
} as const satisfies Modifier
const digestMd5 = login(
  'digest-md5',
  'DIGEST-MD5, subsequent where there is an earlier session',
  ['DIGEST-MD5'],
  {
    status: {
      kind: 'deferred',
      why: 'RFC 6331 has made DIGEST-MD5 historic, and servers have taken it out',
    },
    replay: 'count',
  },
)

/** Proto-XEPs, each spoken by the server of who wrote it. */
const unpublished = (by: string): Entry['status'] => ({
  kind: 'never-published',
  why: `its proto-XEP was never published, and it is spoken by ${by} alone`,
})
const xToken = login(
  'x-token',
  'X-TOKEN: a token of the device in the place of the password',
  ['X-TOKEN'],
  { status: unpublished('Xabber'), replay: 'tls' },
)
const xOauth = login('x-oauth', 'X-OAUTH: an access token alone', ['X-OAUTH'], {
  status: unpublished('MongooseIM'),
  replay: 'tls',
})
const hotp = login('hotp', 'HOTP: a one-time password of the device', ['HOTP'], {
  status: unpublished('Xabber'),
  replay: 'count',
})
const devicesOcra = login(
  'devices-ocra',
  'DEVICES-OCRA: device and server challenge each other',
  ['DEVICES-OCRA'],
  { status: unpublished('Xabber'), replay: 'nonces' },
)
const xtokenHmac = login(
  'xtoken-hmac',
  'XTOKEN-HMAC-SHA-256: a token that changes each time',
  ['XTOKEN-HMAC-SHA-256'],
  {
    status: { kind: 'never-published', why: 'it is written down nowhere, and Tigase’s alone' },
    replay: 'single-use',
    ...SHAPELESS,
  },
)
const clientKey = login(
  'client-key',
  'CLIENT-KEY: a key of the device, counted',
  ['CLIENT-KEY-PLUS', 'CLIENT-KEY'],
  {
    status: { kind: 'deferred', why: 'XEP-0399 is deferred, its draft expired, and nobody has it' },
    replay: 'count',
    ...SHAPELESS,
  },
)
const passkey = login('passkey', 'PASSKEY: WebAuthn, and a user who agrees', ['PASSKEY'], {
  status: { kind: 'specified', why: 'draft-bucksch-sasl-passkey-00 is new, and nobody has it' },
  replay: 'nonces',
  ...SHAPELESS,
})
const opaque = login(
  'opaque',
  'OPAQUE: the password, of which the server learns nothing',
  ['OPAQUE-A255SHA-PLUS', 'OPAQUE-A255SHA'],
  {
    status: {
      kind: 'specified',
      why: 'draft-reitzenstein-kitten-opaque-02 has expired, and no server that was read has it',
    },
    replay: 'nonces',
  },
)

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
  unfit: ofTokens,
  manner: { tokenForm: 'draft-02' },
  earlier: 'shared',
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
  oauthbearer,
  oauthbearerRefused,
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

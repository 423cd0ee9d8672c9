/**
 * Modifiers that name a mechanism: how a client logs in, or what its token is proven with. One
 * line each; of two of a kind only one makes sense.
 */
import type { Base } from './base.ts'
import type { Modifier } from './modifier.ts'
import { resumed } from './tls-resumed.ts'
import type { TokenUse } from './tokens.ts'

const unfit = ({ language }: Base): string | undefined =>
  language === 'octets' ? 'there is no authentication in it' : undefined

/** Whatever is shown can be shown again, by whoever gets to see it; and so can be asked for. */
const SHOWN = { replay: 'tls', downgrade: 'remembered' } as const
/** Proto-XEPs that were never numbered, of one vendor's own server. */
const OF_XABBER = {
  kind: 'never-published',
  why: 'proto-XEPs of Xabber’s own server, which no other that was looked at takes',
} as const
const NO_EXTERNAL_RESUMED = {
  kind: 'never-published',
  why: 'no server that was looked at offers EXTERNAL for a TLS session that is resumed (draft-cridland-sasl-tls-sessions-00)',
} as const
const HISTORIC = {
  kind: 'specified',
  why: 'RFC 6331 has made it historic, and the servers that were looked at do not offer it',
} as const
const NO_CLIENT_KEY = {
  kind: 'deferred',
  why: 'no server that was looked at has it (XEP-0399, deferred)',
} as const
const NO_PASSKEY = {
  kind: 'specified',
  why: 'no server that was looked at has it (draft-bucksch-sasl-passkey-00)',
} as const
const NO_NEWER_FORM = {
  kind: 'specified',
  why: 'servers and clients in use speak the form of draft -09',
} as const
const NO_SHA3 = {
  kind: 'specified',
  why: 'no server that was looked at offers tokens with SHA3-512',
} as const

/** A client that keeps to one mechanism, in all of its sessions. */
const login = <const Name extends string>(
  name: Name,
  summary: string,
  mechanisms: readonly string[],
  entry: Modifier['entry'] = SHOWN,
): Modifier & { readonly name: Name } => ({
  name,
  summary,
  entry,
  oneOf: 'login',
  unfit,
  manner: { login: mechanisms },
  earlier: 'shared',
})

const ofTokens = ({ language }: Base): string | undefined =>
  language === 'sasl2' ? undefined : 'tokens are of FAST (XEP-0484), which is of SASL2'

const plain = login('plain', 'PLAIN: the password, as it is', ['PLAIN'])
const external = {
  ...login('external', 'EXTERNAL: a client certificate in TLS', ['EXTERNAL']),
  tls: { certificate: 'presented' },
} as const satisfies Modifier
/** The earlier session is another one: there the client had to prove itself in some other way. */
const externalResumed = {
  name: 'external-resumed',
  summary: 'EXTERNAL: as whoever has authenticated on the TLS session that is resumed',
  entry: { ...SHOWN, status: NO_EXTERNAL_RESUMED },
  oneOf: 'login',
  implies: [resumed],
  unfit,
  manner: { login: ['EXTERNAL'] },
} as const satisfies Modifier
const oauthbearer = login('oauthbearer', 'OAUTHBEARER: an access token', ['OAUTHBEARER'])
const digestMd5 = login(
  'digest-md5',
  'DIGEST-MD5, subsequent where there is an earlier session',
  ['DIGEST-MD5'],
  { status: HISTORIC, replay: 'nonces', downgrade: 'remembered' },
)
const xToken = login(
  'x-token',
  'X-TOKEN: a token of the device in the place of the password',
  ['X-TOKEN'],
  { ...SHOWN, status: OF_XABBER },
)
const xOauth = login('x-oauth', 'X-OAUTH: an access token alone', ['X-OAUTH'])
const hotp = login('hotp', 'HOTP: a one-time password of the device', ['HOTP'], {
  status: OF_XABBER,
  replay: 'count',
  downgrade: 'remembered',
})
const devicesOcra = login(
  'devices-ocra',
  'DEVICES-OCRA: both challenge each other',
  ['DEVICES-OCRA'],
  { status: OF_XABBER, replay: 'nonces', downgrade: 'remembered' },
)
const xtokenHmac = login(
  'xtoken-hmac',
  'XTOKEN-HMAC-SHA-256: a token that changes each time',
  ['XTOKEN-HMAC-SHA-256'],
  { replay: 'single-use', downgrade: 'pinned', shape: 'reconstructed' },
)
const clientKey = login(
  'client-key',
  'CLIENT-KEY: a key of the device, counted',
  ['CLIENT-KEY-PLUS', 'CLIENT-KEY'],
  { status: NO_CLIENT_KEY, replay: 'count', downgrade: 'pinned', shape: 'reconstructed' },
)
const passkey = login('passkey', 'PASSKEY: WebAuthn, and a user who agrees', ['PASSKEY'], {
  status: NO_PASSKEY,
  replay: 'nonces',
  downgrade: 'pinned',
  shape: 'reconstructed',
})

/** Asks for tokens with another hash than the one that is deployed. */
const hash = <const Name extends string>(
  name: Name,
  of: TokenUse['hash'],
  entry: Modifier['entry'] = {},
): Modifier & { readonly name: Name } => ({
  name,
  entry,
  summary: `FAST tokens proven with HT-${of}-…`,
  oneOf: 'hash',
  unfit: ofTokens,
  tokens: { hash: of },
  earlier: 'shared',
})

const ht512 = hash('ht-sha-512', 'SHA-512')
const ht3 = hash('ht-sha3-512', 'SHA3-512', { status: NO_SHA3 })
const ht02 = {
  name: 'ht-02',
  summary: 'HT in the wire form of draft-ietf-kitten-sasl-ht-02',
  entry: { status: NO_NEWER_FORM },
  unfit: ofTokens,
  manner: { tokenForm: 'draft-02' },
  earlier: 'shared',
} as const satisfies Modifier

export const MECHANISM_MODIFIERS = [
  plain,
  external,
  externalResumed,
  oauthbearer,
  digestMd5,
  xToken,
  xOauth,
  hotp,
  devicesOcra,
  xtokenHmac,
  clientKey,
  passkey,
  ht512,
  ht3,
  ht02,
] as const

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

/** A client that keeps to one mechanism, in all of its sessions. */
const login = <const Name extends string>(
  name: Name,
  summary: string,
  mechanisms: readonly string[],
): Modifier & { readonly name: Name } => ({
  name,
  summary,
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
  oneOf: 'login',
  implies: [resumed],
  unfit,
  manner: { login: ['EXTERNAL'] },
} as const satisfies Modifier
const oauthbearer = login('oauthbearer', 'OAUTHBEARER: an access token', ['OAUTHBEARER'])
const digestMd5 = login('digest-md5', 'DIGEST-MD5, subsequent where there is an earlier session', [
  'DIGEST-MD5',
])
const xToken = login('x-token', 'X-TOKEN: a token of the device in the place of the password', [
  'X-TOKEN',
])
const xOauth = login('x-oauth', 'X-OAUTH: an access token alone', ['X-OAUTH'])
const hotp = login('hotp', 'HOTP: a one-time password of the device', ['HOTP'])
const devicesOcra = login('devices-ocra', 'DEVICES-OCRA: both challenge each other', [
  'DEVICES-OCRA',
])
const xtokenHmac = login('xtoken-hmac', 'XTOKEN-HMAC-SHA-256: a token that changes each time', [
  'XTOKEN-HMAC-SHA-256',
])
const clientKey = login('client-key', 'CLIENT-KEY: a key of the device, counted', [
  'CLIENT-KEY-PLUS',
  'CLIENT-KEY',
])
const opaque = login('opaque', 'OPAQUE: the password, of which the server knows nothing', [
  'OPAQUE-A255SHA-PLUS',
  'OPAQUE-A255SHA',
])
const passkey = login('passkey', 'PASSKEY: WebAuthn, and a user who agrees', ['PASSKEY'])

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
})

const ht512 = hash('ht-sha-512', 'SHA-512')
const ht3 = hash('ht-sha3-512', 'SHA3-512')
const ht02 = {
  name: 'ht-02',
  summary: 'HT in the wire form of draft-ietf-kitten-sasl-ht-02',
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
  opaque,
  ht512,
  ht3,
  ht02,
] as const

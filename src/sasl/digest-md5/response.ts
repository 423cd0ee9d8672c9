/** What both ends of DIGEST-MD5 compute (RFC 2831 §2.1.2.1, §2.1.3). */
import { createHash } from 'node:crypto'

export interface Digested {
  /** H( user : realm : password ). */
  readonly secret: Uint8Array
  readonly nonce: string
  readonly cnonce: string
  /** Eight hexadecimal digits. */
  readonly nonceCount: string
  /** `service/host`; here the service is `xmpp`. */
  readonly uri: string
  /** Empty: oneself. */
  readonly authorization: string
}

/** H( user : realm : password ), of which the server keeps nothing more (§2.1.1). */
export const digestSecret = (username: string, realm: string, password: string): Uint8Array =>
  md5(Buffer.concat([narrow(username), COLON, narrow(realm), COLON, narrow(password)]))

/** The `response` of the client, or `rspauth` of the server; 32 hexadecimal digits. */
export const digestResponse = (of: 'client' | 'server', digested: Digested): string => {
  const { secret, nonce, cnonce, nonceCount, uri, authorization } = digested
  const on = authorization === '' ? '' : `:${authorization}`
  const first = md5(Buffer.concat([secret, Buffer.from(`:${nonce}:${cnonce}${on}`)]))
  const second = md5(Buffer.from(of === 'client' ? `AUTHENTICATE:${uri}` : `:${uri}`))
  return hex(md5(Buffer.from(`${hex(first)}:${nonce}:${nonceCount}:${cnonce}:auth:${hex(second)}`)))
}

export const countText = (count: number): string => count.toString(16).padStart(8, '0')

const COLON = Buffer.from(':')

/** §2.1.2.1: what fits into ISO 8859-1 is hashed in it. */
const narrow = (text: string): Buffer =>
  Buffer.from(text, [...text].every((character) => character <= '\u00ff') ? 'latin1' : 'utf8')

const md5 = (octets: Uint8Array): Uint8Array => createHash('md5').update(octets).digest()
const hex = (octets: Uint8Array): string => Buffer.from(octets).toString('hex')

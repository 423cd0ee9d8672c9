/**
 * SCRAM's messages (RFC 5802 §5.1 and §7) as text: strict reading, no keys.
 *
 * Unknown optional attributes at the end of a message are ignored, as §5.1 wants; a mandatory
 * extension (`m=`) is refused wherever it stands: none is defined.
 */
import { type GS2Flag, readGs2Header, unescapeName } from '../gs2.ts'
import { fromBase64 } from '../octets.ts'

export interface ClientFirst {
  readonly flag: GS2Flag
  readonly authorization: string
  readonly username: string
  readonly nonce: string
  /** `flag,authzid,` as sent, which the client must repeat. */
  readonly header: string
  /** The rest, part of what is signed. */
  readonly bare: string
}

export interface ServerFirst {
  readonly nonce: string
  readonly salt: Uint8Array
  readonly iterations: number
  /** XEP-0474. */
  readonly announcement: string | undefined
}

export interface ClientFinal {
  /** The GS2 header and the channel-binding data. */
  readonly binding: Uint8Array
  readonly nonce: string
  readonly proof: Uint8Array
  readonly withoutProof: string
}

export type Unreadable = 'malformed' | 'unsupported-binding' | 'mandatory-extension'

export const readClientFirst = (text: string): ClientFirst | Unreadable => {
  const gs2 = readGs2Header(text)
  if (typeof gs2 === 'string') return gs2
  const { flag, authorization, header, rest: bare } = gs2
  if (extendsMandatorily(bare)) return 'mandatory-extension'
  const parts = /^n=([^,]+),r=([^,]+)(?:,.*)?$/s.exec(bare)
  if (parts === null) return 'malformed'
  const username = unescapeName(parts[1] ?? '')
  const nonce = parts[2] ?? ''
  if (username === undefined || !isPrintable(nonce)) return 'malformed'
  return { flag, authorization, username, nonce, header, bare }
}

export const readServerFirst = (text: string): ServerFirst | Unreadable => {
  if (extendsMandatorily(text)) return 'mandatory-extension'
  const match = /^r=([^,]+),s=([^,]+),i=([1-9][0-9]{0,9})((?:,[A-Za-z]=[^,]*)*)$/.exec(text)
  if (match === null) return 'malformed'
  const [, nonce = '', salt = '', iterations = '', rest = ''] = match
  const octets = fromBase64(salt)
  if (octets === undefined || octets.length === 0 || !isPrintable(nonce)) return 'malformed'
  const announcement = /,h=([^,]*)/.exec(rest)?.[1]
  return { nonce, salt: octets, iterations: Number(iterations), announcement }
}

export const readClientFinal = (text: string): ClientFinal | Unreadable => {
  if (extendsMandatorily(text)) return 'mandatory-extension'
  const at = text.lastIndexOf(',p=')
  if (at === -1) return 'malformed'
  const withoutProof = text.slice(0, at)
  const match = /^c=([^,]+),r=([^,]+)(?:,[A-Za-z]=[^,]*)*$/.exec(withoutProof)
  const proof = fromBase64(text.slice(at + 3))
  const binding = fromBase64(match?.[1] ?? '')
  if (match === null || proof === undefined || binding === undefined) return 'malformed'
  return { binding, nonce: match[2] ?? '', proof, withoutProof }
}

export type ServerFinal =
  | { readonly kind: 'signature'; readonly signature: Uint8Array }
  | { readonly kind: 'error'; readonly error: string }

export const readServerFinal = (text: string): ServerFinal | undefined => {
  if (extendsMandatorily(text)) return undefined
  const match = /^([ve])=([^,]+)(?:,.*)?$/s.exec(text)
  if (match === null) return undefined
  const value = match[2] ?? ''
  if (match[1] === 'e') return { kind: 'error', error: value }
  const signature = fromBase64(value)
  return signature === undefined ? undefined : { kind: 'signature', signature }
}

/** No value holds a comma, so what stands behind one is an attribute's name. */
const extendsMandatorily = (text: string): boolean => /(?:^|,)m=/.test(text)

/** A nonce is of printable ASCII without the comma. */
const isPrintable = (text: string): boolean => /^[\x21-\x2b\x2d-\x7e]+$/.test(text)

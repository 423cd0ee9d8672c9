/** How the messages of mechanisms are written, read and compared. */
import { timingSafeEqual } from 'node:crypto'

export const NOTHING: Uint8Array = new Uint8Array(0)

export const toBase64 = (message: Uint8Array): string =>
  Buffer.from(message.buffer, message.byteOffset, message.byteLength).toString('base64')

/** Strict (RFC 6120 §6.4.2, RFC 4648 §3.5): undefined for white space, bad padding, stray bits. */
export const fromBase64 = (text: string): Uint8Array | undefined => {
  if (text.length % 4 !== 0) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

export const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8')

/** Text of octets that must be UTF-8; undefined when they are not. */
export const fromUtf8 = (bytes: Uint8Array): string | undefined => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = buffer.toString('utf8')
  // Anything that was not UTF-8 has become U+FFFD and does not encode back to the same.
  if (!text.includes('\ufffd')) return text
  return Buffer.from(text, 'utf8').equals(buffer) ? text : undefined
}

/** In constant time, as XEP-0484 §6 wants it. */
export const sameOctets = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b)

/**
 * What a SASL mechanism is, at either end (RFC 4422), and how its messages travel.
 *
 * Mechanisms are synchronous, know no XML and make up no numbers: nonces, keys and channel
 * binding data are handed in. What they report as failed never contains a secret.
 */
import type { Failure } from '../transport.ts'

export type ClientStep =
  | { readonly kind: 'message'; readonly message: Uint8Array }
  | { readonly kind: 'failed'; readonly failure: Failure }

export interface ClientMechanism {
  readonly name: string
  /** The initial response; every mechanism here speaks first. */
  initial(): Uint8Array
  /** The answer to a challenge. */
  respond(challenge: Uint8Array): ClientStep
  /** Checks what came with success; undefined is content. */
  finish(additional: Uint8Array | undefined): Failure | undefined
}

/** RFC 6120 §6.5. */
export const SASL_CONDITIONS = [
  'aborted',
  'account-disabled',
  'credentials-expired',
  'encryption-required',
  'incorrect-encoding',
  'invalid-authzid',
  'invalid-mechanism',
  'malformed-request',
  'mechanism-too-weak',
  'not-authorized',
  'temporary-auth-failure',
] as const
export type SaslCondition = (typeof SASL_CONDITIONS)[number]

export type ServerStep =
  | { readonly kind: 'challenge'; readonly message: Uint8Array }
  | {
      readonly kind: 'success'
      /** The identity that was proven. */
      readonly username: string
      /** The identity asked for, empty for the one that was proven. */
      readonly authorization: string
      readonly additional: Uint8Array | undefined
    }
  | { readonly kind: 'failure'; readonly condition: SaslCondition }

export interface ServerMechanism {
  readonly name: string
  /** Takes the next message of the client. */
  respond(message: Uint8Array): ServerStep
}

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

/** Records under keys, either way (RFC 8446 §5.2, RFC 5246 §6.2.3.3, RFC 5288, RFC 7905). */
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { joined, number, type OctetPart, u16 } from '../octets/build.ts'
import type { TrafficKeys } from './key-schedule.ts'

export const CONTENT = {
  changeCipherSpec: 20,
  alert: 21,
  handshake: 22,
  applicationData: 23,
} as const

/** The version that records of TLS 1.2 and 1.3 say they have. */
export const LEGACY_VERSION = 0x0303
export const TAG_OCTETS = 16
const EXPLICIT_NONCE_OCTETS = 8
const SEQUENCE_OCTETS = 8

export const record = (type: number, ...parts: readonly OctetPart[]): Uint8Array => {
  const contents = joined(...parts)
  return joined([type], u16(LEGACY_VERSION), u16(contents.length), contents)
}

export interface OpenedRecord {
  readonly type: number
  readonly contents: Uint8Array
}

/** One direction under one set of keys: counts its records. */
export class Protection {
  readonly #keys: TrafficKeys
  #sequence = 0

  constructor(keys: TrafficKeys) {
    this.#keys = keys
  }

  /** A whole record. */
  sealed(type: number, contents: Uint8Array): Uint8Array {
    const sequence = number(this.#sequence, SEQUENCE_OCTETS)
    this.#sequence += 1
    if (this.#keys.suite.version === '1.3') {
      const inner = joined(contents, [type])
      const length = inner.length + TAG_OCTETS
      const header = joined([CONTENT.applicationData], u16(LEGACY_VERSION), u16(length))
      return joined(header, this.#seal(this.#nonce(sequence), header, inner))
    }
    const explicit = this.#explicitNonce(sequence)
    const additional = joined(sequence, [type], u16(LEGACY_VERSION), u16(contents.length))
    return record(type, explicit, this.#seal(this.#nonce(sequence), additional, contents))
  }

  /** What a record holds, whose header is `header`; undefined when these are not its keys. */
  opened(header: Uint8Array, body: Uint8Array): OpenedRecord | undefined {
    const sequence = number(this.#sequence, SEQUENCE_OCTETS)
    const opened =
      this.#keys.suite.version === '1.3'
        ? inner(this.#open(this.#nonce(sequence), header, body))
        : this.#opened12(sequence, header, body)
    if (opened !== undefined) this.#sequence += 1
    return opened
  }

  /** The record was not to be had; what follows may. */
  skip(): void {
    this.#sequence += 1
  }

  #opened12(sequence: Uint8Array, header: Uint8Array, body: Uint8Array): OpenedRecord | undefined {
    const explicitOctets = this.#explicitNonce(sequence).length
    const length = body.length - explicitOctets - TAG_OCTETS
    if (length < 0) return undefined
    const nonce =
      explicitOctets === 0
        ? this.#nonce(sequence)
        : joined(this.#keys.iv, body.subarray(0, explicitOctets))
    const additional = joined(sequence, header.subarray(0, 3), u16(length))
    const contents = this.#open(nonce, additional, body.subarray(explicitOctets))
    return contents && { type: header[0] ?? 0, contents }
  }

  /** TLS 1.2 says a part of AES-GCM's nonce; here it is the sequence number. */
  #explicitNonce(sequence: Uint8Array): Uint8Array {
    const { suite } = this.#keys
    const isSaid = suite.version === '1.2' && suite.cipher !== 'chacha20-poly1305'
    return isSaid ? sequence.subarray(0, EXPLICIT_NONCE_OCTETS) : new Uint8Array(0)
  }

  #nonce(sequence: Uint8Array): Uint8Array {
    const { iv } = this.#keys
    if (iv.length === 4) return joined(iv, sequence)
    const nonce = Uint8Array.from(iv)
    const from = nonce.length - sequence.length
    for (const [index, octet] of sequence.entries()) {
      nonce[from + index] = (nonce[from + index] ?? 0) ^ octet
    }
    return nonce
  }

  #seal(nonce: Uint8Array, additional: Uint8Array, contents: Uint8Array): Uint8Array {
    const { suite, key } = this.#keys
    const cipher = createCipheriv(suite.cipher as 'aes-128-gcm', key, nonce, {
      authTagLength: TAG_OCTETS,
    })
    cipher.setAAD(additional)
    return joined(cipher.update(contents), cipher.final(), cipher.getAuthTag())
  }

  #open(nonce: Uint8Array, additional: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    const { suite, key } = this.#keys
    const tagAt = sealed.length - TAG_OCTETS
    if (tagAt < 0) return undefined
    const cipher = createDecipheriv(suite.cipher as 'aes-128-gcm', key, nonce, {
      authTagLength: TAG_OCTETS,
    })
    cipher.setAAD(additional)
    cipher.setAuthTag(sealed.subarray(tagAt))
    try {
      return joined(cipher.update(sealed.subarray(0, tagAt)), cipher.final())
    } catch {
      return undefined
    }
  }
}

/** RFC 8446 §5.2: contents, type, and padding of zeros. */
function inner(plain: Uint8Array | undefined): OpenedRecord | undefined {
  if (plain === undefined) return undefined
  let end = plain.length
  while (end > 0 && plain[end - 1] === 0) end -= 1
  if (end === 0) return undefined
  return { type: plain[end - 1] ?? 0, contents: plain.subarray(0, end - 1) }
}

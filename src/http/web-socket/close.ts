/** What a close frame says (RFC 6455 §5.5.1): nothing, or a code and a reason. */
import { isUtf8 } from 'node:buffer'

/** Why a WebSocket is closed (RFC 6455 §7.4.1). */
export const CLOSE_CODES = {
  normal: 1000,
  protocolError: 1002,
  unsupportedData: 1003,
  /** Octets in a text that are not UTF-8. */
  invalidPayload: 1007,
  tooBig: 1009,
} as const
export type CloseCode = (typeof CLOSE_CODES)[keyof typeof CLOSE_CODES]

export interface CloseOffence {
  readonly code: CloseCode
  readonly detail: string
}

const CODE_OCTETS = 2

export const closePayload = (code: CloseCode): Uint8Array => Uint8Array.of(code >> 8, code & 0xff)

/** What is wrong with the payload of another's close frame. */
export function closeOffence(payload: Uint8Array): CloseOffence | undefined {
  const [high, low] = payload
  if (high === undefined) return undefined
  const code = low === undefined ? undefined : high * 0x100 + low
  if (code === undefined || !maySay(code)) {
    const found = code ?? 'a single octet'
    return { code: CLOSE_CODES.protocolError, detail: `expected a close code, found ${found}` }
  }
  return isUtf8(payload.subarray(CODE_OCTETS)) ? undefined : NO_UTF8
}

/** RFC 6455 §8.1. */
export const NO_UTF8: CloseOffence = {
  code: CLOSE_CODES.invalidPayload,
  detail: 'expected UTF-8 in a text',
}

/** RFC 6455 §7.4.2, and IANA's registry up to 1014; those without a meaning yet are reserved. */
const maySay = (code: number): boolean =>
  (code >= 1000 && code <= 1014 && !NEVER_SAID.has(code)) || (code >= 3000 && code <= 4999)

/** 1004 is reserved; the others stand for what no frame has said (RFC 6455 §7.4.1), as 1015 does. */
const NEVER_SAID: ReadonlySet<number> = new Set([1004, 1005, 1006])

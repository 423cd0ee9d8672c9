/** Alerts with which a server refuses a ClientHello (RFC 8446 §6). */

const FATAL = 2

const NAMES: Readonly<Record<number, string>> = {
  10: 'unexpected_message',
  22: 'record_overflow',
  40: 'handshake_failure',
  47: 'illegal_parameter',
  48: 'unknown_ca',
  49: 'access_denied',
  50: 'decode_error',
  51: 'decrypt_error',
  70: 'protocol_version',
  71: 'insufficient_security',
  80: 'internal_error',
  86: 'inappropriate_fallback',
  109: 'missing_extension',
  110: 'unsupported_extension',
  112: 'unrecognized_name',
  115: 'unknown_psk_identity',
  120: 'no_application_protocol',
}

/** What such an alert is called; undefined where it is a warning. */
export function refusalIn([level, description]: Uint8Array): string | undefined {
  if (level !== FATAL || description === undefined) return undefined
  const name = NAMES[description]
  return name === undefined ? String(description) : `${name} (${description})`
}

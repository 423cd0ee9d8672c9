/** Application data as records: cut at the size limit, grown by the overhead, never copied. */
import { CLOSE_NOTIFY, MAX_PLAINTEXT, PLAIN_ALERT, RECORD_OVERHEAD } from './flights.ts'
import { encoded, type Piece, type RecordPiece } from './piece.ts'
import type { AlertDescription } from './record.ts'
import type { TlsVersion } from './ticket.ts'

/** Which keys protect: those of a version, or those of early data (RFC 8446 §4.2.10). */
export type Keys = TlsVersion | 'early'

/** The records of one send, one to begin at every 16,384 octets. */
export const protect = (bytes: Uint8Array, keys: Keys): Piece[] => {
  const early = keys === 'early'
  const version = early ? '1.3' : keys
  const overhead = RECORD_OVERHEAD[version]
  const pieces: Piece[] = []
  for (let from = 0; from < bytes.length; from += MAX_PLAINTEXT) {
    const part = bytes.length <= MAX_PLAINTEXT ? bytes : bytes.subarray(from, from + MAX_PLAINTEXT)
    pieces.push(encoded({ kind: 'application-data', bytes: part, early }, part.length + overhead))
  }
  return pieces
}

/** An alert under the keys of `version`, or in the clear while there are none. */
export const alert = (
  description: AlertDescription,
  version: TlsVersion | undefined,
): RecordPiece =>
  encoded(
    { kind: 'alert', description },
    version === undefined ? PLAIN_ALERT : CLOSE_NOTIFY[version],
  )

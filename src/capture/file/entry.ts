/** What a capture holds, one after the other. */
import type { Instant } from '../../units.ts'

export type CaptureEntry =
  | CapturedPacket
  /** Lines of a key log. */
  | { readonly kind: 'secrets'; readonly keyLog: string }
  /** The file ends in the middle of what was to come next. */
  | { readonly kind: 'cut-short' }
  /** A packet that has no time, or is of no interface that was described. */
  | { readonly kind: 'skipped' }

export interface CapturedPacket {
  readonly kind: 'packet'
  /** Nanoseconds since the first packet of the file. */
  readonly at: Instant
  /** LINKTYPE_… */
  readonly linkType: number
  /** As many as were captured. */
  readonly octets: Uint8Array
  /** How many there were on the wire. */
  readonly length: number
}

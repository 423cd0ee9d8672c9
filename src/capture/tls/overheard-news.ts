/** What is told of a TLS connection to whoever reads along. */
import type { Direction } from '../../direction.ts'

export interface OverheardTlsNews {
  /** Before there is TLS. */
  readonly clear: (way: Direction, octets: Uint8Array) => void
  /** A side has said something of the handshake. */
  readonly shook: (way: Direction) => void
  /** The client has waited for an answer of the handshake. */
  readonly waited: () => void
  /** The ClientHello was answered by an alert of this name. */
  readonly refused: (alert: string) => void
  readonly secured: (tls: { readonly version: '1.2' | '1.3'; readonly resumed: boolean }) => void
  /** Application data, or undefined where there are no keys for it. */
  readonly said: (way: Direction, octets: Uint8Array | undefined) => void
}

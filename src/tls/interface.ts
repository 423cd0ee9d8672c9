/** What both ends of TLS are told and say. The application's side speaks as in transport.ts. */
import { Outputs } from '../engine.ts'
import type { TransportEvent } from '../transport.ts'
import type { Piece } from './piece.ts'
import type { Ticket } from './ticket.ts'

export type TlsInput =
  /** The client's handshake, or the server's readiness for one; until then everything is clear. */
  | { readonly kind: 'secure' }
  | { readonly kind: 'send'; readonly bytes: Uint8Array }
  | { readonly kind: 'received'; readonly piece: Piece }
  | { readonly kind: 'close' }

export type TlsOutput =
  /** One write to TCP, so that what belongs together can share a segment. Never empty. */
  | {
      readonly kind: 'write'
      readonly pieces: readonly Piece[]
      /** Octets after which it is another write; one for all where not said. */
      readonly buffer?: number | undefined
    }
  /** `secured`, `received`, `waited` (tls) or `closed` with `tls-failure`; nothing else. */
  | { readonly kind: 'event'; readonly event: TransportEvent }
  /** After `close`: everything has been written, TCP may close its sending side. */
  | { readonly kind: 'finished' }
  /** Client only: something to remember for the next connection. The latest is the best. */
  | { readonly kind: 'ticket'; readonly ticket: Ticket }

const FINISHED: TlsOutput = { kind: 'finished' }

/** The outputs of an engine in order. */
export class TlsOutbox {
  readonly #outputs = new Outputs<TlsOutput>()
  #held: readonly Piece[] = []

  write(pieces: readonly Piece[], buffer?: number): void {
    const together = this.#held.length === 0 ? pieces : [...this.#held, ...pieces]
    this.#held = []
    this.#outputs.put({ kind: 'write', pieces: together, buffer })
  }

  /** To be written together with what is written next, or when it is let go. */
  hold(pieces: readonly Piece[]): void {
    this.#held = [...this.#held, ...pieces]
  }

  get holds(): boolean {
    return this.#held.length > 0
  }

  /** Writes what is held by itself. */
  letGo(): void {
    if (this.holds) this.write([])
  }

  event(event: TransportEvent): void {
    this.#outputs.put({ kind: 'event', event })
  }

  finished(): void {
    this.#outputs.put(FINISHED)
  }

  ticket(ticket: Ticket): void {
    this.#outputs.put({ kind: 'ticket', ticket })
  }

  poll(): TlsOutput | undefined {
    return this.#outputs.poll()
  }
}

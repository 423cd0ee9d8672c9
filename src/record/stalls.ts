/**
 * Stalls of Nagle's as waits. A client that has come to a later turn of its conversation than it
 * has counted waits, because something was held back, has waited for as many round trips more;
 * they belong to the layer that it is waiting for. What was held back and not waited for is none.
 */
import type { Layer } from '../transport.ts'

/** Which turn the client has come to, and which it would be in had nothing been held back. */
export interface TurnsReached {
  readonly actual: number
  readonly unheld: number
}

export class StallCount {
  /** On this connection since its stream began, stalls included. */
  #waits = 0
  #stalls = 0
  #layer: Layer | undefined

  waited(layer: Layer): void {
    // Before the stream there are no turns; where a server is may be asked on one, too.
    if (this.#waits === 0 && (layer === 'dns' || layer === 'tcp')) return
    this.#waits += 1
    this.#layer = layer
  }

  /** Another connection, whose turns begin anew. */
  again(): void {
    this.#waits = 0
    this.#stalls = 0
    this.#layer = undefined
  }

  /** The stalls not counted yet. */
  late({ actual, unheld }: TurnsReached): readonly Layer[] {
    const layer = this.#layer
    const missing = Math.min(actual - this.#waits, actual - unheld - this.#stalls)
    if (layer === undefined || missing <= 0) return []
    this.#waits += missing
    this.#stalls += missing
    return Array.from({ length: missing }, () => layer)
  }
}

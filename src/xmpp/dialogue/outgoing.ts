/** What was said and has not left yet: octets leave in one piece, messages one by one. */
import type { Framing } from '../framing/framing.ts'

export class Outgoing {
  readonly #carriedBy: Framing['carriedBy']
  #parts: Uint8Array[] = []

  constructor(carriedBy: Framing['carriedBy']) {
    this.#carriedBy = carriedBy
  }

  add(bytes: Uint8Array): void {
    this.#parts.push(bytes)
  }

  /** The writes that all of it makes; none when there is nothing. */
  take(): readonly Uint8Array[] {
    const parts = this.#parts
    if (parts.length === 0) return parts
    this.#parts = []
    return parts.length === 1 || this.#carriedBy === 'messages' ? parts : [Buffer.concat(parts)]
  }

  discard(): void {
    this.#parts = []
  }
}

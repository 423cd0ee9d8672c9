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
    return parts.length === 1 || this.#carriedBy === 'messages' ? parts : [joined(parts)]
  }

  discard(): void {
    this.#parts = []
  }
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

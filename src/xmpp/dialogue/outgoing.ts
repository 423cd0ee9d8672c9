/** What was said and has not left yet: it leaves in one piece. */
export class Outgoing {
  readonly #parts: Uint8Array[] = []

  add(bytes: Uint8Array): void {
    this.#parts.push(bytes)
  }

  /** All of it, or undefined when there is nothing. */
  take(): Uint8Array | undefined {
    const [first, second] = this.#parts
    const whole = second === undefined ? first : joined(this.#parts)
    this.#parts.length = 0
    return whole
  }

  discard(): void {
    this.#parts.length = 0
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

/** A capture that cannot be read: what was found, at which octet of the file, and what was expected. */
export class CaptureError extends Error {
  override readonly name = 'CaptureError'
  readonly found: string
  readonly expected: string
  /** Octets before it. */
  readonly position: number

  constructor(position: number, found: string, expected: string) {
    super(`expected ${expected} at octet ${position}, found ${found}`)
    this.position = position
    this.found = found
    this.expected = expected
  }
}

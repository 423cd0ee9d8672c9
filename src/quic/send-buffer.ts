/**
 * What one end has to send of a stream, or of the CRYPTO data of a space: what has never been
 * sent, what was lost and has to be sent again, and what has been acknowledged.
 */
import { type Range, Ranges } from './ranges.ts'

export class SendBuffer {
  #written = 0
  #sent = 0
  readonly #lost = new Ranges()
  readonly #acked = new Ranges()
  /** Where the next probe begins that has nothing else to send. */
  #probed = 0

  get written(): number {
    return this.#written
  }

  write(length: number): void {
    this.#written += length
  }

  /** Whether something is to be sent, for the first time or again. */
  get isPending(): boolean {
    return !this.#lost.isEmpty || this.#sent < this.#written
  }

  /** What is to be sent next, what was lost first. */
  next(): Range | undefined {
    const [lost] = this.#lost.spans
    if (lost !== undefined) return lost
    return this.#sent < this.#written ? { start: this.#sent, end: this.#written } : undefined
  }

  /**
   * What a probe repeats when nothing is to be sent (RFC 9002 §6.2.4): what has been sent and not
   * acknowledged, from the oldest on, the next probe what follows.
   */
  repeated(): Range | undefined {
    const missing = new Ranges()
    missing.add(0, this.#sent)
    for (const { start, end } of this.#acked.spans) missing.remove(start, end)
    const behind = missing.spans.find(({ end }) => end > this.#probed)
    if (behind !== undefined) return { ...behind, start: Math.max(behind.start, this.#probed) }
    return missing.spans[0]
  }

  /** Whether these octets have been sent before. */
  isRepetition(start: number): boolean {
    return start < this.#sent
  }

  sent(start: number, end: number, why: 'data' | 'probe'): void {
    this.#lost.remove(start, end)
    this.#sent = Math.max(this.#sent, end)
    if (why === 'probe') this.#probed = end
  }

  acknowledged(start: number, end: number): void {
    this.#acked.add(start, end)
    this.#lost.remove(start, end)
    this.#probed = 0
  }

  /** Of what is lost only that has to be sent again which no other packet brought. */
  lost(start: number, end: number): void {
    this.#lost.add(start, end)
    for (const span of this.#acked.spans) this.#lost.remove(span.start, span.end)
  }
}

/**
 * Where a connection comes in at the server's host: whether anybody listens there is decided by the packet
 * that opens it, at the moment when it comes (RFC 9293 §3.10.7.1), or later, by who has to be asked.
 */

/** What becomes of a packet. */
export interface Fates<Packet> {
  readonly taken: (packet: Packet) => void
  readonly refused: (packet: Packet) => void
}

export class Door<Packet> {
  /** Whether one has been taken: what follows belongs to a connection. */
  isPassed = false
  #isDown: (() => boolean) | undefined
  #ask: (() => void) | undefined
  /** Decides on the one that waits. */
  #decide: ((fate: keyof Fates<Packet>) => void) | undefined

  /** What comes while that is so is refused, each by itself. */
  refuseWhile(isDown: () => boolean): void {
    this.#isDown = isDown
  }

  /**
   * Somebody else knows, and is asked when the first has come, which waits for `admit` or `close`. What comes
   * meanwhile says the same again, and is dropped.
   */
  askFirst(ask: () => void): void {
    this.#ask = ask
  }

  /** Of a packet that comes before one has been taken. */
  knock(packet: Packet, fates: Fates<Packet>): void {
    if (this.#decide !== undefined) return
    if (this.#isDown?.() === true) fates.refused(packet)
    else if (this.#ask === undefined) {
      this.isPassed = true
      fates.taken(packet)
    } else {
      this.#decide = (fate) => fates[fate](packet)
      this.#ask()
    }
  }

  /** Somebody listens. */
  admit(): void {
    if (this.#decide !== undefined) this.#passed('taken')
  }

  /** Nobody does, nor will: what waits is refused, and what comes now is no matter of the door. */
  close(): void {
    this.#passed('refused')
  }

  #passed(fate: keyof Fates<Packet>): void {
    const decide = this.#decide
    this.#decide = undefined
    this.isPassed = true
    decide?.(fate)
  }
}
